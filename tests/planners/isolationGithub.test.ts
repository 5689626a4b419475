import assert from "node:assert/strict";
import type { Reference, Roster, Service } from "../../model/roster";
import { findViolations } from "../../planners/isolation/checkIsolation";
import type { Seed } from "./isolationSeeds";
import { findsEach, findsNothing, written } from "./isolationSeeds";
import type { Edits } from "./sample";
import { holdingsOf, readSample, sample } from "./sample";

const seeds: Record<string, Seed> = {
    "production that nobody reviews": {
        edits: { "environments.yaml": [['reviewers: ["${owner}"]', "reviewers: []"]] },
        found: [
            [
                "no-reviewers org/catalog-api -> prod/catalog-api",
                "storefront/developer may push to catalog (grants.yaml)",
                "and so deploys catalog-api to prod, where nobody reviews (environments.yaml)",
            ],
        ],
    },
    "a service of production that nobody reviews": {
        edits: {
            "services/gateway.yaml": [
                ["    variables:", "    deploy: { reviewers: [] }\n    variables:"],
            ],
        },
        found: [
            [
                "no-reviewers org/gateway -> prod/gateway",
                "platform/developer may push to gateway (grants.yaml)",
                "and so deploys gateway to prod, where nobody reviews (services/gateway.yaml)",
            ],
        ],
    },
    "administrators of what production is deployed from": {
        edits: {
            "roles.yaml": [["github: { permission: push }", "github: { permission: admin }"]],
        },
        found: [
            [
                "escalation org/catalog-api -> prod/catalog-api",
                "storefront/developer has admin on catalog (grants.yaml)",
                "and can change what guards prod there (environments.yaml)",
            ],
            [
                "escalation org/gateway -> prod/gateway",
                "platform/developer has admin on gateway (grants.yaml)",
                "and can change what guards prod there (environments.yaml)",
            ],
            [
                "escalation org/catalog-api -> prod/catalog-api",
                "person:release-bot/developer has admin on catalog (grants.yaml)",
                "and can change what guards prod there (environments.yaml)",
            ],
            [
                "escalation org/checkout -> prod/checkout",
                "payments/developer has admin on checkout (grants.yaml)",
                "and can change what guards prod there (environments.yaml)",
            ],
        ],
    },
    "a second account that writes what the first approves": {
        edits: {
            "people/accounts.yaml": [
                [
                    "people:",
                    "people:\n  bob-too: { name: Bob (two), email: b2@acme.example, github: { login: bob2, id: 5000099 }, sameAs: bob }",
                ],
            ],
            "grants.yaml": [
                [
                    "grants:",
                    "grants:\n  - { person: bob-too, role: developer, services: [checkout], until: 2091-01-31, reason: x }",
                ],
            ],
        },
        found: [
            [
                "isolation org/checkout -> prod/checkout",
                "bob-too may push to checkout as person:bob-too/developer (grants.yaml)",
                "who is bob as well (people/accounts.yaml)",
                "payments reviews deployments of checkout to prod (environments.yaml)",
                "and approves there what bob-too wrote (environments.yaml)",
            ],
        ],
    },
    "everybody's second account": {
        edits: { "organization.yaml": [["basePermission: none", "basePermission: write"]] },
        found: [
            [
                "isolation org/gateway -> prod/gateway",
                "erin-admin may push to gateway as every member (organization.yaml)",
                "who is erin as well (people/accounts.yaml)",
                "platform reviews deployments of gateway to prod (environments.yaml)",
                "and approves there what erin-admin wrote (environments.yaml)",
            ],
        ],
    },
    "a variable that names another role": {
        edits: {
            "services/checkout.yaml": [
                [
                    "LOG_LEVEL: info",
                    'AWS_ROLE_ARN: "arn:aws:iam::333333333333:role/rollcall/prod.checkout"',
                ],
            ],
        },
        found: [
            [
                "isolation org/checkout -> prod/checkout",
                "variables of checkout set AWS_ROLE_ARN themselves (services/checkout.yaml)",
                "which names the identity in prod (environments.yaml)",
            ],
        ],
    },
    "a variable that differs in case alone": {
        edits: { "services/checkout.yaml": [["LOG_LEVEL: info", "vault_role: gateway"]] },
        found: [
            [
                "isolation org/checkout -> prod/checkout",
                "variables of checkout set vault_role themselves (services/checkout.yaml)",
                "which names the identity in prod (environments.yaml)",
            ],
        ],
    },
};

/** Another account of bob's, with a grant. */
const bobToo = (grant: string): Edits => ({
    "people/accounts.yaml": [
        [
            "people:",
            "people:\n  bob-too: { name: Bob (two), email: b2@acme.example, " +
                "github: { login: bob2, id: 5000099 }, sameAs: bob }",
        ],
    ],
    "grants.yaml": [["grants:", `grants:\n  - { person: bob-too, ${grant} }`]],
});

const misses: Record<string, Edits> = {
    "a second account that only reads": bobToo("role: viewer, services: [checkout]"),
    "a second account that writes what others review": bobToo(
        "role: developer, services: [gateway]",
    ),
    "administrators of what production is not deployed from": {
        "roles.yaml": [
            [
                "roles:",
                "roles:\n  keeper: { description: Looks after it, github: { permission: admin } }",
            ],
        ],
        "grants.yaml": [
            ["grants:", "grants:\n  - { team: payments, role: keeper, services: [ledger] }"],
        ],
    },
    "production that nobody reviews and nobody pushes to": {
        "services/gateway.yaml": [
            ["    variables:", "    deploy: { reviewers: [] }\n    variables:"],
        ],
        "grants.yaml": [
            [
                "role: developer, services: [gateway], in: [dev, staging]",
                "role: viewer, services: [gateway], in: [dev]",
            ],
            ["role: developer, services: [ci]", "role: viewer, services: [ci]"],
            [
                "catalog-api, catalog-worker, gateway]\n    until",
                "catalog-api, catalog-worker]\n    until",
            ],
        ],
    },
    "a variable with a name of its own": {
        "services/checkout.yaml": [["LOG_LEVEL: info", "AWS_ROLE_ARN_HINT: none"]],
    },
    "any branch in an environment that nobody guards": {
        "environments.yaml": [
            ['deploy: { branches: [main, "release/*"] }', "deploy: { branches: all }"],
        ],
    },
    "services of one repository, each with its own environments": {
        "services/catalog.yaml": [["${service}-${environment}", "${environment}/${service}"]],
    },
};

describe("checkIsolation in GitHub", () => {
    findsEach(seeds);
    findsNothing(misses);

    describe("what the reader already refuses", () => {
        const refused: Record<string, Edits> = {
            "one GitHub environment for two services": {
                "services/catalog.yaml": [
                    ["${service}-${environment}", "shop-${environment}"],
                    ["${service}-${environment}", "shop-${environment}"],
                ],
            },
            "one for two environments": {
                "services/gateway.yaml": [
                    ["    subject: both", "    githubEnvironment: live\n    subject: both"],
                ],
            },
            "one that differs in case alone": {
                "services/catalog.yaml": [
                    ["${service}-${environment}", "Catalog-Worker-${environment}"],
                ],
            },
            "a legacy subject of a name that is another's": {
                "services/ledger.yaml": [["name: ledger", "name: Gateway"]],
            },
        };
        for (const [name, edits] of Object.entries(refused)) {
            it(name, () => {
                const { roster, problems } = readSample(edits);
                assert.equal(roster, undefined);
                assert.ok(
                    problems.some(
                        ({ rule, message }) =>
                            rule === "duplicate-identity" && /at roster/.test(message),
                    ),
                );
            });
        }
    });

    describe("in a roster that did not go through the reader", () => {
        const withService = (key: string, change: Partial<Service>): string[][] => {
            const roster = sample();
            const service = roster.services.get(key);
            assert.ok(service);
            const services = new Map([...roster.services, [key, { ...service, ...change }]]);
            const changed: Roster = { ...roster, services };
            return findViolations(holdingsOf(changed)).map(written);
        };

        it("finds one GitHub environment used by two environments", () => {
            assert.deepEqual(withService("ledger", { githubEnvironment: "live" }), [
                [
                    "duplicate-identity dev/ledger -> staging/ledger",
                    "a run of ledger for dev/ledger names live (services/ledger.yaml)",
                    "which is the GitHub environment of staging/ledger too (services/ledger.yaml)",
                ],
            ]);
        });

        it("finds one used by two services of a repository whose name differs only in case", () => {
            const name = "CATALOG-worker-${environment}";
            const [found, ...others] = withService("catalog-api", { githubEnvironment: name });
            assert.deepEqual(found, [
                "duplicate-identity dev/catalog-api -> dev/catalog-worker",
                "a run of catalog for dev/catalog-api names catalog-worker-dev (services/catalog.yaml)",
                "which is the GitHub environment of dev/catalog-worker too (services/catalog.yaml)",
            ]);
            assert.equal(others.length, 2);
        });

        it("finds one subject that two accounts trust, and the name that causes it", () => {
            const repository = { name: "Ledger", id: 1 };
            const change = { repository, githubEnvironment: "STAGING", in: [] as Reference[] };
            const { gateway } = Object.fromEntries(sample().services);
            change.in = (gateway?.in ?? []).filter(({ key }) => key === "prod");
            const found = withService("gateway", change);
            assert.deepEqual(found, [
                [
                    "duplicate-identity org/ledger -> prod/gateway",
                    "ledger is in another repository of the same name (services/ledger.yaml)",
                    "which the legacy subject of prod/gateway does not tell apart (services/gateway.yaml)",
                ],
                [
                    "duplicate-identity org/gateway -> staging/ledger",
                    "gateway is in another repository of the same name (services/gateway.yaml)",
                    "which the legacy subject of staging/ledger does not tell apart (services/ledger.yaml)",
                ],
                [
                    "duplicate-identity prod/gateway -> staging/ledger",
                    "a run of ledger for prod/gateway names staging (services/gateway.yaml)",
                    "which is the GitHub environment of staging/ledger too (services/ledger.yaml)",
                ],
            ]);
        });
    });
});
