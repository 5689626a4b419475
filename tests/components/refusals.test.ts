import assert from "node:assert/strict";
import {
    EnvironmentAccess,
    EnvironmentSecrets,
    EnvironmentWorkloads,
    OrganizationAccess,
    PersonAccess,
    RotatedSecret,
    TeamAccess,
    TrustAnchor,
    WorkloadIdentity,
} from "../../index";
import { refusal } from "./recorder";

/** A value as a program without types may give it. */
const wrong = (value: string) => value as never;

const repositories = [{ id: 1, repository: "checkout", permission: wrong("write") }];
const anchor = {
    oidcProvider: wrong("Managed"),
    boundaryName: "pipelines",
    boundaryPath: "/",
    boundaryPolicy: "{}",
};
const login = {
    backend: "github-actions",
    roleName: "shop",
    boundAudiences: ["vault"],
    boundClaims: {},
    boundClaimsType: wrong("regex"),
    ttl: 900,
    explicitMaxTtl: 3_600,
};
const member = {
    id: 1,
    login: "alice-acme",
    role: "member" as const,
    teams: [],
    repositories: [],
};
const team = { key: "payments", previously: [], description: "Takes the money", repositories: [] };
const nobody = { identities: [], teams: [team], people: [], deployEnvironments: [] };
const roles = [{ name: "operator", previously: [], description: "Runs a service" }];
const alice = { key: "alice", previously: [], aws: [], vault: [] };
const inRole = [{ role: "operator", previously: [] }];
const atGitHub = { repository: "checkout", environment: "prod", secretName: "KEY" };
const production = {
    name: "checkout/prod",
    previously: [],
    repository: { id: 1, name: "checkout" },
    environment: "prod",
    branchPatterns: ["main"],
    tagPatterns: [],
    reviewers: ["payments"],
    waitMinutes: 0,
    variables: {},
};
const value = { slot: "a" as const, version: 1, length: 48 };
const place = { mount: "kv", name: "key" };

/** What is wrong, by what is said. */
const refusals: Readonly<Record<string, () => unknown>> = {
    'the permission of payments on repository 1 is "write"; give one of pull, triage, push, maintain, admin':
        () => new TeamAccess("payments", { description: "Takes the money", repositories }),
    'the permission of alice on repository 1 is "write"; give one of pull, triage, push, maintain, admin':
        () => new PersonAccess("alice", { github: { ...member, repositories } }),
    'the role of alice is "owner"; give one of member, admin': () =>
        new PersonAccess("alice", { github: { ...member, role: wrong("owner") } }),
    'the role of alice in payments is "admin"; give one of member, maintainer': () =>
        new OrganizationAccess("organization", {
            ...nobody,
            people: [
                {
                    key: "alice",
                    previously: [],
                    github: {
                        ...member,
                        teams: [{ team: "payments", previously: [], role: wrong("admin") }],
                    },
                },
            ],
        }),
    'the oidcProvider of anchor is "Managed"; give one of managed, external': () =>
        new TrustAnchor("anchor", { aws: anchor }),
    'the oidcProvider of workloads is "Managed"; give one of managed, external': () =>
        new EnvironmentWorkloads("workloads", { anchor: { aws: anchor }, workloads: [] }),
    'the boundClaimsType of shop is "regex"; give one of string, glob': () =>
        new WorkloadIdentity("shop", { vault: login }),
    'the slot of key is "c"; give one of a, b': () =>
        new RotatedSecret("key", { current: { ...value, slot: wrong("c") }, vault: place }),
    'the slot of the value of key before is "c"; give one of a, b': () =>
        new EnvironmentSecrets("secrets", {
            secrets: [
                {
                    key: "key",
                    previously: [],
                    current: value,
                    previous: { ...value, slot: wrong("c"), notAfter: "2091-02-01T00:00:00Z" },
                    vault: place,
                },
            ],
        }),
    "shop has a policy without a policyName, so its role in Vault would lack it": () =>
        new WorkloadIdentity("shop", {
            vault: { ...login, boundClaimsType: "string", policy: "# may" },
        }),
    "shop has a policyName without a policy, so its role in Vault would lack it": () =>
        new EnvironmentWorkloads("workloads", {
            anchor: { vault: { path: "github-actions" } },
            workloads: [
                {
                    key: "shop",
                    previously: [],
                    vault: { ...login, boundClaimsType: "string", policyName: "shop" },
                },
            ],
        }),
    "shop has a role in Vault without a backend": () =>
        new EnvironmentWorkloads("workloads", {
            anchor: {},
            workloads: [
                { key: "shop", previously: [], vault: { ...login, boundClaimsType: "string" } },
            ],
        }),
    "key goes nowhere; give github, vault or aws": () =>
        new RotatedSecret("key", { current: value }),
    "both values of key are in slot a; the one before has the other": () =>
        new RotatedSecret("key", {
            current: value,
            previous: { ...value, notAfter: "2091-02-01T00:00:00Z" },
            vault: place,
        }),
    "key is no access key, so its value before cannot be disabled; leave it out": () =>
        new RotatedSecret("key", {
            current: value,
            previous: { ...value, slot: "b", notAfter: "2091-02-01T00:00:00Z", disabled: true },
            vault: place,
        }),
    "key is sealed, so it goes to a GitHub environment and nowhere else": () =>
        new EnvironmentSecrets("secrets", {
            secrets: [
                {
                    key: "key",
                    previously: [],
                    current: value,
                    sealed: { keyId: "1", text: "box" },
                    github: atGitHub,
                    vault: place,
                },
            ],
        }),
    "key has a user in AWS without a boundary": () =>
        new EnvironmentSecrets("secrets", {
            secrets: [
                {
                    key: "key",
                    previously: [],
                    current: value,
                    user: { name: "key", path: "/", policy: "{}" },
                    vault: place,
                },
            ],
        }),
    "EnvironmentAccess was given no role operator in AWS": () =>
        new EnvironmentAccess("environment", {
            roles,
            people: [{ ...alice, aws: inRole }],
            userIds: { alice: "user-alice" },
            entityIds: {},
        }),
    "EnvironmentAccess was given no entityIds.alice": () =>
        new EnvironmentAccess("environment", {
            roles: roles.map((role) => ({
                ...role,
                vault: { groupName: "operator", policyName: "operator", policy: "# may" },
            })),
            people: [{ ...alice, vault: inRole }],
            userIds: {},
            entityIds: {},
        }),
    "alice is in team support, which is not given": () =>
        new OrganizationAccess("organization", {
            ...nobody,
            people: [
                {
                    key: "alice",
                    previously: [],
                    github: {
                        ...member,
                        teams: [{ team: "support", previously: [], role: "member" }],
                    },
                },
            ],
        }),
    "team payments is below engineering, which is not given": () =>
        new OrganizationAccess("organization", {
            ...nobody,
            teams: [{ ...team, parent: "engineering" }],
        }),
    "team payments is above itself; take one parent away": () =>
        new OrganizationAccess("organization", {
            ...nobody,
            teams: [
                { ...team, parent: "engineering" },
                { ...team, key: "engineering", parent: "payments" },
            ],
        }),
    "payments reviews checkout/prod without access to its repository": () =>
        new OrganizationAccess("organization", { ...nobody, deployEnvironments: [production] }),
};

describe("wrong arguments are refused before anything is registered", () => {
    for (const [said, program] of Object.entries(refusals)) {
        it(said, async () => assert.equal(await refusal(program), said));
    }
});
