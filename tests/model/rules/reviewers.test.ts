import assert from "node:assert/strict";
import type { Draft } from "../builder";
import { complaintsOf, person, set } from "../builder";

const nobody = (services: string) =>
    `no-reviewers nobody reviews deployments of ${services} to prod, which is production; ` +
    "add a team to `deploy.reviewers`";

const few = (who: string, teams = "payments", services = "checkout") =>
    `no-reviewers deployments of ${services} to prod are reviewed by ${teams}, which together have ` +
    `${who}; two different people with GitHub are needed, machines not counted: add somebody, ` +
    "or another team";

function reviewedBy(draft: Draft, ...reviewers: string[]): void {
    set(draft.environments, "prod", { deploy: { reviewers } });
}

describe("no-reviewers", () => {
    const cases: Record<string, [change: (draft: Draft) => void, expected: string[]]> = {
        "the owning team reviews": [() => {}, []],
        "nobody reviews": [(draft) => reviewedBy(draft), [`error ${nobody("checkout")}`]],
        "nobody reviews outside production": [
            (draft) => {
                set(draft.environments, "prod", { production: false });
                reviewedBy(draft);
            },
            [],
        ],
        "the service overrides the reviewers with none": [
            ({ services }) => set(services, "checkout", { deploy: { reviewers: [] } }),
            [`error ${nobody("checkout")}`],
        ],
        "the service has its own reviewers": [
            (draft) => {
                reviewedBy(draft);
                set(draft.services, "checkout", { deploy: { reviewers: ["platform"] } });
            },
            [],
        ],
        "a service without a repository deploys nothing": [
            (draft) => {
                reviewedBy(draft);
                delete draft.services.checkout?.repository;
            },
            [],
        ],
        "a service that is not in production": [
            (draft) => {
                reviewedBy(draft);
                draft.grants = draft.grants.filter(({ role }) => role !== "operator");
                set(draft.services, "checkout", { in: ["dev"] });
            },
            [],
        ],
        "a team of one": [
            ({ teams }) => set(teams, "payments", { members: ["alice"] }),
            [`error ${few("one person (alice)")}`],
        ],
        "an empty team": [
            ({ teams }) => set(teams, "payments", { members: [] }),
            [`error ${few("nobody")}`],
        ],
        "two teams of one person each": [
            (draft) => {
                set(draft.teams, "payments", { members: ["alice"] });
                set(draft.teams, "platform", { members: ["erin"] });
                reviewedBy(draft, "${owner}", "platform");
            },
            [],
        ],
        "two teams of the same person": [
            (draft) => {
                set(draft.teams, "payments", { members: ["alice"] });
                set(draft.teams, "platform", { members: ["alice"] });
                reviewedBy(draft, "${owner}", "platform");
            },
            [`error ${few("one person (alice)", "payments, platform")}`],
        ],
        "members of child teams count": [
            ({ teams }) => {
                set(teams, "payments", { members: [] });
                teams.cards = {
                    description: "Cards",
                    parent: "payments",
                    members: ["alice", "bob"],
                };
            },
            [],
        ],
        "two accounts of one person": [
            ({ people }) => {
                people.bob = { ...person("bob", 12), sameAs: "alice" };
            },
            [`error ${few("one person (alice)")}`],
        ],
        "a person without GitHub": [
            ({ people }) => {
                people.bob = person("bob");
            },
            [`error ${few("one person (alice)")}`],
        ],
        "a membership that ended": [
            ({ teams }) =>
                set(teams, "payments", {
                    members: ["alice", { person: "bob", until: "2026-11-30" }],
                }),
            [`warning ${few("one person (alice)")}`],
        ],
        "a membership that has not begun": [
            ({ teams }) =>
                set(teams, "payments", {
                    members: ["alice", { person: "bob", from: "2026-12-24" }],
                }),
            [`error ${few("one person (alice)")}`],
        ],
        "a person who ends within 14 days": [
            ({ people }) => {
                people.bob = { ...person("bob", 12), until: "2026-12-10" };
            },
            [`warning ${few("one person (alice) after 2026-12-10")}`],
        ],
        "a person who ends in a month": [
            ({ people }) => {
                people.bob = { ...person("bob", 12), until: "2026-12-31" };
            },
            [],
        ],
        "a machine beside two people": [
            ({ people, teams }) => {
                people.bot = { ...person("bot", 15), machine: "platform" };
                teams.payments?.members?.push("bot");
            },
            [
                "error no-reviewers bot belongs to no person and, in payments, could approve " +
                    "deployments of checkout to prod; take it out of the team",
            ],
        ],
        "a machine whose membership has ended": [
            ({ people, teams }) => {
                people.bot = { ...person("bot", 15), machine: "platform" };
                teams.payments?.members?.push({ person: "bot", until: "2026-11-01" });
            },
            [],
        ],
        "one message for all services with the same reason": [
            (draft) => {
                reviewedBy(draft);
                for (const [index, key] of ["a", "b", "c", "d", "e"].entries()) {
                    draft.services[key] = {
                        description: key,
                        repository: { name: key, id: 200 + index },
                        owner: "payments",
                        in: ["prod"],
                    };
                }
            },
            [`error ${nobody("a, b, c, checkout and 2 more")}`],
        ],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(complaintsOf("no-reviewers", change, { lapsed: "warning" }), expected);
        });
    }
});
