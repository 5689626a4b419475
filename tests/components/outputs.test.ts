import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import {
    DatabaseLogin,
    DeployEnvironment,
    EnvironmentAccess,
    EnvironmentSecrets,
    EnvironmentWorkloads,
    OrganizationAccess,
    PersonAccess,
    PersonIdentity,
    RoleAccess,
    RotatedSecret,
    TeamAccess,
    TrustAnchor,
    WorkloadIdentity,
} from "../../index";
import type { Registration } from "./recorder";
import { record } from "./recorder";

const binding = {
    boundAudiences: ["vault"],
    boundClaims: {},
    boundClaimsType: "string" as const,
};

/** What somebody's own program knows only once a resource of its own is there. */
const known = new Map<string, string>();

function program(): void {
    const own = new vault.Mount("own", { path: "own", type: "kv-v2" });
    const later = (text: string) => {
        known.set(text, text);
        return pulumi.all([own.path]).apply(() => text);
    };
    makeHumans(later);
    makeWorkloads(later);
}

type Later = (text: string) => pulumi.Output<string>;

function makeHumans(later: Later): void {
    const store = { identityStoreId: later("d-9067f0a1b2") };
    const role = {
        ...store,
        instanceArn: later("arn:aws:sso:::instance/ssoins-1"),
        accountId: later("333333333333"),
        groupName: "operator",
        permissionSetName: "operator",
        sessionMinutes: 60,
        statements: [
            { actions: ["s3:*"], resources: [later("arn:aws:s3:::shop")], conditions: {} },
        ],
        managed: { Own: later("arn:aws:iam::aws:policy/Own") },
    };
    const inVault = { groupName: "operator", policyName: "operator", policy: later("# role") };
    new PersonIdentity("alice", {
        aws: {
            ...store,
            userName: "alice",
            displayName: "Alice Andersson",
            givenName: "Alice",
            familyName: "Andersson",
            email: "alice@acme.example",
        },
        vault: { alias: "alice", mountAccessor: later("auth_oidc_1"), disabled: false },
    });
    new PersonAccess("alice", {
        github: {
            id: 1,
            login: "alice-acme",
            role: "member",
            teams: [],
            repositories: [{ id: 2, repository: later("cart"), permission: "push" }],
        },
        aws: [{ ...store, role: "operator", previously: [], groupId: "g", userId: "u" }],
    });
    new TeamAccess("payments", {
        description: "Takes the money",
        repositories: [{ id: 1, repository: later("checkout"), permission: "push" }],
    });
    new RoleAccess("operator", {
        description: "Runs a service",
        aws: { ...role, endings: [], denied: [later("user-kim")] },
        vault: inVault,
    });
    new EnvironmentAccess("environment", {
        roles: [
            {
                name: "other",
                previously: [],
                description: "Runs a service",
                aws: { ...role, endings: [] },
                vault: inVault,
            },
        ],
        people: [],
        userIds: {},
        entityIds: {},
        denied: { other: [later("user-lee")] },
    });
}

function makeWorkloads(later: Later): void {
    new TrustAnchor("anchor", {
        aws: {
            oidcProvider: "managed",
            boundaryName: "pipelines",
            boundaryPath: "/",
            boundaryPolicy: later('{"boundary":1}'),
        },
    });
    new WorkloadIdentity("shop", {
        aws: {
            roleName: "shop",
            path: "/",
            description: "The shop's pipeline",
            sessionMinutes: 60,
            trustPolicy: later('{"trust":1}'),
            boundaryArn: "arn:aws:iam::333333333333:policy/pipelines",
            policy: later('{"may":1}'),
            managed: [later("arn:aws:iam::aws:policy/ReadOnlyAccess")],
        },
        vault: {
            backend: "github-actions",
            roleName: "shop",
            policyName: "shop",
            policy: later("# workload"),
            policies: [later("orders")],
            ...binding,
            ttl: 900,
            explicitMaxTtl: 3_600,
        },
    });
    new DeployEnvironment("shop/production", {
        repository: later("shop"),
        environment: "production",
        branchPatterns: ["main"],
        tagPatterns: [],
        reviewerTeamIds: [],
        waitMinutes: 0,
        variables: { QUEUE: later("the-queue") },
    });
    new DatabaseLogin("orders", {
        mount: later("database"),
        connection: later("orders-db"),
        roleName: "orders",
        creationStatements: [],
        revocationStatements: [],
        ttl: 900,
        maxTtl: 3_600,
        policyName: "orders",
        policy: later("# login"),
    });
    new RotatedSecret("key", {
        current: { slot: "a", version: 1, length: 48 },
        user: {
            name: "key",
            path: "/",
            policy: later('{"user":1}'),
            boundaryArn: "arn:aws:iam::333333333333:policy/pipelines",
        },
        vault: { mount: later("kv"), name: "key" },
        github: {
            repository: later("keys"),
            environment: later("protected"),
            secretName: "KEY",
        },
    });
}

describe("the outputs of a component", () => {
    it("do not depend on a leaf, so nothing that uses them does", async () => {
        const registered = await record("prod", () => {
            const login = new DatabaseLogin("orders", {
                mount: "database",
                connection: "orders-db",
                roleName: "orders",
                creationStatements: [],
                revocationStatements: [],
                ttl: 900,
                maxTtl: 3_600,
                policyName: "orders.creds",
                policy: "# login",
            });
            const { roleArn, vaultRoleName } = new WorkloadIdentity("shop", {
                aws: {
                    roleName: "shop",
                    path: "/pipelines/",
                    accountId: "333333333333",
                    description: "The shop's pipeline",
                    sessionMinutes: 60,
                    trustPolicy: "{}",
                    boundaryArn: "arn:aws:iam::333333333333:policy/pipelines",
                    managed: [],
                },
                vault: {
                    ...binding,
                    backend: "github-actions",
                    roleName: "shop",
                    policies: [login.policyName],
                    ttl: 900,
                    explicitMaxTtl: 3_600,
                },
            });
            const { secretArn } = new RotatedSecret("key", {
                current: { slot: "a", version: 1, length: 48 },
                aws: { name: "key" },
                github: { repository: "shop", environment: "prod", secretName: "KEY" },
            });
            const told = { roleArn, vaultRoleName, secretArn };
            new vault.Policy("told", { policy: pulumi.jsonStringify(told) });
        });
        const told = registered.find(({ name }) => name === "told");
        assert.deepEqual(JSON.parse(told?.inputs.policy as string), {
            roleArn: "arn:aws:iam::333333333333:role/pipelines/shop",
            vaultRoleName: "shop",
            secretArn: "arn:key",
        });
        const ends = (name: string) =>
            registered
                .find((one) => one.custom && one.name === name)
                ?.dependencies.map((urn) => urn.split("$").at(-1));
        assert.deepEqual(ends("told"), ["aws:secretsmanager/secret:Secret::key"]);
        const jwtRole = registered.find(({ type }) => type.endsWith(":AuthBackendRole"));
        assert.deepEqual(
            jwtRole?.dependencies.map((urn) => urn.split("$").at(-1)),
            ["vault:index/policy:Policy::orders"],
        );
    });
});

describe("optional arguments", () => {
    it("are absent from the resources, or have the obvious default", async () => {
        const registered = await record("prod", () => {
            new OrganizationAccess("organization", {
                people: [{ key: "kim", github: { id: 2, login: "kim-acme", role: "member" } }],
            });
            new EnvironmentAccess("environment", { people: [{ key: "kim" }] });
            new EnvironmentSecrets("secrets", {});
            new EnvironmentWorkloads("workloads", { anchor: {} });
            new DeployEnvironment("shop/production", {
                repository: "shop",
                environment: "production",
                branchPatterns: ["main"],
                reviewerTeamIds: [],
            });
            new RoleAccess("operator", {
                description: "Runs a service",
                aws: {
                    identityStoreId: "d-9067f0a1b2",
                    instanceArn: "arn:aws:sso:::instance/ssoins-1",
                    accountId: "333333333333",
                    groupName: "operator",
                    permissionSetName: "operator",
                    sessionMinutes: 60,
                    statements: [{ actions: ["s3:GetObject"], resources: ["*"] }],
                },
            });
        });
        const inputs = (type: string) =>
            registered.find((one) => one.type.endsWith(`:${type}`))?.inputs ?? {};
        const made = registered.filter(({ custom }) => custom).map(({ name }) => name);
        assert.deepEqual(made.sort(), [
            "kim",
            "operator",
            "operator",
            "operator",
            "operator",
            "shop/production",
            "shop/production/branch:main",
        ]);
        assert.equal(inputs("RepositoryEnvironment").waitTimer, 0);
        assert.deepEqual(
            JSON.parse(inputs("PermissionSetInlinePolicy").inlinePolicy as string).Statement,
            [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
        );
    });
});

describe("a trust anchor under a new name", () => {
    it("stays the same: each part has aliases for its former names", async () => {
        const registered = await record(
            "prod",
            () =>
                new TrustAnchor("anchor", {
                    previously: ["old-anchor"],
                    aws: {
                        oidcProvider: "managed",
                        boundaryName: "pipelines",
                        boundaryPath: "/",
                        boundaryPolicy: "{}",
                    },
                    vault: { path: "github-actions" },
                }),
        );
        assert.equal(registered.length, 4);
        for (const { urn, aliases } of registered) assert.deepEqual(aliases, ["old-anchor"], urn);
    });
});

describe("ids and texts that are outputs", () => {
    let registered: Registration[] = [];
    before(async () => {
        registered = await record("prod", program);
    });

    it("reach the resources", () => {
        const texts = registered
            .filter(({ custom }) => custom)
            .map(({ inputs }) => JSON.stringify(inputs).replaceAll("\\", ""));
        for (const text of known.keys()) {
            assert.ok(
                texts.some((each) => each.includes(text)),
                text,
            );
        }
    });

    it("are not waited for by components, so that children that do not use them do not wait either", () => {
        for (const { urn, custom, dependencies } of registered) {
            if (!custom) assert.deepEqual(dependencies, [], urn);
        }
        const waiting = (type: string, name: string) =>
            registered.find((one) => one.type.endsWith(`:${type}`) && one.name === name)
                ?.dependencies;
        assert.deepEqual(waiting("Membership", "alice"), []);
        assert.deepEqual(waiting("Entity", "alice"), []);
        assert.equal(waiting("RepositoryCollaborator", "alice/2")?.length, 1);
    });

    it("do not decide whose account it is, which stays as the component was told", () => {
        const told = (type: string) =>
            registered.find((one) => one.type === `rollcall:index:${type}`)?.inputs;
        assert.deepEqual(told("PersonIdentity"), {
            aws: { email: "alice@acme.example" },
            vault: { alias: "alice" },
        });
        assert.deepEqual(told("PersonAccess"), { github: { id: 1, login: "alice-acme" } });
    });
});
