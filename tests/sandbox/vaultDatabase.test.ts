import assert from "node:assert/strict";
import { vault } from "../../sandbox/providers/vault";
import { vaultDatabaseLogin } from "../../sandbox/vaultDatabaseLogin";
import { vaultLogin } from "../../sandbox/vaultLogin";
import { leasesOf, revokeToken } from "../../sandbox/vaultTokens";
import { EngineClient } from "./engineClient";

const instant = Date.parse("2026-12-01T08:00:00Z");
const type = "vault:database/secretBackendRole:SecretBackendRole";
const role = {
    backend: "database-dev",
    name: "dev.ledger",
    dbName: "ledger",
    creationStatements: ["CREATE ROLE", "GRANT SELECT"],
    revocationStatements: ["DROP ROLE"],
    defaultTtl: 900,
    maxTtl: 3_600,
};

describe("sandbox Vault databases", () => {
    let engine: EngineClient;

    beforeEach(async () => {
        engine = await EngineClient.start(vault);
    });
    afterEach(() => engine.stop());

    /** Somebody whose policy lets him ask. */
    async function login() {
        const alice = await engine.create("vault:identity/entity:Entity", "alice", {
            name: "alice",
            policies: ["asks"],
        });
        await engine.create("vault:identity/entityAlias:EntityAlias", "alice", {
            name: "alice@acme.example",
            mountAccessor: "auth_oidc_1a2b3c4d",
            canonicalId: alice.id,
        });
        await engine.create("vault:index/policy:Policy", "asks", {
            name: "asks",
            policy: 'path "database-dev/creds/dev.ledger" { capabilities = ["read"] }',
        });
        const { token, accessor } = await vaultLogin(engine.world, "alice@acme.example", instant);
        assert.ok(token !== undefined && accessor !== undefined);
        return { token, accessor };
    }
    const ask = (token: string, name = role.name, mount = role.backend) =>
        vaultDatabaseLogin(engine.world, token, { mount, role: name }, instant);

    it("give a permitted client a login for the role's time, which ends with the token", async () => {
        await engine.create(type, "ledger", role);
        const { token, accessor } = await login();
        const { granted, lease = "", reason } = await ask(token);
        assert.ok(granted, reason);
        assert.match(lease, /^database-dev\/creds\/dev\.ledger\/./);
        const found = engine.world.read("vault/leases", lease);
        assert.equal(found?.expireTime, "2026-12-01T08:15:00Z");
        assert.match((await ask(token, "dev.other")).reason, /permission denied/);
        await revokeToken(engine.world, accessor);
        assert.deepEqual(leasesOf(engine.world, accessor), []);
        assert.match((await ask(token)).reason, /no such token/);
    });

    it("never give one for longer than the role's maximum", async () => {
        await engine.create(type, "ledger", { ...role, defaultTtl: 9_000 });
        const { lease = "" } = await ask((await login()).token);
        const { expireTime } = engine.world.read("vault/leases", lease) ?? {};
        assert.equal(expireTime, "2026-12-01T09:00:00Z");
    });

    it("accept a role whose connection is missing, but refuse logins", async () => {
        const made = await engine.create(type, "ledger", { ...role, dbName: "gone" });
        const { token } = await login();
        assert.match((await ask(token)).reason, /failed to find entry .* name: "gone"/);
        await engine.delete(made);
        assert.equal((await ask(token)).reason, "unknown role: dev.ledger");
    });

    it("refuse a role that the connection does not allow, and one without a statement", async () => {
        await engine.create(type, "ledger", { ...role, creationStatements: [] });
        const { token } = await login();
        assert.equal((await ask(token)).reason, "empty creation statements");
        await engine.world.transaction((world) =>
            world.put("vault/databaseConnections", "database-dev/ledger", {
                mount: "database-dev",
                name: "ledger",
                allowedRoles: ["prod.*"],
            }),
        );
        assert.equal((await ask(token)).reason, '"dev.ledger" is not an allowed role');
    });

    it("refuse a role of a missing engine, and an unknown credential type", async () => {
        await assert.rejects(
            engine.create(type, "a", { ...role, backend: "database" }),
            /error creating database role[\s\S]*no handler for route "database\/roles\/dev\.ledger"/,
        );
        await assert.rejects(
            engine.create(type, "a", { ...role, credentialType: "key" }),
            /invalid credential_type "key"/,
        );
    });
});
