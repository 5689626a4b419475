import assert from "node:assert/strict";
import type { Draft } from "../builder";
import { complaintsOf, person, set } from "../builder";

const victor = { name: "Victor Holm", left: "2026-11-20" };

describe("leaver-still-listed", () => {
    const cases: Record<string, [change: (draft: Draft) => void, expected: string[]]> = {
        "a leaver who is mentioned nowhere else": [() => {}, []],
        "under people": [
            ({ people }) => {
                people.victor = person("victor", 90);
            },
            ["victor left on 2026-11-20 and still stands under people; take the line out"],
        ],
        "in a team": [
            ({ teams }) => teams.payments?.members?.push("victor"),
            ["victor left on 2026-11-20 and still is a member of payments; take the line out"],
        ],
        "with a personal grant": [
            ({ grants }) => grants.push({ person: "victor", role: "operator", in: ["dev"] }),
            [
                "victor left on 2026-11-20 and still has the grant person:victor/operator; " +
                    "take the line out",
            ],
        ],
        "as an owner": [
            ({ organization }) => organization.github.owners.push("victor"),
            ["victor left on 2026-11-20 and still owns the organisation; take the line out"],
        ],
        "as a manager": [
            ({ people }) => {
                people.alice = { ...person("alice", 11), manager: "victor" };
            },
            ["victor left on 2026-11-20 and still is the manager of alice; name the new manager"],
        ],
        "as the person behind an account": [
            ({ people }) => {
                people.alice = { ...person("alice", 11), sameAs: "victor" };
            },
            [
                "victor left on 2026-11-20 and still is the person behind alice; alice leaves " +
                    "too: `rollcall leave alice`",
            ],
        ],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            const said = complaintsOf("leaver-still-listed", (draft) => {
                draft.leavers.victor = victor;
                // What matters here is that a leaver is named, so the environment itself will do.
                set(draft.roles, "operator", { aws: {} });
                change(draft);
            });
            assert.deepEqual(
                said,
                expected.map((message) => `error leaver-still-listed ${message}`),
            );
        });
    }
});

describe("too-few-owners", () => {
    const few = (who: string) =>
        `the organisation has too few owners: ${who}, and rules.minimumOwners asks for 2; ` +
        "name people who are here and have GitHub";
    const cases: Record<string, [change: (draft: Draft) => void, expected: string[]]> = {
        "two owners": [() => {}, []],
        one: [
            ({ organization }) => {
                organization.github.owners = ["erin"];
            },
            [`error too-few-owners ${few("one person (erin)")}`],
        ],
        "one, where one is enough": [
            ({ organization, rules }) => {
                organization.github.owners = ["erin"];
                rules.minimumOwners = 1;
            },
            [],
        ],
        "two, where three are required": [
            ({ rules }) => {
                rules.minimumOwners = 3;
            },
            [
                "error too-few-owners the organisation has too few owners: 2 people (erin, " +
                    "frank), and rules.minimumOwners asks for 3; name people who are here and " +
                    "have GitHub",
            ],
        ],
        "two accounts of one person": [
            ({ people }) => {
                people.frank = { ...person("frank", 14), sameAs: "erin" };
            },
            [`error too-few-owners ${few("one person (erin)")}`],
        ],
        "one without GitHub": [
            ({ people }) => {
                people.frank = person("frank");
            },
            [`error too-few-owners ${few("one person (erin)")}`],
        ],
        "a third that is a machine": [
            ({ organization, people }) => {
                people.bot = { ...person("bot", 15), machine: "platform" };
                organization.github.owners.push("bot");
            },
            [
                "error too-few-owners bot belongs to no person and may not own the " +
                    "organisation; take it out",
            ],
        ],
        "one who has not started": [
            ({ people }) => {
                people.frank = { ...person("frank", 14), from: "2026-12-02" };
            },
            [`error too-few-owners ${few("one person (erin)")}`],
        ],
        "one who has ended": [
            ({ people }) => {
                people.frank = { ...person("frank", 14), until: "2026-11-30" };
            },
            [`warning too-few-owners ${few("one person (erin)")}`],
        ],
        "one whose main account has ended": [
            ({ organization, people }) => {
                people.gus = { ...person("gus", 15), until: "2026-11-30" };
                people["gus-admin"] = { ...person("gus-admin", 16), sameAs: "gus" };
                organization.github.owners = ["erin", "gus-admin"];
            },
            [`warning too-few-owners ${few("one person (erin)")}`],
        ],
        "one who has ended, and one who starts this minute": [
            ({ organization, people }) => {
                people.frank = { ...person("frank", 14), until: "2026-11-30" };
                people.gus = { ...person("gus", 15), from: "2026-12-01T12:00:00Z" };
                organization.github.owners = ["frank", "gus"];
            },
            [`warning too-few-owners ${few("one person (gus)")}`],
        ],
        "one who ends within 14 days": [
            ({ people }) => {
                people.frank = { ...person("frank", 14), until: "2026-12-14" };
            },
            [`warning too-few-owners ${few("one person (erin) after 2026-12-14")}`],
        ],
        "one who ends later than that": [
            ({ people }) => {
                people.frank = { ...person("frank", 14), until: "2026-12-15" };
            },
            [],
        ],
        "one who ends when another starts": [
            ({ organization, people }) => {
                people.frank = { ...person("frank", 14), until: "2026-12-05" };
                people.gus = { ...person("gus", 15), from: "2026-12-06" };
                organization.github.owners.push("gus");
            },
            [],
        ],
        "one who ends a day before another starts": [
            ({ organization, people }) => {
                people.frank = { ...person("frank", 14), until: "2026-12-04" };
                people.gus = { ...person("gus", 15), from: "2026-12-06" };
                organization.github.owners.push("gus");
            },
            [`warning too-few-owners ${few("one person (erin) after 2026-12-04")}`],
        ],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            const said = complaintsOf("too-few-owners", change, { lapsed: "warning" });
            assert.deepEqual(said, expected);
        });
    }

    it("is an error on a pull request, even if only the passing of time caused it", () => {
        const said = complaintsOf("too-few-owners", ({ people }) => {
            people.frank = { ...person("frank", 14), until: "2026-11-30" };
        });
        assert.deepEqual(said, [`error too-few-owners ${few("one person (erin)")}`]);
    });
});
