import assert from "node:assert/strict";
import { DatabaseLogin } from "../../components/databaseLogin";
import { WorkloadIdentity } from "../../components/workloadIdentity";
import { record } from "./recorder";

const login = {
    previously: ["accounts"],
    mount: "database-prod",
    connection: "ledger",
    roleName: "prod.books",
    creationStatements: ['CREATE ROLE "{{name}}"'],
    revocationStatements: ['DROP ROLE "{{name}}"'],
    ttl: 900,
    maxTtl: 3_600,
    policyName: "prod.secret.books.creds",
    policy: 'path "database-prod/creds/prod.books" {\n  capabilities = ["read"]\n}\n',
};

describe("a database login", () => {
    it("is a role of the engine and a policy, and contains no value", async () => {
        const registered = await record("prod", () => new DatabaseLogin("books", login));
        const made = registered.filter(({ custom }) => custom);
        assert.deepEqual(made.map(({ type, name }) => `${type} ${name}`).sort(), [
            "vault:database/secretBackendRole:SecretBackendRole books",
            "vault:index/policy:Policy books",
        ]);
        assert.deepEqual(made.find(({ type }) => type.includes("database"))?.inputs, {
            backend: "database-prod",
            name: "prod.books",
            dbName: "ledger",
            creationStatements: ['CREATE ROLE "{{name}}"'],
            revocationStatements: ['DROP ROLE "{{name}}"'],
            defaultTtl: 900,
            maxTtl: 3_600,
        });
    });

    it("is all that a service's Vault role grants if the service has no paths", async () => {
        const registered = await record(
            "prod",
            () =>
                new WorkloadIdentity("checkout", {
                    vault: {
                        backend: "github-actions-prod",
                        roleName: "checkout",
                        policies: [login.policyName],
                        boundAudiences: ["vault"],
                        boundClaims: {},
                        boundClaimsType: "string",
                        ttl: 900,
                        explicitMaxTtl: 3_600,
                    },
                }),
        );
        const made = registered.filter(({ custom }) => custom);
        assert.deepEqual(
            made.map(({ name, inputs }) => [name, inputs.tokenPolicies]),
            [["checkout", [login.policyName]]],
        );
    });
});
