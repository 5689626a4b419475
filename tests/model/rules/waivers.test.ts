import assert from "node:assert/strict";
import { createGraph } from "../../../model/graph";
import { day } from "../../../model/instant";
import { judgeBy } from "../../../model/rules";
import type { Draft } from "../builder";
import { allow, complaints, now, person, roster, set } from "../builder";

type Waiver = NonNullable<Draft["rules"]["waivers"]>[number];

function waive(draft: Draft, rule: Waiver["rule"], at: string, until: string): void {
    const waivers = draft.rules.waivers ?? [];
    draft.rules.waivers = [...waivers, { rule, at, until, reason: "it has to be" }];
}

/** The operators may write roles, which is an escalation. */
function escalate(draft: Draft): void {
    set(draft.roles, "operator", {
        aws: { statements: [allow("iam:PutRolePolicy", "arn:aws:iam::${account}:role/x")] },
    });
}

const escalation = "role operator allows iam:PutRolePolicy, which gives permissions to a principal";

describe("waivers", () => {
    const cases: Record<string, [change: (draft: Draft) => void, expected: string[]]> = {
        none: [escalate, [`error escalation ${escalation}`]],
        "in force": [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2027-01-31");
            },
            [
                `warning waived escalation: ${escalation}; waived until 2027-01-31 ` +
                    "(defineRoster:1: it has to be)",
            ],
        ],
        "in force for only a few more days": [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2026-12-14");
            },
            [
                `warning waived escalation: ${escalation}; waived until 2026-12-14, which is ` +
                    "soon: settle it or renew the waiver (defineRoster:1: it has to be)",
            ],
        ],
        "on its last day": [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2026-12-01");
            },
            [
                `warning waived escalation: ${escalation}; waived until 2026-12-01, which is ` +
                    "soon: settle it or renew the waiver (defineRoster:1: it has to be)",
            ],
        ],
        lapsed: [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2026-11-30");
            },
            [`error escalation ${escalation}; its waiver (defineRoster:1) lapsed on 2026-11-30`],
        ],
        "lapsed this minute": [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2026-12-01T12:00:00Z");
            },
            [
                `error escalation ${escalation}; its waiver (defineRoster:1) lapsed on ` +
                    "2026-12-01T12:00:00Z",
            ],
        ],
        "lapsed and renewed": [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2026-11-30");
                waive(draft, "escalation", "roles.operator", "2027-01-31");
            },
            [
                `warning waived escalation: ${escalation}; waived until 2027-01-31 ` +
                    "(defineRoster:1: it has to be)",
            ],
        ],
        "of another rule": [
            (draft) => {
                escalate(draft);
                waive(draft, "wildcard", "roles.operator", "2027-01-31");
            },
            [
                `error escalation ${escalation}`,
                "warning unused the waiver of wildcard at roles.operator waives nothing; take " +
                    "it out",
            ],
        ],
        "at another role": [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.developer", "2027-01-31");
            },
            [
                `error escalation ${escalation}`,
                "warning unused the waiver of escalation at roles.developer waives nothing; " +
                    "take it out",
            ],
        ],
        "lapsed and without an effect": [
            (draft) => waive(draft, "escalation", "roles.operator", "2026-11-30"),
            [
                "warning unused the waiver of escalation at roles.operator lapsed and would " +
                    "waive nothing; take it out",
            ],
        ],
        "of what only `up` judges": [
            (draft) => waive(draft, "removals", "grants", "2027-01-31"),
            [],
        ],
        "180 days off": [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2027-05-30");
            },
            [
                `warning waived escalation: ${escalation}; waived until 2027-05-30 ` +
                    "(defineRoster:1: it has to be)",
            ],
        ],
        "181 days off": [
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2027-05-31");
            },
            [
                "error invalid-value the waiver of escalation at roles.operator ends on " +
                    "2027-05-31, more than 180 days off; end it on 2027-05-30 at the latest",
                `warning waived escalation: ${escalation}; waived until 2027-05-31 ` +
                    "(defineRoster:1: it has to be)",
            ],
        ],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => assert.deepEqual(complaints(change), expected));
    }

    it("that have lapsed are a warning in `up`, because only time caused it", () => {
        const said = complaints(
            (draft) => {
                escalate(draft);
                waive(draft, "escalation", "roles.operator", "2026-11-30");
            },
            { lapsed: "warning" },
        );
        assert.deepEqual(said, [
            `warning escalation ${escalation}; its waiver (defineRoster:1) lapsed on 2026-11-30`,
        ]);
    });

    /** What is wrong, and every place at which it may be waived. */
    const places: [rule: Waiver["rule"], change: (draft: Draft) => void, at: string[]][] = [
        ["escalation", escalate, ["roles.operator"]],
        [
            "escalation",
            (draft) => {
                set(draft.roles, "developer", { github: { permission: "admin" } });
            },
            ["roles.developer", "grants", "team:payments/developer", "services.checkout"],
        ],
        [
            "escalation",
            (draft) => {
                set(draft.roles, "developer", { github: { permission: "admin" } });
                draft.grants = draft.grants.map((grant) =>
                    grant.role === "developer"
                        ? { person: "alice", role: "developer", services: ["checkout"] }
                        : grant,
                );
            },
            ["people.alice", "person:alice/developer"],
        ],
        [
            "wildcard",
            ({ services }) => set(services, "checkout", { aws: { statements: [allow("ecs:*")] } }),
            ["services.checkout", "environments.prod"],
        ],
        [
            "separation",
            (draft) => {
                draft.rules.separation = [{ roles: ["auditor", "operator"], in: ["prod"] }];
                draft.people["erin-admin"] = { ...person("erin-admin", 21), sameAs: "erin" };
                draft.teams.audit?.members?.push("erin-admin");
            },
            [
                "people.erin",
                "people.erin-admin",
                "roles.auditor",
                "roles.operator",
                "grants",
                "team:audit/auditor",
                "team:platform/operator",
                "environments.prod",
            ],
        ],
        [
            "missing-until",
            ({ grants }) =>
                grants.push({
                    person: "alice",
                    role: "operator",
                    services: ["checkout"],
                    in: ["prod"],
                }),
            [
                "people.alice",
                "roles.operator",
                "grants",
                "person:alice/operator",
                "environments.prod",
            ],
        ],
        [
            "grant-too-long",
            (draft) => {
                draft.rules.longestGrant = { operator: "12h" };
                set(draft.teams, "platform", { members: ["erin"] });
                for (const grant of draft.grants) {
                    if (grant.role === "operator") grant.until = "2027-01-01";
                }
            },
            [
                "people.erin",
                "roles.operator",
                "grants",
                "team:platform/operator",
                "environments.prod",
            ],
        ],
        [
            "no-reviewers",
            ({ environments }) => set(environments, "prod", { deploy: {} }),
            ["services.checkout", "environments.prod"],
        ],
        [
            "secret-too-slow",
            ({ secrets }) => {
                const reason = "no OIDC there";
                secrets.key = { service: "checkout", in: ["prod"], kind: "generated", reason };
            },
            ["secrets.key"],
        ],
        [
            "shared-account",
            ({ environments }) =>
                set(environments, "prod", {
                    aws: { accountId: "111111111111", region: "eu-west-1" },
                }),
            ["environments.dev", "environments.prod"],
        ],
    ];
    for (const [rule, change, at] of places) {
        for (const place of at) {
            it(`set ${rule} aside at ${place}`, () => {
                const without = complaints(change);
                assert.ok(without.some((said) => said.startsWith(`error ${rule} `)));
                const withIt = complaints((draft) => {
                    change(draft);
                    waive(draft, rule, place, "2027-01-31");
                });
                assert.deepEqual(
                    withIt.map((said) => said.split(" ", 3).join(" ")),
                    [`warning waived ${rule}:`],
                );
            });
        }
    }

    it("cannot set aside anything but judgements, whoever writes them", () => {
        const graph = createGraph(roster());
        const at = { file: "roster.yaml", line: 1, column: 1 };
        const until = now + day;
        const waivers = [{ place: at, rule: "name-too-long", at: "grants", until, reason: "no" }];
        const rules = { ...graph.roster.rules, waivers };
        const finding = { at, subject: "x", message: () => "too long", waivers: ["grants"] };
        const said = judgeBy([{ id: "name-too-long", judge: () => [finding] }], {
            graph: { ...graph, roster: { ...graph.roster, rules } },
            instant: now,
            lapsed: "error",
        });
        assert.deepEqual(
            said.map(({ severity, rule }) => `${severity} ${rule}`),
            ["error name-too-long", "warning unused"],
        );
    });
});
