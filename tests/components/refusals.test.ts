import assert from "node:assert/strict";
import {
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
    audiences: ["vault"],
    claims: {},
    claimsType: wrong("regex"),
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
    'the claimsType of shop is "regex"; give one of string, glob': () =>
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
};

describe("what is wrong is said before anything is registered", () => {
    for (const [said, program] of Object.entries(refusals)) {
        it(said, async () => assert.equal(await refusal(program), said));
    }
});
