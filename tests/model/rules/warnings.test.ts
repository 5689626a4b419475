import assert from "node:assert/strict";
import type { RuleId } from "../../../model/problem";
import type { Draft } from "../builder";
import { allow, complaintsOf, person, set } from "../builder";

type Cases = Record<string, [change: (draft: Draft) => void, expected: string[]]>;

function run(rule: RuleId, severity: "error" | "warning", cases: Cases): void {
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(
                complaintsOf(rule, change),
                expected.map((message) => `${severity} ${rule} ${message}`),
            );
        });
    }
}

describe("shared-account", () => {
    const account = { accountId: "111111111111", region: "eu-west-1" };
    run("shared-account", "error", {
        "an account each": [() => {}, []],
        "one for two": [
            ({ environments }) => set(environments, "prod", { aws: account }),
            [
                "prod is in AWS account 111111111111, as is dev (defineRoster:1); give each " +
                    "environment an account of its own",
            ],
        ],
        "one for two, in different regions": [
            ({ environments }) =>
                set(environments, "prod", { aws: { ...account, region: "eu-north-1" } }),
            [
                "prod is in AWS account 111111111111, as is dev (defineRoster:1); give each " +
                    "environment an account of its own",
            ],
        ],
        "none for two": [
            ({ environments }) => {
                delete environments.dev?.aws;
                delete environments.prod?.aws;
            },
            [],
        ],
    });
});

describe("expired", () => {
    run("expired", "warning", {
        nothing: [() => {}, []],
        "a person, the day after": [
            ({ people }) => set(people, "bob", { until: "2026-11-30" }),
            ["bob ended with 2026-11-30 and is treated as a leaver; run `rollcall leave bob`"],
        ],
        "a person, on the day": [({ people }) => set(people, "bob", { until: "2026-12-01" }), []],
        "a membership": [
            ({ teams }) =>
                set(teams, "payments", {
                    members: ["alice", "bob", { person: "erin", until: "2026-11-30" }],
                }),
            ["erin in payments ended with 2026-11-30 and gives nothing; take the line out"],
        ],
        "a grant, to the minute": [
            ({ grants }) =>
                grants.push({
                    person: "alice",
                    role: "developer",
                    services: ["checkout"],
                    until: "2026-12-01T12:00:00Z",
                }),
            [
                "person:alice/developer ended with 2026-12-01T12:00:00Z and gives nothing; take " +
                    "the line out",
            ],
        ],
        "a grant, a minute before": [
            ({ grants }) =>
                grants.push({
                    person: "alice",
                    role: "developer",
                    services: ["checkout"],
                    until: "2026-12-01T12:01:00Z",
                }),
            [],
        ],
    });
});

describe("unused", () => {
    const noTeam =
        "team idle has no members, no grant and no team below it, and neither owns nor reviews " +
        "anything; use it or take it out";
    const noPerson = "gus is in no team, has no grant and owns nothing; add a line or take gus out";
    const idle = { description: "Idle", members: [] };
    run("unused", "warning", {
        nothing: [() => {}, []],
        "a role": [
            ({ roles }) => {
                roles.idle = { description: "Idle" };
            },
            ["no grant gives role idle; grant it or take it out"],
        ],
        "a team": [
            ({ teams }) => {
                teams.idle = idle;
            },
            [noTeam],
        ],
        "a team with a member": [
            ({ teams }) => {
                teams.idle = { ...idle, members: ["alice"] };
            },
            [],
        ],
        "a team with a team below": [
            ({ teams }) => {
                teams.idle = idle;
                set(teams, "payments", { parent: "idle" });
            },
            [],
        ],
        "a team below another": [
            ({ teams }) => {
                teams.idle = { ...idle, parent: "payments" };
            },
            [noTeam],
        ],
        "a team with a grant": [
            ({ grants, teams }) => {
                teams.idle = idle;
                grants.push({ team: "idle", role: "developer", services: ["checkout"] });
            },
            [],
        ],
        "a team that owns": [
            ({ services, teams }) => {
                teams.idle = idle;
                services.idle = { description: "Idle", owner: "idle" };
            },
            [],
        ],
        "a team that reviews": [
            ({ services, teams }) => {
                teams.idle = idle;
                set(services, "checkout", { deploy: { reviewers: ["payments", "idle"] } });
            },
            [],
        ],
        "a team that reviews everywhere": [
            ({ environments, teams }) => {
                teams.idle = idle;
                set(environments, "dev", { deploy: { reviewers: ["idle"] } });
            },
            [],
        ],
        "a team that answers for a machine": [
            ({ people, teams }) => {
                teams.idle = idle;
                set(people, "alice", { machine: "idle" });
            },
            [],
        ],
        "a person": [
            ({ people }) => {
                people.gus = person("gus", 31);
            },
            [noPerson],
        ],
        "a person to whom GitHub opens repositories anyway": [
            ({ organization, people }) => {
                organization.github.basePermission = "read";
                people.gus = person("gus", 31);
            },
            [],
        ],
        "a person without GitHub, where it would": [
            ({ organization, people }) => {
                organization.github.basePermission = "read";
                people.gus = person("gus");
            },
            [noPerson],
        ],
        "a person who manages": [
            ({ people }) => {
                people.gus = person("gus", 31);
                set(people, "alice", { manager: "gus" });
            },
            [],
        ],
    });
});

describe("waiting", () => {
    const loginBy = (organization: Draft["organization"], alias: "github" | "person") => {
        if (organization.vault) organization.vault.login.alias = alias;
    };
    const needs = (who: string, system: string, role: string, missing: string) =>
        `${who} gets nothing in ${system}, where ${role} would give something, until ` +
        `people.${who} has \`${missing}\``;
    run("waiting", "warning", {
        nobody: [() => {}, []],
        "no GitHub account in a team that has repositories": [
            ({ people }) => {
                people.alice = person("alice");
            },
            [needs("alice", "GitHub", "developer", "github")],
        ],
        "no GitHub account in a team that has none": [
            ({ people }) => {
                people.olga = person("olga");
            },
            [],
        ],
        "no GitHub account, in a team that had repositories": [
            ({ grants, people }) => {
                people.alice = person("alice");
                for (const grant of grants) {
                    if (grant.team === "payments") grant.until = "2026-11-30";
                }
            },
            [],
        ],
        "no GitHub account, out of the team since yesterday": [
            ({ people, teams }) => {
                people.gus = person("gus");
                teams.payments?.members?.push({ person: "gus", until: "2026-11-30" });
            },
            [],
        ],
        "no id in an Identity Center that SCIM fills": [
            ({ organization, people }) => {
                if (organization.aws) organization.aws.identityCenter.users = "external";
                set(people, "erin", { aws: { userId: "90670c0f-1" } });
                set(people, "olga", { aws: { userId: "90670c0f-2" } });
            },
            [needs("frank", "AWS", "operator", "aws.userId")],
        ],
        "no GitHub account where Vault goes by it": [
            ({ organization, people, roles }) => {
                loginBy(organization, "github");
                set(roles, "auditor", { vault: [{ path: "audit/*", capabilities: ["read"] }] });
                people.frank = person("frank", 14);
            },
            [needs("olga", "Vault", "auditor", "github")],
        ],
        "no alias where Vault goes by it": [
            ({ organization, people }) => {
                loginBy(organization, "person");
                set(people, "alice", { vault: { alias: "aa" } });
            },
            [needs("bob", "Vault", "developer", "vault.alias")],
        ],
        "no alias, in an environment without Vault": [
            ({ environments, organization }) => {
                loginBy(organization, "person");
                delete environments.dev?.vault;
            },
            [],
        ],
    });
});

describe("shared-repository", () => {
    const worker = (draft: Draft, environments: string[]) => {
        draft.services.worker = {
            description: "Works at night",
            repository: { name: "checkout", id: 101 },
            owner: "payments",
            in: environments,
            githubEnvironment: "${service}-${environment}",
        };
    };
    const reaches =
        "payments/developer reaches worker too, in the repository checkout; name what it is " +
        "meant to reach";
    run("shared-repository", "warning", {
        "a repository each": [() => {}, []],
        "one that is not named": [(draft) => worker(draft, ["dev"]), [reaches]],
        "one that is not in the environment": [
            (draft) => {
                worker(draft, ["prod"]);
                draft.grants = draft.grants.map((grant) =>
                    grant.team === "payments" ? { ...grant, services: "all" } : grant,
                );
            },
            [reaches],
        ],
        "both named": [
            (draft) => {
                worker(draft, ["dev"]);
                draft.grants = draft.grants.map((grant) =>
                    grant.team === "payments"
                        ? { ...grant, services: ["checkout", "worker"] }
                        : grant,
                );
            },
            [],
        ],
        all: [
            (draft) => {
                worker(draft, ["dev"]);
                draft.grants = draft.grants.map((grant) =>
                    grant.team === "payments" ? { ...grant, services: "all" } : grant,
                );
            },
            [],
        ],
        "all, of which one is elsewhere too": [
            (draft) => {
                worker(draft, ["dev", "prod"]);
                draft.grants = draft.grants.map((grant) =>
                    grant.team === "payments" ? { ...grant, services: "all" } : grant,
                );
            },
            [],
        ],
        "a role without GitHub": [
            (draft) => {
                worker(draft, ["dev"]);
                set(draft.roles, "auditor", { github: { permission: "pull" } });
                delete draft.roles.developer?.github;
                draft.grants = draft.grants.filter(({ role }) => role !== "auditor");
            },
            [],
        ],
        "a grant that is over": [
            (draft) => {
                worker(draft, ["dev"]);
                for (const grant of draft.grants) grant.until = "2026-11-30";
            },
            [],
        ],
    });
});

describe("a statement of two mistakes", () => {
    it("is reported for each", () => {
        const said = (["wildcard", "escalation"] as const).flatMap((rule) =>
            complaintsOf(rule, ({ roles }) =>
                set(roles, "operator", { aws: { statements: [allow("iam:*")] } }),
            ),
        );
        assert.equal(said.length, 2);
    });
});
