/** Several kinds of change in one commit. */
export const changes: readonly (readonly [file: string, from: string | RegExp, to: string])[] = [
    // Somebody joins a team, and another moves.
    [
        "people/staff.yaml",
        "  # Storefront\n",
        "  nora: { name: Nora Lind, email: nora@acme.example, github: { login: nora-acme, id: 5000099 }, manager: erin }\n",
    ],
    ["teams.yaml", "      - jonas\n", "      - jonas\n      - nora\n"],
    ["teams.yaml", "      - oskar\n", ""],
    ["teams.yaml", "      - tess\n", "      - tess\n      - oskar\n"],
    // Of some repositories only reading is left.
    [
        "grants.yaml",
        "services: [checkout, catalog-api, catalog-worker, gateway]\n",
        "services: [checkout, gateway]\n",
    ],
    [
        "grants.yaml",
        / {4}reason: tags releases\n/,
        "    reason: tags releases\n" +
            "  - person: release-bot\n    role: viewer\n    services: [catalog-api, catalog-worker]\n" +
            "    until: 2092-12-31\n    reason: reads releases\n",
    ],
    // A statement and a capability fewer.
    ["roles.yaml", / {8}- actions: \["elasticloadbalancing:ModifyRule"\]\n.*\n/, ""],
    ["roles.yaml", "capabilities: [create, read, update, list] }", "capabilities: [read, list] }"],
    // A grant ends, and others begin: a team's and a person's own.
    [
        "grants.yaml",
        / {2}- person: dan\n( {4}.*\n)+/,
        "  - { team: support, role: viewer, services: [gateway], in: [prod] }\n" +
            "  - { person: tom, role: platform-engineer, in: [dev], until: 2092-06-30, reason: helps }\n",
    ],
    // One branch alone deploys to dev, and a role lasts longer.
    ["environments.yaml", "deploy: { branches: all }", "deploy: { branches: [main] }"],
    ["services/gateway.yaml", "sessionMinutes: 60", "sessionMinutes: 120"],
    ["services/gateway.yaml", "LOG_LEVEL: warn", "LOG_LEVEL: error"],
    // The service gets a secret that is an access key, in all three places.
    [
        "services/gateway.yaml",
        /^secrets:\n/m,
        "secrets:\n" +
            "  gateway-archive-key:\n    service: gateway\n    in: [staging]\n    kind: aws-access-key\n" +
            "    rotateEvery: 60d\n    overlap: 12h\n    generation: 1\n" +
            "    deliver: { github: GATEWAY_ARCHIVE_KEY, vault: gateway/archive-key, aws: gateway/archive-key }\n" +
            "    reason: the archive appliance takes nothing but a key\n",
    ],
];
