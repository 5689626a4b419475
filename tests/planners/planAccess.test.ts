import assert from "node:assert/strict";
import { parseInstant } from "../../model/instant";
import { planAccess } from "../../planners/planAccess";
import type { Draft } from "./organization";
import { accessOf, entitlement, now, organization, person, readable } from "./organization";

function plan(change: (input: Draft) => unknown = () => {}, at = now) {
    const input = organization();
    change(input);
    return planAccess(readable(input), at);
}

const instant = (text: string) => parseInstant(text, "from") ?? 0;

describe("planAccess", () => {
    it("gives a team's members what the team is granted, in every system of the role", () => {
        assert.deepEqual(accessOf(plan(), "person:alice"), [
            "dev aws dev/checkout developer",
            "dev aws dev/checkout service repository:checkout",
            "dev vault dev/checkout developer",
            "org github org/checkout push",
            "org github org/github member",
        ]);
    });

    it("names every line of the chain, the grant first", () => {
        const { because } = entitlement(plan(), "person:kim", "dev aws dev/checkout developer");
        assert.deepEqual(
            because.map(({ text }) => text),
            [
                "team payments is developer on checkout in dev",
                "kim is in payments until 2026-12-15",
                "kim leaves after 2026-12-31",
            ],
        );
    });

    it("names every resource of the chain, the person's own leaf first", () => {
        const of = (access: string) => entitlement(plan(), "person:alice", access).resources;
        const role = "dev:RoleAccess/payments/developer";
        assert.deepEqual(of("dev aws dev/checkout developer"), [
            "dev:PersonAccess/alice:aws:identitystore/groupMembership:GroupMembership::alice/payments/developer",
            `${role}:aws:ssoadmin/accountAssignment:AccountAssignment::payments/developer`,
            `${role}:aws:identitystore/group:Group::payments/developer`,
            `${role}:aws:ssoadmin/permissionSet:PermissionSet::payments/developer`,
            `${role}:aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy::payments/developer`,
            "org:PersonIdentity/alice:aws:identitystore/user:User::alice",
        ]);
        assert.deepEqual(of("org github org/checkout push"), [
            "org:PersonAccess/alice:github:index/teamMembership:TeamMembership::alice/payments",
            "org:TeamAccess/payments:github:index/teamRepository:TeamRepository::payments/789012",
            "org:TeamAccess/payments:github:index/team:Team::payments",
            "org:PersonAccess/alice:github:index/membership:Membership::alice",
        ]);
        assert.deepEqual(of("dev aws dev/checkout service repository:checkout"), []);
    });

    it("gives a team its parent's grants, but a parent not its child's", () => {
        const nested = plan((input) => {
            input.teams.engineering = { description: "Builds", members: ["frank"] };
            input.grants = [
                { team: "engineering", role: "developer", services: ["checkout"], in: ["dev"] },
                { team: "payments", role: "auditor", in: ["prod"] },
            ];
        });
        assert.ok(accessOf(nested, "person:alice").includes("dev aws dev/checkout developer"));
        const repository = entitlement(nested, "person:alice", "org github org/checkout push");
        assert.deepEqual(repository.resources, [
            "org:PersonAccess/alice:github:index/teamMembership:TeamMembership::alice/payments",
            "org:TeamAccess/payments:github:index/team:Team::payments",
            "org:TeamAccess/engineering:github:index/teamRepository:TeamRepository::engineering/789012",
            "org:TeamAccess/engineering:github:index/team:Team::engineering",
            "org:PersonAccess/alice:github:index/membership:Membership::alice",
        ]);
        const chain = entitlement(nested, "person:alice", "dev vault dev/checkout developer");
        assert.deepEqual(
            chain.because.map(({ text }) => text),
            [
                "team engineering is developer on checkout in dev",
                "alice is in payments",
                "payments is part of engineering",
            ],
        );
        assert.equal(
            chain.resources[0],
            "dev:PersonAccess/alice:vault:identity/groupMemberEntityIds:GroupMemberEntityIds::alice/engineering/developer",
        );
        assert.ok(!accessOf(nested, "person:frank").includes("prod aws prod auditor"));
    });

    describe("time", () => {
        const developer = "dev aws dev/checkout developer";

        it("the first end in a chain ends it; AWS enforces that itself, the rest is swept", () => {
            const access = plan();
            const aws = entitlement(access, "person:kim", developer);
            assert.deepEqual([aws.until, aws.enforcement], ["2026-12-15", "target"]);
            const vault = entitlement(access, "person:kim", "dev vault dev/checkout developer");
            assert.deepEqual([vault.until, vault.enforcement], ["2026-12-15", "sweep"]);
            const member = entitlement(access, "person:kim", "org github org/github member");
            assert.deepEqual([member.until, member.enforcement], ["2026-12-31", "sweep"]);
        });

        it("the longer of two ways to the same thing counts", () => {
            const twice = plan((input) => {
                input.grants.push({
                    person: "kim",
                    role: "developer",
                    services: ["checkout"],
                    in: ["dev"],
                    until: "2026-12-20",
                });
            });
            const found = entitlement(twice, "person:kim", developer);
            assert.equal(found.until, "2026-12-20");
            assert.equal(
                found.resources.filter((one) => one.includes("GroupMembership")).length,
                2,
            );
        });

        it("holds up to the last moment before the end, and not at the end", () => {
            const member = "org github org/github member";
            const last = plan(undefined, instant("2026-12-31T23:59:59Z"));
            assert.ok(accessOf(last, "person:kim").includes(member));
            assert.deepEqual(accessOf(plan(undefined, instant("2027-01-01")), "person:kim"), []);
            const moved = plan(undefined, instant("2026-12-16"));
            assert.deepEqual(accessOf(moved, "person:kim"), [member]);
        });

        it("nothing is given before its time", () => {
            const later = (input: Draft) =>
                input.grants.push({
                    person: "alice",
                    role: "auditor",
                    in: ["prod"],
                    from: "2026-12-02",
                    until: "2026-12-03",
                });
            assert.ok(!accessOf(plan(later), "person:alice").includes("prod aws prod auditor"));
            const then = plan(later, instant("2026-12-02"));
            const found = entitlement(then, "person:alice", "prod aws prod auditor");
            assert.deepEqual([found.from, found.until], ["2026-12-02", "2026-12-03"]);
        });

        it("a second account leaves with its person", () => {
            const withAdmin = (end: object) => (input: Draft) => {
                input.people.alice = { ...person("Alice Andersson", 3), ...end };
                input.people["alice-admin"] = { ...person("Admin", 9), sameAs: "alice" };
                input.teams.platform = {
                    description: "Runs the platform",
                    members: ["erin", "frank", "alice-admin"],
                };
            };
            const bounded = plan(withAdmin({ until: "2026-12-24" }));
            const found = entitlement(
                bounded,
                "person:alice-admin",
                "org github org/github member",
            );
            assert.equal(found.until, "2026-12-24");
            const gone = plan(withAdmin({ until: "2026-11-24" }));
            assert.deepEqual(accessOf(gone, "person:alice-admin"), []);
        });
    });

    it("gives a leaver nothing, wherever the roster still names them", () => {
        const left = plan((input) => {
            input.leavers = { alice: { name: "Alice Andersson", left: "2026-11-30" } };
        });
        assert.deepEqual(accessOf(left, "person:alice"), []);
    });

    it("gives nothing in a system that the organisation, the environment or the person lacks", () => {
        const systems = (change: (input: Draft) => unknown) =>
            new Set(
                plan(change)
                    .entitlements.filter(({ principal }) => principal === "person:alice")
                    .map(({ system }) => system),
            );
        const all = new Set(["aws", "github", "vault"]);
        assert.deepEqual(
            systems(() => {}),
            all,
        );
        const without = (system: string) => new Set([...all].filter((one) => one !== system));
        assert.deepEqual(
            systems((input) => delete input.organization.aws),
            without("aws"),
        );
        assert.deepEqual(
            systems((input) => delete input.organization.vault),
            without("vault"),
        );
        assert.deepEqual(
            systems((input) => {
                input.people.alice = { name: "Alice", email: "alice@acme.example" };
            }),
            without("github"),
        );
        assert.deepEqual(
            systems((input) => {
                if (input.organization.aws)
                    input.organization.aws.identityCenter.users = "external";
            }).has("aws"),
            true, // via the repository alone: the pipeline needs no user of hers
        );
        assert.deepEqual(
            systems((input) => {
                if (input.organization.vault) input.organization.vault.login.alias = "person";
            }),
            without("vault"),
        );
    });

    describe("GitHub", () => {
        it("gives the widest permission of a holder", () => {
            const both = plan((input) => {
                input.roles = {
                    ...input.roles,
                    maintainer: { description: "Maintains", github: { permission: "maintain" } },
                };
                input.grants.push({
                    team: "payments",
                    role: "maintainer",
                    services: ["checkout"],
                });
            });
            const repository = accessOf(both, "person:alice").filter((one) =>
                one.startsWith("org github org/checkout"),
            );
            assert.deepEqual(repository, ["org github org/checkout maintain"]);
        });

        it("lets a reviewing team pull what it reviews", () => {
            const found = entitlement(plan(), "person:frank", "org github org/checkout pull");
            assert.deepEqual(
                found.because.map(({ text }) => text),
                ["platform reviews deployments of checkout to prod", "frank is in platform"],
            );
        });

        it("extends a grant on one service of a shared repository to the other, and says how", () => {
            const shared = plan((input) => {
                const { checkout } = input.services;
                assert.ok(checkout);
                input.services = {
                    checkout: { ...checkout, githubEnvironment: "${service}-${environment}" },
                    basket: {
                        ...checkout,
                        githubEnvironment: "${service}-${environment}",
                    },
                };
            });
            const access = accessOf(shared, "person:alice");
            assert.ok(access.includes("org github org/basket push repository:checkout"));
            assert.ok(access.includes("dev aws dev/basket service repository:checkout"));
            assert.ok(!access.includes("dev aws dev/basket developer"));
        });
    });

    describe("via", () => {
        const through = (access: ReturnType<typeof plan>, person: string) =>
            accessOf(access, `person:${person}`).filter((one) => one.includes("repository:"));

        it("anyone who may push deploys where nobody reviews; owners deploy everywhere", () => {
            assert.deepEqual(through(plan(), "alice"), [
                "dev aws dev/checkout service repository:checkout",
            ]);
            assert.deepEqual(through(plan(), "erin"), [
                "dev aws dev/checkout service repository:checkout",
                "prod aws prod/checkout service repository:checkout",
            ]);
            assert.deepEqual(through(plan(), "olga"), []);
        });

        it("a repository's administrators deploy everywhere too", () => {
            const access = plan((input) => {
                input.roles = {
                    ...input.roles,
                    admin: { description: "Administers", github: { permission: "admin" } },
                };
                input.grants.push({ person: "alice", role: "admin", services: ["checkout"] });
            });
            assert.ok(
                through(access, "alice").includes(
                    "prod aws prod/checkout service repository:checkout",
                ),
            );
        });

        it("anyone who may push to a pinned workflow's repository controls its services", () => {
            const access = plan((input) => {
                const { checkout } = input.services;
                assert.ok(checkout);
                input.services = {
                    checkout: {
                        ...checkout,
                        workflow: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
                    },
                    ci: {
                        description: "Workflows",
                        repository: { name: "ci", id: 789099 },
                        owner: "platform",
                    },
                };
                input.grants.push({ team: "audit", role: "developer", services: ["ci"] });
                input.people.olga = person("Olga Orre", 5);
            });
            assert.deepEqual(through(access, "olga"), [
                "dev aws dev/checkout service repository:ci",
            ]);
        });

        it("administering the workflow's repository removes no protection of the service's own", () => {
            const access = plan((input) => {
                const { checkout } = input.services;
                assert.ok(checkout);
                checkout.workflow = "acme/CI/.github/workflows/deploy.yml@refs/heads/main";
                input.services.ci = {
                    description: "Workflows",
                    repository: { name: "ci", id: 789099 },
                    owner: "platform",
                };
                input.roles.admin = { description: "All", github: { permission: "admin" } };
                input.people.olga = person("Olga Orre", 5);
                input.grants.push({ person: "olga", role: "admin", services: ["ci"] });
            });
            assert.deepEqual(through(access, "olga"), [
                "dev aws dev/checkout service repository:ci",
            ]);
        });

        it("a base permission of write lets everybody push", () => {
            const access = plan((input) => {
                input.organization.github.basePermission = "write";
                input.people.olga = person("Olga Orre", 5);
            });
            assert.deepEqual(through(access, "olga"), [
                "dev aws dev/checkout service repository:checkout",
            ]);
            assert.ok(
                accessOf(access, "person:olga").includes(
                    "org github org/checkout push organization:acme",
                ),
            );
        });
    });

    it("gives a service its own access in each of its environments", () => {
        assert.deepEqual(accessOf(plan(), "service:checkout"), [
            "dev aws dev/checkout service",
            "prod aws prod/checkout service",
        ]);
    });
});

describe("the digest", () => {
    const digest = (change: (input: Draft) => unknown) => plan(change).digest;
    const same = plan().digest;
    const service = (input: Draft) => {
        const { checkout } = input.services;
        assert.ok(checkout);
        return checkout;
    };
    const prod = (input: Draft) => {
        const { prod: found } = input.environments;
        assert.ok(found?.deploy);
        return { ...found, deploy: found.deploy };
    };

    const changes: Record<string, (input: Draft) => unknown> = {
        "a removed reviewer": (input) => delete prod(input).deploy.reviewers,
        "an added branch": (input) => {
            prod(input).deploy.branches = ["main", "develop"];
        },
        "an added tag": (input) => {
            prod(input).deploy.tags = ["v*"];
        },
        "a shorter wait": (input) => {
            prod(input).deploy.waitMinutes = 30;
        },
        "a pinned workflow": (input) => {
            service(input).workflow = "acme/ci/.github/workflows/d.yml@refs/heads/main";
        },
        "another form of subject": (input) => {
            service(input).subject = "legacy";
        },
        "a redirected variable": (input) => {
            service(input).variables = { API: "https://elsewhere.example" };
        },
        "a swapped account": (input) => {
            const { dev } = input.environments;
            const production = prod(input);
            assert.ok(dev?.aws && production.aws);
            [dev.aws.accountId, production.aws.accountId] = ["333333333333", "111111111111"];
        },
        "another GitHub account": (input) => {
            input.people.alice = { ...person("Alice Andersson", 3), github: { login: "m", id: 6 } };
        },
        "another e-mail": (input) => {
            input.people.alice = { ...person("Alice Andersson", 3), email: "m@acme.example" };
        },
        "a new maintainer": (input) => {
            input.teams.payments = {
                description: "Takes the money",
                parent: "engineering",
                members: [
                    { person: "alice", role: "maintainer" },
                    { person: "kim", until: "2026-12-15" },
                ],
            };
        },
        "a new member of a reviewing team": (input) => {
            input.teams.platform = {
                description: "Runs the platform",
                members: ["erin", "frank", "olga"],
            };
        },
        "a wider statement": (input) => {
            const aws = input.roles?.developer?.aws;
            assert.ok(aws?.statements?.[0]);
            aws.statements[0].actions = ["logs:GetLogEvents", "logs:StartQuery"];
        },
        "a longer session": (input) => {
            const aws = input.roles?.auditor?.aws;
            assert.ok(aws);
            aws.sessionMinutes = 120;
        },
        "a wider path": (input) => {
            const role = input.roles?.developer;
            assert.ok(role);
            role.vault = [{ path: "${service}/*", capabilities: ["read", "list"] }];
        },
        "another Vault": (input) => {
            assert.ok(input.organization.vault);
            input.organization.vault.address = "https://vault.elsewhere.example:8200";
        },
        "a loosened rule": (input) => {
            input.rules = { minimumOwners: 1 };
        },
        "a later end": (input) => {
            input.people.kim = { ...person("Kim Castell", 4), until: "2027-12-31" };
        },
        "another login alias": (input) => {
            assert.ok(input.organization.vault);
            input.organization.vault.login.alias = "github";
        },
        "a new second account": (input) => {
            input.people.kim = {
                ...person("Kim Castell", 4),
                until: "2026-12-31",
                sameAs: "alice",
            };
        },
        "a leaver": (input) => {
            input.leavers = { victor: { name: "Victor Holm", left: "2026-11-20" } };
        },
        "a secret": (input) => {
            input.secrets = {
                key: {
                    service: "checkout",
                    in: ["dev"],
                    kind: "generated",
                    rotateEvery: "30d",
                    deliver: { vault: "checkout/key" },
                    reason: "no OIDC there",
                },
            };
        },
        "a grant that begins later": (input) => {
            input.grants.push({
                person: "alice",
                role: "auditor",
                in: ["dev"],
                from: "2027-01-01",
            });
        },
        "a member who starts later": (input) => {
            input.teams.audit = {
                description: "Looks",
                members: ["olga", { person: "alice", from: "2027-01-01" }],
            };
        },
        "a swapped repository": (input) => {
            service(input).repository = { name: "checkout", id: 789999 };
        },
    };
    for (const [name, change] of Object.entries(changes)) {
        it(`changes with ${name}`, () => assert.notEqual(digest(change), same));
    }

    it("does not change with a description, nor a minute later", () => {
        const described = digest((input) => {
            service(input).description = "The page on which people pay";
        });
        assert.equal(described, same);
        assert.equal(plan(undefined, now + 60_000).digest, same);
    });
});
