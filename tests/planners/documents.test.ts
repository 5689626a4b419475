import assert from "node:assert/strict";
import { createGraph } from "../../model/graph";
import { permissionSetPolicy } from "../../planners/documents";
import { findHoldings } from "../../planners/holdings";
import { checkLimits } from "../../planners/limits";
import { planEnvironment } from "../../planners/planEnvironment";
import { planOrganization } from "../../planners/planOrganization";
import type { Draft } from "./organization";
import { now, organization, person, readable } from "./organization";

function holdings(change: (input: Draft) => unknown = () => {}) {
    const input = organization();
    change(input);
    return findHoldings(createGraph(readable(input)), now);
}

const environment = (change?: (input: Draft) => unknown, key = "dev") =>
    planEnvironment(holdings(change), key);

describe("planEnvironment", () => {
    it("fills in a role's variables for each service it is granted on", () => {
        const [role] = environment((input) => {
            const { checkout } = input.services;
            assert.ok(checkout);
            input.services.ledger = { ...checkout, repository: { name: "ledger", id: 789013 } };
            input.grants.push({
                team: "payments",
                role: "developer",
                services: ["ledger"],
                in: ["dev"],
            });
        }).roles;
        assert.deepEqual(role?.aws?.statements, [
            {
                actions: ["logs:GetLogEvents"],
                resources: [
                    "arn:aws:logs:eu-west-1:111111111111:log-group:/checkout/*",
                    "arn:aws:logs:eu-west-1:111111111111:log-group:/ledger/*",
                ],
                conditions: {},
            },
        ]);
        assert.equal(
            role?.vault?.policy,
            [
                'path "kv-dev/data/checkout/app/*" {\n  capabilities = ["read"]\n}\n',
                'path "kv-dev/data/ledger/app/*" {\n  capabilities = ["read"]\n}\n',
                'path "kv-dev/metadata/checkout/app/*" {\n  capabilities = ["list"]\n}\n',
                'path "kv-dev/metadata/ledger/app/*" {\n  capabilities = ["list"]\n}\n',
            ].join("\n"),
        );
    });

    it("uses a grant's team as a team's variable, and the service's owner for a person's", () => {
        const tagged = (input: Draft) => {
            const aws = input.roles.developer?.aws;
            assert.ok(aws);
            aws.statements = [
                {
                    actions: ["ecs:UpdateService"],
                    resources: ["arn:aws:ecs:${region}:${account}:service/${service}/*"],
                    conditions: { StringEquals: { "aws:ResourceTag/team": "${team}" } },
                },
            ];
            const scope = { role: "developer", services: ["checkout"], in: ["dev"] };
            input.grants = [
                { team: "platform", ...scope },
                { person: "olga", ...scope },
            ];
        };
        const conditions = environment(tagged).roles.map(({ name, aws }) => [
            name,
            aws?.statements[0]?.conditions.StringEquals?.["aws:ResourceTag/team"],
        ]);
        assert.deepEqual(conditions, [
            ["person:olga/developer", ["payments"]],
            ["platform/developer", ["platform"]],
        ]);
    });

    it("bounds the statements of a grant that ends, and no others", () => {
        const [role] = environment((input) => {
            const { checkout } = input.services;
            assert.ok(checkout);
            input.services.ledger = { ...checkout, repository: { name: "ledger", id: 789013 } };
            input.grants.push({
                team: "payments",
                role: "developer",
                services: ["ledger"],
                in: ["dev"],
                until: "2026-12-24",
            });
        }).roles;
        assert.deepEqual(
            role?.aws?.statements.map(({ resources, until }) => [resources, until]),
            [
                [
                    ["arn:aws:logs:eu-west-1:111111111111:log-group:/ledger/*"],
                    "2026-12-25T00:00:00Z",
                ],
                [["arn:aws:logs:eu-west-1:111111111111:log-group:/checkout/*"], undefined],
            ],
        );
    });

    it("ends people at their own end, and everybody if every grant ends", () => {
        const ends = (key: string, change?: (input: Draft) => unknown) =>
            environment(change, key).roles.map(({ name, aws }) => [name, aws?.endings]);
        assert.deepEqual(ends("dev"), [
            ["payments/developer", [{ until: "2026-12-16T00:00:00Z", people: ["kim"] }]],
        ]);
        const audited = ends("prod", (input) => {
            input.grants = [{ team: "audit", role: "auditor", in: ["prod"], until: "2026-12-24" }];
        });
        assert.deepEqual(audited, [["audit/auditor", [{ until: "2026-12-25T00:00:00Z" }]]]);
    });

    it("keeps physical names through renames, because another name would be another resource", () => {
        const [role] = environment((input) => {
            const { payments, ...teams } = input.teams;
            const { developer, ...roles } = input.roles;
            assert.ok(payments && developer && input.services.checkout);
            input.teams = { ...teams, money: { ...payments, previously: ["cash", "payments"] } };
            input.roles = { ...roles, maker: { ...developer, previously: ["developer"] } };
            input.services.checkout.owner = "money";
            input.grants = [{ team: "money", role: "maker", services: ["checkout"], in: ["dev"] }];
        }).roles;
        assert.equal(role?.name, "money/maker");
        assert.deepEqual(role?.previously, [
            "money/developer",
            "cash/maker",
            "cash/developer",
            "payments/maker",
            "payments/developer",
        ]);
        assert.equal(role?.aws?.permissionSetName, "dev.payments.developer");
        assert.equal(role?.vault?.policyName, "dev.payments.developer");
    });
});

describe("permissionSetPolicy", () => {
    const statement = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::b/*"] };
    const parse = (text: string) => JSON.parse(text).Statement;

    it("adds the end of an Allow without joining it to an existing condition", () => {
        const bounded = (conditions: Record<string, Record<string, string[]>>) =>
            parse(
                permissionSetPolicy(
                    [{ ...statement, conditions, until: "2026-12-25T00:00:00Z" }],
                    [],
                ),
            )[0].Condition;
        assert.deepEqual(bounded({}), {
            DateLessThan: { "aws:CurrentTime": ["2026-12-25T00:00:00Z"] },
        });
        const own = { DateLessThan: { "AWS:currenttime": ["2030-01-01T00:00:00Z"] } };
        assert.deepEqual(bounded(own), {
            ...own,
            DateLessThanEquals: { "aws:CurrentTime": ["2026-12-25T00:00:00Z"] },
        });
    });

    it("denies a person everything from the end on", () => {
        const [deny] = parse(
            permissionSetPolicy([], [{ until: "2026-12-16T00:00:00Z", userIds: ["u-1", "u-2"] }]),
        );
        assert.deepEqual(deny, {
            Effect: "Deny",
            Action: "*",
            Resource: "*",
            Condition: {
                DateGreaterThanEquals: { "aws:CurrentTime": "2026-12-16T00:00:00Z" },
                StringEquals: { "identitystore:UserId": ["u-1", "u-2"] },
            },
        });
    });
});

describe("planOrganization", () => {
    const spec = (change?: (input: Draft) => unknown, users: string[] = []) =>
        planOrganization(holdings(change), new Set(users));
    const identity = (found: ReturnType<typeof spec>, key: string) =>
        found.identities.find((one) => one.key === key);

    it("disables a leaver's entity but keeps its alias, and creates no user for a leaver", () => {
        const leave = (input: Draft) => {
            delete input.people.alice;
            input.teams.payments = { description: "Takes the money", members: ["kim"] };
            input.leavers = {
                alice: {
                    name: "Alice Andersson",
                    left: "2026-11-30",
                    email: "alice@acme.example",
                },
            };
        };
        assert.deepEqual(identity(spec(leave), "alice"), {
            key: "alice",
            previously: [],
            vault: {
                alias: "alice@acme.example",
                mountAccessor: "auth_oidc_1a2b3c4d",
                disabled: true,
            },
        });
        const known = identity(spec(leave, ["alice"]), "alice");
        assert.equal(known?.aws?.userName, "alice");
        assert.ok(!spec(leave).people.some(({ key }) => key === "alice"));
    });

    it("does the same for a person past an end and for their second account", () => {
        const past = (input: Draft) => {
            input.people.alice = { ...person("Alice Andersson", 3), until: "2026-11-30" };
            input.people["alice-admin"] = { ...person("Admin", 9), sameAs: "alice" };
        };
        assert.equal(identity(spec(past), "alice")?.vault?.disabled, true);
        assert.equal(identity(spec(past), "alice-admin")?.vault?.disabled, true);
    });

    it("gives a person who starts later nothing yet", () => {
        const later = (input: Draft) => {
            input.people.alice = { ...person("Alice Andersson", 3), from: "2027-01-01" };
        };
        assert.equal(identity(spec(later), "alice"), undefined);
    });

    it("makes an owner a maintainer of all their teams, as GitHub does", () => {
        const roles = spec()
            .people.filter(({ github }) => github.teams.length > 0)
            .map(({ key, github }) => [key, github.role, github.teams.map(({ role }) => role)]);
        assert.deepEqual(roles, [
            ["alice", "member", ["member"]],
            ["erin", "admin", ["maintainer"]],
            ["frank", "admin", ["maintainer"]],
            ["kim", "member", ["member"]],
        ]);
    });

    it("makes nobody a collaborator whose team gives as much", () => {
        const repositories = (permission: "pull" | "admin") =>
            spec((input) => {
                input.roles.own = { description: "Own", github: { permission } };
                input.grants.push({ person: "alice", role: "own", services: ["checkout"] });
            }).people.find(({ key }) => key === "alice")?.github.repositories;
        assert.deepEqual(repositories("pull"), []);
        assert.deepEqual(repositories("admin"), [
            { id: 789012, repository: "checkout", permission: "admin" },
        ]);
    });

    it("makes a collaborator of a person whose team has as much in another repository alone", () => {
        const { people } = spec((input) => {
            const { checkout } = input.services;
            assert.ok(checkout);
            const repository = { name: "ledger", id: 789013 };
            input.services.ledger = { ...checkout, repository, owner: "platform" };
            input.roles.own = { description: "Own", github: { permission: "pull" } };
            input.grants.push({ person: "alice", role: "own", services: ["ledger"] });
        });
        assert.deepEqual(people.find(({ key }) => key === "alice")?.github.repositories, [
            { id: 789013, repository: "ledger", permission: "pull" },
        ]);
    });

    it("gives a machine identities only to hold a role", () => {
        const bot = (input: Draft) => {
            input.people.bot = { ...person("Bot", 9), machine: "platform" };
        };
        assert.equal(identity(spec(bot), "bot"), undefined);
        assert.ok(spec(bot).people.some(({ key }) => key === "bot"));
        const held = (input: Draft) => {
            bot(input);
            input.grants.push({ person: "bot", role: "auditor", in: ["dev"] });
        };
        assert.ok(identity(spec(held), "bot")?.aws);
    });
});

describe("checkLimits", () => {
    it("names the largest parts of a policy that is too long", () => {
        const problems = checkLimits(
            holdings((input) => {
                const aws = input.roles.developer?.aws;
                assert.ok(aws);
                aws.statements = Array.from({ length: 30 }, (_, index) => ({
                    actions: [`logs:Get${"x".repeat(300)}${index}`],
                    resources: ["arn:aws:logs:${region}:${account}:log-group:/${service}/*"],
                }));
            }),
        );
        assert.equal(problems.length, 1);
        assert.equal(problems[0]?.rule, "policy-too-long");
        assert.match(
            problems[0]?.message ?? "",
            /payments\/developer in dev has 1\d{4} characters/,
        );
    });

    it("is silent about a roster within the limits", () => {
        assert.deepEqual(checkLimits(holdings()), []);
    });
});
