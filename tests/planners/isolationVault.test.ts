import assert from "node:assert/strict";
import type { Seed } from "./isolationSeeds";
import { developerPath, findsEach, findsNothing, violationsOf } from "./isolationSeeds";
import type { Edits } from "./sample";

const seeds: Record<string, Seed> = {
    "a team that reads another environment's mount": {
        edits: developerPath("/kv-prod/data/${service}/*", "read"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has read on kv-prod/data/catalog-api/* in Vault (roles.yaml)",
                "which is in the mount of prod (environments.yaml)",
            ],
        ],
    },
    "a team that reads every mount": {
        edits: developerPath("/+/data/${service}/*", "read"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has read on +/data/catalog-api/* in Vault (roles.yaml)",
                "which is in the mount of prod (environments.yaml)",
            ],
        ],
    },
    "a team that reads mounts that begin alike": {
        edits: developerPath("/kv-*", "list"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has list on kv-* in Vault (roles.yaml)",
                "which is in the mount of prod (environments.yaml)",
            ],
        ],
    },
    "a team that writes the roles of another backend": {
        edits: developerPath("/auth/github-actions-prod/role/*", "update"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has update on auth/github-actions-prod/role/* in Vault (roles.yaml)",
                "which decides over auth/github-actions-prod/ of prod (environments.yaml)",
            ],
        ],
    },
    "a team that writes the roles of its own backend": {
        edits: developerPath("/auth/github-actions-${environment}/role/*", "create, update"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has create, update on auth/github-actions-dev/role/* in Vault (roles.yaml)",
                "which decides over the whole server, and so over prod (environments.yaml)",
            ],
        ],
    },
    "a team that writes policies": {
        edits: developerPath("/sys/policies/acl/p*", "update"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has update on sys/policies/acl/p* in Vault (roles.yaml)",
                "which decides over the whole server, and so over prod (environments.yaml)",
            ],
        ],
    },
    "a team that writes the roles of a backend that a template names": {
        edits: developerPath("/auth/{{identity.entity.metadata.backend}}/login", "update"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has update on auth/{{identity.entity.metadata.backend}}/login in Vault (roles.yaml)",
                "which decides over auth/github-actions-prod/ of prod (environments.yaml)",
            ],
        ],
    },
    "a team that reads the part of a mount that a template names": {
        edits: {
            ...developerPath("/kv/{{identity.entity.metadata.part}}", "read"),
            "environments.yaml": [["mount: kv-prod", "mount: kv/prod"]],
        },
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has read on kv/{{identity.entity.metadata.part}} in Vault (roles.yaml)",
                "which is in the mount of prod (environments.yaml)",
            ],
        ],
    },
    "a team that writes groups": {
        edits: developerPath("/identity/group/id/*", "update"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "team storefront is developer on catalog-api, catalog-worker in dev, staging (grants.yaml)",
                "and developer has update on identity/group/id/* in Vault (roles.yaml)",
                "which decides over the whole server, and so over prod (environments.yaml)",
            ],
        ],
    },
    "a mount in another": {
        edits: { "environments.yaml": [["mount: kv-prod", "mount: kv-dev/data/prod"]] },
        found: [
            [
                "isolation dev -> prod",
                "rules of dev are below kv-dev in Vault (environments.yaml)",
                "where kv-dev/data/prod, the mount of prod, is too (environments.yaml)",
            ],
        ],
    },
    "a secret that is written elsewhere": {
        edits: {
            "services/gateway.yaml": [
                [
                    "deliver: { vault: gateway/cookie-key }",
                    "deliver: { vault: /kv-prod/data/gateway/cookie-key }",
                ],
            ],
        },
        found: [
            [
                "isolation dev/gateway -> prod",
                "gateway-cookie-key is renewed in dev (services/gateway.yaml)",
                "and the pipeline has create, read, update on kv-prod/data/gateway/cookie-key in Vault (services/gateway.yaml)",
                "which is in the mount of prod (environments.yaml)",
            ],
        ],
    },
    "a grant that begins later": {
        edits: {
            "roles.yaml": [
                [
                    "      # A leading / leaves",
                    '      - { path: "/kv-prod/data/*", capabilities: [read] }\n      # A leading / leaves',
                ],
            ],
            "grants.yaml": [["in: [prod]\n    from: 2091-03", "in: [staging]\n    from: 2091-03"]],
        },
        found: [
            [
                "isolation staging/checkout -> prod",
                "person alice is operator on checkout in staging until 2091-03-03T18:00:00Z (leads the yearly failover exercise) (grants.yaml)",
                "and operator has read on kv-prod/data/* in Vault (roles.yaml)",
                "which is in the mount of prod (environments.yaml)",
            ],
        ],
    },
};

const misses: Record<string, Edits> = {
    "a template below its own mount": developerPath("{{identity.entity.id}}/x", "read"),
    "a mount whose name begins alike": developerPath("/kv-production/data/x", "read"),
    "the start of a mount's name, which is none": developerPath("/kv-pro/*", "read"),
    "a mount by a path with nothing below": developerPath("/kv-prod", "read"),
    "a path that denies": developerPath("/kv-prod/*", "deny"),
    "reading who may log in": developerPath("/auth/github-actions-prod/role/*", "read, list"),
    "logging in": developerPath("/auth/github-actions-prod/login", "update"),
    "renewing oneself": developerPath("/auth/token/renew-self", "update"),
    "an engine for each environment": developerPath("/database-${environment}/creds/*", "read"),
    "mounts that begin alike": { "environments.yaml": [["mount: kv-prod", "mount: kv-dev-prod"]] },
    "a grant that is over": {
        "roles.yaml": [
            [
                "      # A leading / leaves",
                '      - { path: "/kv-prod/data/*", capabilities: [read] }\n      # A leading / leaves',
            ],
        ],
        "grants.yaml": [
            [
                "in: [prod]\n    from: 2091-03-03T08:00:00Z",
                "in: [staging]\n    from: 2089-03-03T08:00:00Z",
            ],
            ["until: 2091-03-03T18:00:00Z", "until: 2089-03-03T18:00:00Z"],
        ],
    },
};

describe("checkIsolation in Vault", () => {
    findsEach(seeds);
    findsNothing(misses);

    // As it was written, and as whoever follows the advice writes it.
    const advised: readonly [path: string, capabilities: string, mended: string][] = [
        ["/kv-prod/data/${service}/*", "read", "${service}/*"],
        ["/+/data/${service}/*", "read", "${service}/*"],
        ["/sys/mounts/kv-prod", "update", "/sys/mounts/kv-${environment}"],
    ];
    for (const [path, capabilities, mended] of advised) {
        it(`gives advice on ${path} that resolves it`, () => {
            for (const { settle } of violationsOf(developerPath(path, capabilities))) {
                assert.equal(
                    settle,
                    "write the path relative to the mount, or with ${environment} in it",
                );
            }
            assert.deepEqual(violationsOf(developerPath(mended, capabilities)), []);
        });
    }

    it("asks Vault's operator to remove what no wording can resolve", () => {
        for (const path of [
            "/sys/policies/acl/prod.*",
            "/identity/group/*",
            "/auth/github-actions-${environment}/role/*",
            "/auth/github-actions-prod/role/*",
        ]) {
            const found = violationsOf(developerPath(path, "update"));
            assert.ok(found.length > 0, path);
            for (const { settle } of found) assert.match(settle, /^take the path out: /, path);
        }
    });
});
