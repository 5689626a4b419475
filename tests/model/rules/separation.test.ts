import assert from "node:assert/strict";
import type { Draft } from "../builder";
import { complaintsOf, person, set } from "../builder";

/** Nobody audits and operates in prod. Places are all alike here, so messages carry them. */
function apart(draft: Draft): void {
    draft.rules.separation = [
        { roles: ["auditor", "operator"], in: ["prod"], reason: "who checks it does not run it" },
    ];
}

const both = (who: string, how: string) =>
    `error separation ${who} may not hold auditor and operator in prod together: who checks it ` +
    `does not run it; ${how}: take one away`;

const throughBoth =
    "auditor through audit (defineRoster:1), operator through platform (defineRoster:1)";

describe("separation", () => {
    const cases: Record<string, [change: (draft: Draft) => void, expected: string[]]> = {
        "two people": [apart, []],
        "one person in both teams": [
            (draft) => {
                apart(draft);
                draft.teams.audit?.members?.push("erin");
            },
            [both("erin", throughBoth)],
        ],
        "one person in both teams, and no rule against it": [
            ({ teams }) => teams.audit?.members?.push("erin"),
            [],
        ],
        "one person in both teams, in an environment without the rule": [
            (draft) => {
                apart(draft);
                draft.rules.separation = [{ roles: ["auditor", "operator"], in: ["dev"] }];
                draft.teams.audit?.members?.push("erin");
            },
            [],
        ],
        "the roles in two environments": [
            (draft) => {
                apart(draft);
                set(draft.roles, "auditor", { aws: {} });
                draft.grants = [
                    { team: "audit", role: "auditor", in: ["dev"] },
                    { team: "audit", role: "operator", services: ["checkout"], in: ["prod"] },
                ];
            },
            [],
        ],
        "a grant in addition to a team": [
            (draft) => {
                apart(draft);
                draft.grants.push({
                    person: "olga",
                    role: "operator",
                    services: ["checkout"],
                    in: ["prod"],
                    until: "2026-12-02",
                });
            },
            [
                both(
                    "olga",
                    "auditor through audit (defineRoster:1), operator by a grant (defineRoster:1)",
                ),
            ],
        ],
        "a grant that is over": [
            (draft) => {
                apart(draft);
                draft.grants.push({
                    person: "olga",
                    role: "operator",
                    services: ["checkout"],
                    in: ["prod"],
                    until: "2026-11-30",
                });
            },
            [],
        ],
        "one after the other": [
            (draft) => {
                apart(draft);
                set(draft.teams, "audit", {
                    members: ["olga", { person: "erin", until: "2026-12-31" }],
                });
                set(draft.teams, "platform", {
                    members: [{ person: "erin", from: "2027-01-01" }, "frank"],
                });
            },
            [],
        ],
        "both for one day, next year": [
            (draft) => {
                apart(draft);
                set(draft.teams, "audit", {
                    members: ["olga", { person: "erin", until: "2027-01-01" }],
                });
                set(draft.teams, "platform", {
                    members: [{ person: "erin", from: "2027-01-01" }, "frank"],
                });
            },
            [both("erin", throughBoth)],
        ],
        "two ways to one role, the longer of which conflicts": [
            (draft) => {
                apart(draft);
                draft.teams.checkers = {
                    description: "Checks",
                    members: [{ person: "erin", until: "2026-12-31" }],
                };
                draft.grants.unshift({ team: "checkers", role: "auditor", in: ["prod"] });
                set(draft.teams, "audit", {
                    members: ["olga", { person: "erin", until: "2027-01-31" }],
                });
                set(draft.teams, "platform", {
                    members: [{ person: "erin", from: "2027-01-01" }, "frank"],
                });
            },
            [both("erin", throughBoth)],
        ],
        "two ways to one role that end together, the earlier of which conflicts": [
            (draft) => {
                apart(draft);
                const end = { person: "erin", until: "2027-01-31" };
                draft.teams.checkers = {
                    description: "Checks",
                    members: [end],
                };
                draft.grants.unshift({ team: "checkers", role: "auditor", in: ["prod"] });
                set(draft.teams, "audit", {
                    members: ["olga", { ...end, from: "2027-01-15" }],
                });
                set(draft.teams, "platform", {
                    members: [{ person: "erin", until: "2027-01-10" }, "frank"],
                });
            },
            [both("erin", throughBoth.replace("through audit", "through checkers"))],
        ],
        "all services of an environment that has none": [
            (draft) => {
                apart(draft);
                set(draft.services, "checkout", { in: ["dev"] });
                draft.grants = draft.grants.filter(({ role }) => role !== "operator");
                draft.grants.push({
                    person: "olga",
                    role: "operator",
                    services: "all",
                    in: ["prod"],
                });
            },
            [],
        ],
        "two accounts of one person": [
            (draft) => {
                apart(draft);
                draft.people["erin-admin"] = { ...person("erin-admin", 21), sameAs: "erin" };
                draft.teams.audit?.members?.push("erin-admin");
            },
            [
                both(
                    "erin",
                    "auditor through audit to erin-admin (defineRoster:1), operator through " +
                        "platform (defineRoster:1)",
                ),
            ],
        ],
        "the team below one of them": [
            (draft) => {
                apart(draft);
                draft.teams.night = { description: "Night", parent: "platform", members: ["olga"] };
            },
            [both("olga", throughBoth)],
        ],
        "any two of three": [
            (draft) => {
                draft.rules.separation = [
                    { roles: ["auditor", "developer", "operator"], in: ["prod"] },
                ];
                draft.teams.audit?.members?.push("erin");
            },
            [
                "error separation erin may not hold auditor and operator in prod together; " +
                    `${throughBoth}: take one away`,
            ],
        ],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(complaintsOf("separation", change), expected);
        });
    }
});
