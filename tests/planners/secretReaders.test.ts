import assert from "node:assert/strict";
import { secretReaders } from "../../planners/secretReaders";
import type { Draft } from "./organization";
import { now, organization, readable } from "./organization";
import { holdingsOf } from "./sample";

type Secret = NonNullable<Draft["secrets"]>[string];

const secret: Secret = {
    service: "checkout",
    in: ["dev", "prod"],
    kind: "generated",
    rotateEvery: "30d",
    reason: "no OIDC there",
};

/** `alice dev developer`: who reads the one secret of the organisation, with a change. */
function readers(part: Partial<Secret>, change: (draft: Draft) => void = () => {}): string[] {
    const draft = organization();
    // Nobody owns, so that what each test says comes from its own lines.
    draft.organization.github.owners = [];
    draft.services.checkout = {
        description: "The checkout page",
        repository: { name: "checkout", id: 789012 },
        owner: "payments",
        in: ["dev", "prod"],
        deploy: { reviewers: ["platform"] },
    };
    draft.secrets = { key: { ...secret, ...part } };
    change(draft);
    const found = secretReaders(holdingsOf(readable(draft), now)).get("key") ?? [];
    return found.map(({ person, environment, through }) => `${person} ${environment} ${through}`);
}

/** Gives olga, in prod and by her team, a role with these permissions. */
function olgaMay(permissions: Partial<Draft["roles"][string]>) {
    return (draft: Draft) => {
        draft.roles.looker = { description: "Looks", ...permissions };
        draft.grants = [{ team: "audit", role: "looker", services: ["checkout"], in: ["prod"] }];
    };
}

const inAws = (action: string, resource: string) =>
    olgaMay({ aws: { statements: [{ actions: [action], resources: [resource] }] } });

describe("the readers of a secret", () => {
    describe("in Vault", () => {
        const vault = { deliver: { vault: "checkout/app/key" } };
        const may = (path: string, ...capabilities: ("read" | "list" | "update")[]) =>
            olgaMay({ vault: [{ path, capabilities }] });
        const yes = ["olga prod looker"];

        it("are those whose role reads its path, in the environments that it is in", () => {
            assert.deepEqual(readers(vault), ["alice dev developer", "kim dev developer"]);
            assert.deepEqual(readers({ ...vault, in: ["prod"] }), []);
        });

        for (const [path, expected] of [
            ["checkout/app/key", yes],
            ["checkout/*", yes],
            ["checkout/+/key", yes],
            ["+/app/+", yes],
            ["/kv-prod/data/*", yes],
            ["/kv-prod/data/{{identity.entity.name}}/app/key", yes],
            ["checkout/app", []],
            ["checkout/app/key2", []],
            ["checkout/app/ke", []],
            ["checkout/+", []],
            ["/kv-dev/data/*", []],
            ["/kv-prod/metadata/*", []],
        ] as const) {
            it(`${expected.length > 0 ? "read" : "do not read"} it by ${path}`, () => {
                assert.deepEqual(readers(vault, may(path, "read")), expected);
            });
        }

        it("are not those who may only list or write", () => {
            assert.deepEqual(readers(vault, may("checkout/*", "list", "update")), []);
        });

        it("are whoever deploys, unreviewed, another service that reads it", () => {
            const other = (draft: Draft) => {
                draft.services.ledger = {
                    description: "The books",
                    repository: { name: "ledger", id: 789013 },
                    owner: "payments",
                    in: ["dev", "prod"],
                    vault: [{ path: "checkout/app/*", capabilities: ["read"] }],
                };
                draft.grants = [{ team: "audit", role: "pusher", services: ["ledger"] }];
                draft.people.olga = {
                    ...draft.people.alice,
                    name: "Olga",
                    email: "o@acme.example",
                };
                draft.people.olga.github = { login: "olga-acme", id: 77 };
                draft.roles.pusher = { description: "Pushes", github: { permission: "push" } };
            };
            assert.deepEqual(readers(vault, other), [
                "olga dev deploys ledger by repository:ledger",
            ]);
        });
    });

    describe("in AWS", () => {
        const aws = { deliver: { aws: "${service}/key" } };
        const arn = "arn:aws:secretsmanager:eu-west-1:${account}:secret:";
        const yes = ["olga prod looker"];

        for (const [action, resource, expected] of [
            ["secretsmanager:GetSecretValue", `${arn}checkout/key-??????`, yes],
            ["secretsmanager:GetSecretValue", `${arn}checkout/*`, yes],
            ["secretsmanager:GetSecretValue", "*", yes],
            ["secretsmanager:get*", "*", yes],
            ["secretsmanager:BatchGetSecretValue", "*", yes],
            ["*", "*", yes],
            ["secretsmanager:DescribeSecret", "*", []],
            ["secretsmanager:GetSecretValue", `${arn}ledger/*`, []],
            [
                "secretsmanager:GetSecretValue",
                "arn:aws:secretsmanager:eu-west-1:111111111111:*",
                [],
            ],
        ] as const) {
            it(`${expected.length > 0 ? "may" : "may not"} ${action} on ${resource}`, () => {
                assert.deepEqual(readers(aws, inAws(action, resource)), expected);
            });
        }

        it("hold a managed policy that is not known to only look", () => {
            const managed = (policy: string) => olgaMay({ aws: { managed: [policy] } });
            assert.deepEqual(readers(aws, managed("SecretsManagerReadWrite")), yes);
            assert.deepEqual(readers(aws, managed("SecurityAudit")), []);
        });
    });

    describe("in GitHub", () => {
        const github = { deliver: { github: "KEY" } };
        const unreviewed = (draft: Draft) => {
            draft.services.checkout = { ...draft.services.checkout, deploy: {} } as never;
        };

        it("are those who may push where nobody reviews", () => {
            assert.deepEqual(readers(github), []);
            assert.deepEqual(readers(github, unreviewed), [
                "alice dev deploys checkout by repository:checkout",
                "kim dev deploys checkout by repository:checkout",
            ]);
        });

        it("are owners, who can take the reviewers away", () => {
            const owned = (draft: Draft) => {
                draft.organization.github.owners = ["erin"];
            };
            assert.deepEqual(readers(github, owned), [
                "erin dev deploys checkout by repository:checkout",
                "erin prod deploys checkout by repository:checkout",
            ]);
        });
    });

    it("that is delivered nowhere are all who hold anything on its service there", () => {
        const external: Partial<Secret> = { kind: "external", in: ["dev"] };
        assert.deepEqual(readers(external), ["alice dev developer", "kim dev developer"]);
        assert.deepEqual(readers({ kind: "external", in: ["prod"] }), ["olga prod auditor"]);
    });

    it("are none who are not here: not yet, or no longer", () => {
        const later = (draft: Draft) => {
            draft.people.kim = { ...draft.people.kim, from: "2026-12-15" } as never;
        };
        const vault = { deliver: { vault: "checkout/app/key" } };
        assert.deepEqual(readers(vault, later), ["alice dev developer"]);
    });
});
