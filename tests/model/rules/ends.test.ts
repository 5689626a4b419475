import assert from "node:assert/strict";
import type { Draft } from "../builder";
import { complaintsOf, set } from "../builder";

const shift = { from: "2026-12-01T08:00:00Z", until: "2026-12-01T18:00:00Z" };

/** Alice may operate checkout in prod; the team that may do so is not there. */
function alice(draft: Draft, window: { from?: string; until?: string }): void {
    draft.grants = draft.grants.filter(({ role }) => role !== "operator");
    draft.grants.push({
        person: "alice",
        role: "operator",
        services: ["checkout"],
        in: ["dev", "prod"],
        ...window,
    });
}

/** The team's grant of operator in prod. */
function team(draft: Draft, window: { from?: string; until?: string }): void {
    draft.rules.longestGrant = { operator: "12h" };
    draft.grants = draft.grants.map((grant) =>
        grant.role === "operator" ? { ...grant, ...window } : grant,
    );
}

type Cases = Record<string, [change: (draft: Draft) => void, expected: string[]]>;

function run(rule: "missing-until" | "grant-too-long", cases: Cases): void {
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            const said = complaintsOf(rule, change);
            assert.deepEqual(
                said,
                expected.map((message) => `error ${rule} ${message}`),
            );
        });
    }
}

describe("missing-until", () => {
    const endless =
        "operator in prod, reached by erin, frank through platform, has no end; give the grant, " +
        "or each membership, an `until` (rules.longestGrant allows 12h)";
    run("missing-until", {
        "a team's grant, without a maximum": [() => {}, []],
        "a person's grant in production without an end": [
            (draft) => alice(draft, {}),
            ["alice's grant of operator in prod has no end; give the grant an `until`"],
        ],
        "a person's grant outside production": [
            (draft) => {
                alice(draft, {});
                set(draft.environments, "prod", { production: false });
            },
            [],
        ],
        "a person's grant with an end": [(draft) => alice(draft, { until: "2030-01-01" }), []],
        "a person who ends": [
            (draft) => {
                alice(draft, {});
                set(draft.people, "alice", { until: "2027-01-31" });
            },
            [],
        ],
        "a person's grant on repositories only": [
            ({ grants }) =>
                grants.push({ person: "alice", role: "developer", services: ["checkout"] }),
            [],
        ],
        "every member of a team": [(draft) => team(draft, {}), [endless]],
        "a team's grant that ends": [(draft) => team(draft, shift), []],
        "each membership ends": [
            (draft) => {
                team(draft, {});
                set(draft.teams, "platform", {
                    members: [
                        { person: "erin", ...shift },
                        { person: "frank", ...shift },
                    ],
                });
            },
            [],
        ],
        "one membership does not": [
            (draft) => {
                team(draft, {});
                set(draft.teams, "platform", { members: [{ person: "erin", ...shift }, "frank"] });
            },
            [endless.replace("erin, frank", "frank")],
        ],
        "a member of a team below": [
            (draft) => {
                team(draft, {});
                set(draft.teams, "platform", { members: [] });
                draft.teams.night = { description: "Night", parent: "platform", members: ["bob"] };
            },
            [endless.replace("erin, frank", "bob")],
        ],
        "a grant with a beginning and no end": [
            (draft) => team(draft, { from: shift.from }),
            [endless],
        ],
    });
});

describe("grant-too-long", () => {
    run("grant-too-long", {
        "a person's grant, without a maximum": [
            (draft) => alice(draft, { from: "2026-12-01", until: "2027-12-01" }),
            [],
        ],
        "as long as allowed": [
            (draft) => {
                alice(draft, { from: "2026-12-01T08:00:00Z", until: "2026-12-01T20:00:00Z" });
                draft.rules.longestGrant = { operator: "12h" };
            },
            [],
        ],
        "a minute longer": [
            (draft) => {
                alice(draft, { from: "2026-12-01T08:00:00Z", until: "2026-12-01T20:01:00Z" });
                draft.rules.longestGrant = { operator: "12h" };
            },
            [
                "alice's grant of operator in prod lasts 721m, from 2026-12-01T08:00:00Z until " +
                    "2026-12-01T20:01:00Z; shorten it (rules.longestGrant allows 12h)",
            ],
        ],
        "a maximum for another role": [
            (draft) => {
                alice(draft, { from: "2026-12-01", until: "2027-12-01" });
                draft.rules.longestGrant = { developer: "12h" };
            },
            [],
        ],
        "the same outside production": [
            (draft) => {
                alice(draft, { from: "2026-12-01", until: "2027-12-01" });
                draft.rules.longestGrant = { operator: "12h" };
                set(draft.environments, "prod", { production: false });
            },
            [],
        ],
        "no beginning": [
            (draft) => {
                alice(draft, { until: "2026-12-01T13:00:00Z" });
                draft.rules.longestGrant = { operator: "12h" };
            },
            [
                "alice's grant of operator in prod has an end and no beginning, so nothing says " +
                    "how long it lasts; add `from` (rules.longestGrant allows 12h)",
            ],
        ],
        "later, still too long": [
            (draft) => {
                alice(draft, { from: "2027-03-01", until: "2027-03-01" });
                draft.rules.longestGrant = { operator: "12h" };
            },
            [
                "alice's grant of operator in prod lasts 1d, from 2027-03-01 until 2027-03-01; " +
                    "shorten it (rules.longestGrant allows 12h)",
            ],
        ],
        "already over": [
            (draft) => {
                alice(draft, { from: "2026-10-01", until: "2026-11-01" });
                draft.rules.longestGrant = { operator: "12h" };
            },
            [],
        ],
        "a team's grant": [
            (draft) => team(draft, { from: "2026-12-01", until: "2026-12-02" }),
            [
                "operator in prod, reached by erin, frank through platform, lasts 2d, from " +
                    "2026-12-01 until 2026-12-02; shorten it (rules.longestGrant allows 12h)",
            ],
        ],
        "a long grant that short memberships cut": [
            (draft) => {
                team(draft, { from: "2026-12-01", until: "2026-12-31" });
                set(draft.teams, "platform", {
                    members: [
                        { person: "erin", ...shift },
                        { person: "frank", ...shift },
                    ],
                });
            },
            [],
        ],
    });
});
