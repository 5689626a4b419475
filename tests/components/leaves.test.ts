import assert from "node:assert/strict";
import { EnvironmentAccess } from "../../components/environmentAccess";
import { OrganizationAccess } from "../../components/organizationAccess";
import type { Registration } from "./recorder";
import { record, refusal } from "./recorder";

const github = {
    id: 5000001,
    login: "alice-acme",
    role: "member" as const,
    teams: [
        { team: "payments", previously: ["money"], role: "maintainer" as const },
        { team: "platform", previously: [], role: "member" as const },
    ],
    repositories: [{ id: 789012, repository: "checkout", permission: "push" as const }],
};

function organization(): Promise<Registration[]> {
    return record(
        "org",
        () =>
            new OrganizationAccess("organization", {
                identities: [
                    {
                        key: "alice",
                        previously: ["ally"],
                        aws: {
                            identityStoreId: "d-9067f0a1b2",
                            userName: "ally",
                            displayName: "Alice Andersson",
                            givenName: "Alice",
                            familyName: "Andersson",
                            email: "alice@acme.example",
                        },
                        vault: {
                            alias: "alice@acme.example",
                            mountAccessor: "a1",
                            disabled: false,
                        },
                    },
                ],
                teams: [
                    {
                        key: "payments",
                        previously: ["money"],
                        description: "Takes the money",
                        parent: "engineering",
                        repositories: [{ id: 789012, repository: "checkout", permission: "push" }],
                    },
                    { key: "engineering", previously: [], description: "Builds", repositories: [] },
                    { key: "platform", previously: [], description: "Runs", repositories: [] },
                ],
                people: [{ key: "alice", previously: ["ally"], github }],
                deployEnvironments: [],
            }),
    );
}

function environment(): Promise<Registration[]> {
    return record("prod", () => makeEnvironment({ alice: "user-alice", kim: "user-kim" }));
}

function makeEnvironment(userIds: Record<string, string>): EnvironmentAccess {
    return new EnvironmentAccess("environment", {
        roles: [
            {
                name: "payments/operator",
                previously: ["money/operator"],
                description: "Runs a service",
                aws: {
                    identityStoreId: "d-9067f0a1b2",
                    instanceArn: "arn:aws:sso:::instance/ssoins-1",
                    accountId: "333333333333",
                    groupName: "prod.payments.operator",
                    permissionSetName: "prod.payments.operator",
                    sessionMinutes: 90,
                    statements: [
                        {
                            actions: ["ecs:UpdateService"],
                            resources: ["arn:aws:ecs:eu-west-1:333333333333:service/c/*"],
                            conditions: {},
                        },
                    ],
                    managed: { SecurityAudit: "arn:aws:iam::aws:policy/SecurityAudit" },
                    endings: [{ until: "2091-01-01T00:00:00Z", people: ["alice", "kim"] }],
                },
                vault: {
                    groupName: "prod.payments.operator",
                    policyName: "prod.payments.operator",
                    policy: 'path "kv-prod/data/c/*" {\n  capabilities = ["read"]\n}\n',
                },
            },
        ],
        people: [
            {
                key: "alice",
                previously: [],
                aws: [{ role: "payments/operator", previously: ["money/operator"] }],
                vault: [{ role: "payments/operator", previously: ["money/operator"] }],
            },
        ],
        userIds,
        entityIds: { alice: "entity-alice" },
    });
}

/** Leaves: everything below a PersonAccess, and what makes a container reachable. */
const leafTypes = [
    "github:index/membership:Membership",
    "github:index/teamMembership:TeamMembership",
    "github:index/repositoryCollaborator:RepositoryCollaborator",
    "github:index/teamRepository:TeamRepository",
    "aws:identitystore/groupMembership:GroupMembership",
    "aws:ssoadmin/accountAssignment:AccountAssignment",
    "vault:identity/groupMemberEntityIds:GroupMemberEntityIds",
];

describe("the leaf rule", () => {
    for (const [stack, build] of [
        ["org", organization],
        ["prod", environment],
    ] as const) {
        describe(stack, () => {
            let registered: Registration[] = [];
            before(async () => {
                registered = await build();
            });
            const leaves = () => registered.filter(({ type }) => leafTypes.includes(type));

            it("covers leaves of every kind that the stack knows", () => {
                assert.equal(leaves().length, stack === "org" ? 5 : 3);
            });

            it("nothing but team memberships depends on a leaf or is deleted with one", () => {
                const urns = new Set(leaves().map((leaf) => leaf.urn));
                for (const { urn, dependencies, deletedWith, type } of registered) {
                    const on = dependencies.filter((dependency) => urns.has(dependency));
                    assert.deepEqual(on, [], `${urn} depends on a leaf`);
                    if (type === "github:index/teamMembership:TeamMembership") {
                        assert.match(deletedWith, /membership:Membership::alice$/);
                    } else {
                        assert.equal(deletedWith, "", urn);
                    }
                }
            });

            it("a person's leaves can be told by their URN alone", () => {
                const below = registered.filter(
                    ({ parent, custom }) => custom && /rollcall:index:PersonAccess::/.test(parent),
                );
                assert.ok(below.length >= 2);
                for (const { name, type } of below) {
                    assert.ok(leafTypes.includes(type), type);
                    assert.ok(name === "alice" || name.startsWith("alice/"), name);
                }
            });

            it("a component waits for nothing, so that no leaf waits for inputs that it does not use", () => {
                const components = registered.filter(({ custom }) => !custom);
                assert.ok(components.length > 2);
                for (const { urn, dependencies } of components) {
                    assert.deepEqual(dependencies, [], urn);
                }
            });

            it("no resource prevents its own removal", () => {
                for (const { urn, hindrances } of registered) {
                    assert.deepEqual(hindrances, [], urn);
                }
            });
        });
    }
});

it("an environment that lacks an id fails instead of leaving out a denial", async () => {
    const said = await refusal(() => makeEnvironment({ alice: "user-alice" }));
    assert.equal(said, "EnvironmentAccess was given no userIds.kim");
});

describe("registrations", () => {
    const find = (registered: readonly Registration[], type: string, name: string) => {
        const found = registered.find((one) => one.type.endsWith(`:${type}`) && one.name === name);
        assert.ok(found, `no ${type} ${name}`);
        return found;
    };

    it("org: a membership, teams below their parents, permissions by repository id", async () => {
        const registered = await organization();
        assert.deepEqual(find(registered, "Membership", "alice").inputs, {
            username: "alice-acme",
            role: "member",
        });
        assert.deepEqual(find(registered, "TeamMembership", "alice/payments").inputs, {
            teamId: "id-payments",
            username: "alice-acme",
            role: "maintainer",
        });
        assert.deepEqual(find(registered, "Team", "payments").inputs, {
            name: "payments",
            description: "Takes the money",
            privacy: "closed",
            createDefaultMaintainer: false,
            parentTeamId: "id-engineering",
        });
        const permission = find(registered, "TeamRepository", "payments/789012");
        assert.deepEqual(permission.inputs, {
            teamId: "id-payments",
            repository: "checkout",
            permission: "push",
        });
        assert.ok(permission.deleteBeforeReplace);
        assert.deepEqual(find(registered, "Entity", "alice").inputs, {
            name: "alice",
            disabled: false,
        });
        assert.deepEqual(find(registered, "EntityAlias", "alice").inputs, {
            name: "alice@acme.example",
            mountAccessor: "a1",
            canonicalId: "id-alice",
        });
        assert.equal(registered.filter(({ custom }) => custom).length, 11);
    });

    it("a renamed person and team keep their resources, with aliases for the former names", async () => {
        const registered = await organization();
        assert.deepEqual(find(registered, "PersonAccess", "alice").aliases, ["ally"]);
        assert.deepEqual(find(registered, "PersonIdentity", "alice").aliases, ["ally"]);
        assert.deepEqual(find(registered, "TeamAccess", "payments").aliases, ["money"]);
        const aliases = (type: string, name: string) => find(registered, type, name).aliases;
        assert.deepEqual(aliases("TeamMembership", "alice/payments"), [
            "alice/money",
            "ally/payments",
            "ally/money",
        ]);
        assert.deepEqual(aliases("TeamMembership", "alice/platform"), ["ally/platform"]);
        assert.deepEqual(aliases("RepositoryCollaborator", "alice/789012"), ["ally/789012"]);
        assert.deepEqual(aliases("TeamRepository", "payments/789012"), ["money/789012"]);
        for (const type of ["Membership", "User", "Entity", "EntityAlias"]) {
            assert.deepEqual(aliases(type, "alice"), ["ally"], type);
        }
    });

    it("environment: an assignment waits for its policies, and a deny ends open sessions", async () => {
        const registered = await environment();
        const assignment = find(registered, "AccountAssignment", "payments/operator");
        const waitsFor = assignment.dependencies.map((urn) => urn.split("::").slice(2).join(" "));
        assert.deepEqual(
            waitsFor.map((one) => one.split("$").at(-1)),
            [
                "aws:identitystore/group:Group payments/operator",
                "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment payments/operator/SecurityAudit",
                "aws:ssoadmin/permissionSet:PermissionSet payments/operator",
                "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy payments/operator",
            ],
        );
        assert.deepEqual(find(registered, "PermissionSet", "payments/operator").inputs, {
            instanceArn: "arn:aws:sso:::instance/ssoins-1",
            name: "prod.payments.operator",
            description: "Runs a service",
            sessionDuration: "PT1H30M",
        });
        const policy = find(registered, "PermissionSetInlinePolicy", "payments/operator").inputs
            .inlinePolicy as string;
        assert.deepEqual(JSON.parse(policy).Statement, [
            {
                Effect: "Allow",
                Action: "ecs:UpdateService",
                Resource: "arn:aws:ecs:eu-west-1:333333333333:service/c/*",
            },
            {
                Effect: "Deny",
                Action: "*",
                Resource: "*",
                Condition: {
                    DateGreaterThanEquals: { "aws:CurrentTime": "2091-01-01T00:00:00Z" },
                    StringEquals: { "identitystore:UserId": ["user-alice", "user-kim"] },
                },
            },
        ]);
        assert.deepEqual(find(registered, "GroupMembership", "alice/payments/operator").inputs, {
            identityStoreId: "d-9067f0a1b2",
            groupId: "group-payments/operator",
            memberId: "user-alice",
        });
        assert.deepEqual(
            find(registered, "GroupMemberEntityIds", "alice/payments/operator").inputs,
            {
                groupId: "id-payments/operator",
                memberEntityIds: ["entity-alice"],
                exclusive: false,
            },
        );
        for (const type of [
            "RoleAccess",
            "Group",
            "PermissionSet",
            "AccountAssignment",
            "Policy",
        ]) {
            const { aliases } = find(registered, type, "payments/operator");
            assert.deepEqual(aliases, ["money/operator"], type);
        }
        const attached = find(
            registered,
            "ManagedPolicyAttachment",
            "payments/operator/SecurityAudit",
        );
        assert.deepEqual(attached.aliases, ["money/operator/SecurityAudit"]);
    });
});
