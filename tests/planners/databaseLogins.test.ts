import assert from "node:assert/strict";
import { judge } from "../../planners/judge";
import { isNarrowing } from "../../planners/narrowing";
import { vaultPipelinePolicy } from "../../planners/pipelinePolicy";
import { planAccess } from "../../planners/planAccess";
import { planEnvironment } from "../../planners/planEnvironment";
import { token } from "../../planners/resources";
import { findSecretAccess, secretReaders } from "../../planners/secretReaders";
import { secretStatuses } from "../../planners/secretStatus";
import { vaultPathsOf } from "../../sandbox/providers/vaultPolicy";
import { mergePaths, parameterProblem, ruleFor } from "../../sandbox/vaultAcl";
import type { Draft } from "./organization";
import { entitlement, now, organization, readable } from "./organization";
import { holdingsOf } from "./sample";

type Database = NonNullable<NonNullable<NonNullable<Draft["secrets"]>[string]>["database"]>;

const database = (): Database => ({
    mount: "database-${environment}",
    connection: "ledger",
    creationStatements: ['CREATE ROLE "{{name}}" IN GROUP ${service}'],
    revocationStatements: ['DROP ROLE "{{name}}"'],
});

/** The small organisation with a database of checkout, changed. */
function withDatabase(change: (draft: Draft) => void = () => undefined) {
    const draft = organization();
    draft.secrets = {
        books: {
            service: "checkout",
            in: ["dev", "prod"],
            kind: "vault-database",
            database: database(),
        },
    };
    change(draft);
    const roster = readable(draft);
    const books = roster.secrets.get("books");
    assert.ok(books);
    return { roster, books, holdings: holdingsOf(roster, now) };
}

const settings = (draft: Draft): Database => {
    const found = draft.secrets?.books?.database;
    assert.ok(found);
    return found;
};

function complaints(change: (draft: Draft) => void): string[] {
    return judge(withDatabase(change).roster, { instant: now, lapsed: "error" })
        .filter(({ severity }) => severity === "error")
        .map(({ rule, message }) => `${rule} ${message}`);
}

describe("a database login that Vault creates", () => {
    it("is a role with the declared times and statements, and a policy to ask for one", () => {
        const { holdings } = withDatabase();
        const [login, ...more] = planEnvironment(holdings, "prod").databases ?? [];
        assert.deepEqual(more, []);
        assert.deepEqual(login, {
            key: "books",
            previously: [],
            mount: "database-prod",
            connection: "ledger",
            roleName: "prod.books",
            creationStatements: ['CREATE ROLE "{{name}}" IN GROUP checkout'],
            revocationStatements: ['DROP ROLE "{{name}}"'],
            ttl: 900,
            maxTtl: 3_600,
            policyName: "prod.secret.books.creds",
            policy: 'path "database-prod/creds/prod.books" {\n  capabilities = ["read"]\n}\n',
        });
    });

    it("is asked for through the service's own Vault role, which may exist for that alone", () => {
        const only = planEnvironment(withDatabase().holdings, "prod").workloads[0]?.vault;
        assert.equal(only?.policyName, undefined);
        assert.deepEqual(only?.policies, ["prod.secret.books.creds"]);
        const both = withDatabase((draft) => {
            draft.services.checkout = {
                ...(draft.services.checkout as NonNullable<Draft["services"][string]>),
                vault: [{ path: "checkout/app", capabilities: ["read"] }],
            };
        });
        const vault = planEnvironment(both.holdings, "prod").workloads[0]?.vault;
        assert.equal(vault?.policyName, "prod.checkout");
        assert.deepEqual(vault?.policies, ["prod.secret.books.creds"]);
    });

    it("keeps its names if the secret is renamed", () => {
        const { roster } = withDatabase();
        const renamed = organization();
        renamed.secrets = {
            accounts: {
                service: "checkout",
                in: ["dev", "prod"],
                kind: "vault-database",
                database: database(),
                previously: ["books"],
            },
        };
        const names = (one: typeof roster) =>
            planEnvironment(holdingsOf(one, now), "dev").databases?.map(
                ({ roleName, policyName, policy }) => [roleName, policyName, policy],
            );
        assert.deepEqual(names(readable(renamed)), names(roster));
    });

    it("is in the access plan, for the service and for those who reach it through a repository", () => {
        const plan = planAccess(withDatabase().roster, now);
        const own = entitlement(plan, "service:checkout", "dev vault dev/checkout service");
        assert.deepEqual(own.resources, [
            "dev:WorkloadIdentity/checkout:vault:jwt/authBackendRole:AuthBackendRole::checkout",
            "dev:DatabaseLogin/books:vault:database/secretBackendRole:SecretBackendRole::books",
            "dev:DatabaseLogin/books:vault:index/policy:Policy::books",
        ]);
        assert.ok(own.because.some(({ text }) => text === "books is a database of it"));
        entitlement(plan, "person:alice", "dev vault dev/checkout service repository:checkout");
        const wider = planAccess(
            withDatabase((draft) => {
                settings(draft).creationStatements = ["GRANT ALL"];
            }).roster,
            now,
        );
        assert.notEqual(wider.digest, plan.digest);
    });

    it("has people who can get one, and nobody who knows one", () => {
        const { holdings, books } = withDatabase((draft) => {
            draft.roles.auditor = {
                description: "Looks",
                vault: [{ path: "/database-${environment}/creds/*", capabilities: ["read"] }],
            };
        });
        const find = findSecretAccess(holdings);
        assert.deepEqual(find(books, "prod"), {
            readers: ["erin", "frank", "olga"],
            consumers: ["checkout"],
        });
        assert.deepEqual(find(books, "dev").readers, ["alice", "erin", "frank", "kim"]);
        assert.deepEqual(secretReaders(holdings, books), []);
        const [status] = secretStatuses(holdings, () => ({}));
        const { kind, version, overdue, ttl, readers } = status ?? {};
        assert.deepEqual([kind, version, overdue, ttl], ["vault-database", null, false, 900]);
        assert.equal(readers?.length, 4);
    });

    it("is narrowed before anything is granted: fewer policies, a shorter time", () => {
        const change = (type: string, property: string, before: unknown, after: unknown) =>
            isNarrowing({
                operation: "update",
                type,
                before: { [property]: before },
                after: { [property]: after },
            });
        const role = token.workloadJwtRole;
        assert.ok(change(role, "tokenPolicies", ["a", "b"], ["a"]));
        assert.ok(!change(role, "tokenPolicies", ["a"], ["b"]));
        assert.ok(change(token.databaseRole, "maxTtl", 3_600, 900));
        assert.ok(!change(token.databaseRole, "creationStatements", ["a", "b"], ["a"]));
    });
});

describe("checks on a database login", () => {
    it("refuse one of Vault's own mounts, whose roles are something else", () => {
        const at = (mount: string) =>
            withDatabase((draft) => Object.assign(settings(draft), { mount }));
        for (const mount of ["auth/token", "sys", "identity/oidc", "cubbyhole"]) {
            assert.throws(() => at(mount), /the mount of a database secrets engine/, mount);
        }
        for (const mount of ["db/../sys", "./sys", "${environment}/.."]) {
            assert.throws(() => at(mount), /without \. or \.\. as a segment/, mount);
        }
        for (const mount of ["authors", "system/database", "..db/a.b"]) at(mount);
    });

    const cases: readonly [what: string, change: (draft: Draft) => void, found: RegExp][] = [
        [
            "refuse one that does not say how it is made",
            ({ secrets }) => delete secrets?.books?.database,
            /^missing-value books is a vault-database and does not say how/,
        ],
        [
            "refuse one that lasts longer than its own maximum",
            (draft) => Object.assign(settings(draft), { ttl: "2h" }),
            /^invalid-value logins of books last 2h, and 1h however often .*`maxTtl` must not be/,
        ],
        [
            "refuse one that lasts longer than a day",
            (draft) => Object.assign(settings(draft), { maxTtl: "2d" }),
            /^invalid-value .* set `maxTtl` to 1d or less/,
        ],
        [
            "refuse one of a service without a pipeline",
            ({ services, grants }) => {
                delete services.checkout?.repository;
                grants.length = 0;
            },
            /^missing-value books is delivered to nobody in dev: checkout has no role in Vault/,
        ],
        [
            "refuse one in an environment without a Vault",
            ({ environments }) => delete environments.prod?.vault,
            /^missing-value books is delivered to nobody in prod/,
        ],
        [
            "refuse its settings on another kind of secret",
            ({ secrets }) => Object.assign(secrets?.books ?? {}, { kind: "external" }),
            /^invalid-value books is of kind external and has `database`/,
        ],
        [
            "refuse the same database in two environments",
            (draft) => Object.assign(settings(draft), { mount: "database" }),
            /^isolation .*books of dev is made over database\/config\/ledger/s,
        ],
        [
            "refuse a role of one environment that can get logins of another",
            ({ roles }) => {
                roles.developer = {
                    description: "Changes",
                    vault: [{ path: "/database-prod/creds/*", capabilities: ["read"] }],
                };
            },
            /^isolation .*where prod gets logins of books/s,
        ],
    ];
    for (const [what, change, expected] of cases) {
        it(what, () => {
            const found = complaints(change);
            assert.ok(
                found.some((each) => expected.test(each)),
                found.join("\n"),
            );
        });
    }

    it("accept a well-declared one", () => {
        assert.deepEqual(
            complaints(() => undefined),
            [],
        );
    });

    it("refuse an unknown variable, in a statement too", () => {
        const draft = organization();
        draft.secrets = {
            books: {
                service: "checkout",
                in: ["dev"],
                kind: "vault-database",
                database: { ...database(), revocationStatements: ["DROP ${user}"] },
            },
        };
        assert.throws(() => readable(draft), /unknown-variable .*\$\{user\}/);
    });
});

describe("a pipeline that provisions database logins", () => {
    it("may give its service's role these policies in any order, and no others", () => {
        const policy = vaultPipelinePolicy(
            "dev",
            planEnvironment(
                withDatabase((draft) => {
                    draft.services.checkout = {
                        ...(draft.services.checkout as NonNullable<Draft["services"][string]>),
                        vault: [{ path: "checkout/app", capabilities: ["read"] }],
                    };
                }).holdings,
                "dev",
            ),
        );
        const paths = mergePaths([["pipeline", vaultPathsOf(policy)]]);
        const role = ruleFor(paths, "auth/github-actions-dev/role/checkout", "update");
        assert.ok(role);
        const [own, books] = ["dev.checkout", "dev.secret.books.creds"];
        for (const given of [
            [own, books],
            [books, own],
        ]) {
            assert.equal(parameterProblem(role, { token_policies: given }), undefined);
        }
        assert.ok(parameterProblem(role, { token_policies: [own, "prod.checkout"] }));
        assert.ok(ruleFor(paths, "database-dev/roles/dev.books", "update"));
        assert.ok(!ruleFor(paths, "database-prod/roles/prod.books", "update"));
    });
});
