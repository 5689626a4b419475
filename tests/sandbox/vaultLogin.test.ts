import assert from "node:assert/strict";
import { vault } from "../../sandbox/providers/vault";
import { vaultCan } from "../../sandbox/vaultCan";
import { vaultLogin } from "../../sandbox/vaultLogin";
import {
    issueLease,
    leasesOf,
    revokeLease,
    revokeToken,
    tokensOf,
} from "../../sandbox/vaultTokens";
import { EngineClient, type Resource } from "./engineClient";

const instant = Date.parse("2026-12-01T08:00:00Z");
const hour = 3_600_000;
const alias = "alice@acme.example";
const app = "kv-dev/data/checkout/app/db";

describe("sandbox Vault tokens of people", () => {
    let engine: EngineClient;
    let alice: Resource;
    let developers: Resource;
    let member: Resource;

    beforeEach(async () => {
        engine = await EngineClient.start(vault);
        alice = await engine.create("vault:identity/entity:Entity", "alice", { name: "alice" });
        await engine.create("vault:identity/entityAlias:EntityAlias", "alice", {
            name: alias,
            mountAccessor: "auth_oidc_1a2b3c4d",
            canonicalId: alice.id,
        });
        await engine.create("vault:index/policy:Policy", "developer", {
            name: "developer",
            policy: 'path "kv-dev/data/checkout/*" {\n  capabilities = ["read"]\n}\n',
        });
        developers = await engine.create("vault:identity/group:Group", "developers", {
            name: "developers",
            policies: ["developer"],
            externalMemberEntityIds: true,
        });
        member = await engine.create(
            "vault:identity/groupMemberEntityIds:GroupMemberEntityIds",
            "alice/developers",
            { groupId: developers.id, memberEntityIds: [alice.id], exclusive: false },
        );
    });
    afterEach(() => engine.stop());

    const login = async (name = alias, ttl?: number) => {
        const answer = await vaultLogin(engine.world, name, instant, ttl);
        assert.ok(answer.granted && answer.token && answer.accessor && answer.entityId);
        return { ...answer, token: answer.token, accessor: answer.accessor };
    };
    const can = (token: string, path = app, at = instant) =>
        vaultCan(engine.world, token, path, "read", at);

    it("may do what the groups of their entity may at that moment", async () => {
        const { token, entityId } = await login();
        assert.equal(entityId, alice.id);
        assert.equal(can(token).reason, 'allowed by path "kv-dev/data/checkout/*" of developer');
        await engine.delete(member);
        const { granted, reason } = can(token);
        assert.equal(granted, false);
        assert.match(reason, /permission denied: none of default speaks of read kv-dev/);
    });

    it("may do what the groups that contain their groups may", async () => {
        await engine.create("vault:index/policy:Policy", "base", {
            name: "base",
            policy: 'path "kv-dev/data/base" { capabilities = ["read"] }',
        });
        await engine.create("vault:identity/group:Group", "engineering", {
            name: "engineering",
            policies: ["base"],
            memberGroupIds: [developers.id],
        });
        assert.ok(can((await login()).token, "kv-dev/data/base").granted);
    });

    it("are refused at once if the entity is disabled, and so is a new login", async () => {
        const { token } = await login();
        await engine.update(alice, { name: "alice", disabled: true });
        assert.match(can(token).reason, /permission denied: the entity alice is disabled/);
        const again = await vaultLogin(engine.world, alias, instant);
        assert.equal(again.granted, false);
        assert.match(again.reason, /the entity alice is disabled/);
        assert.equal(again.token, undefined);
    });

    it("are refused if the entity is deleted, but a new login is a new entity without groups", async () => {
        const { token } = await login();
        await engine.delete(alice);
        assert.match(can(token).reason, /the entity on the token is invalid/);
        const again = await login();
        assert.notEqual(again.entityId, alice.id);
        assert.match(again.reason, /logged in as a fresh entity, with the policies default/);
        assert.equal(can(again.token).granted, false);
        assert.equal((await login()).entityId, again.entityId);
    });

    it("expire, at the latest after 32 days", async () => {
        const { token } = await login(alias, 3_600);
        assert.ok(can(token, app, instant + hour - 1).granted);
        assert.match(can(token, app, instant + hour).reason, /ran out at 2026-12-01T09:00:00Z/);
        const long = await login(alias, 99_999_999);
        assert.ok(!can(long.token, app, instant + 32 * 24 * hour).granted);
    });

    it("can be listed by entity and revoked by accessor, with what was issued to them", async () => {
        const { token, accessor } = await login();
        const other = await login();
        const lease = await issueLease(engine.world, accessor, "database/creds/app", 60, instant);
        const found = tokensOf(engine.world, alice.id, instant).map((each) => each.accessor);
        assert.deepEqual(found.sort(), [accessor, other.accessor].sort());
        assert.equal(leasesOf(engine.world, accessor).length, 2);

        await revokeToken(engine.world, accessor);
        assert.match(can(token).reason, /no such token, or it was revoked/);
        assert.deepEqual(leasesOf(engine.world, accessor), []);
        assert.equal(engine.world.read("vault/leases", lease.id), undefined);
        assert.ok(can(other.token).granted);
        await assert.rejects(
            issueLease(engine.world, accessor, "database/creds/app", 60, instant),
            /no token has the accessor/,
        );
    });

    it("can lose a single lease, or end with their own", async () => {
        const { token, accessor } = await login();
        const lease = await issueLease(engine.world, accessor, "database/creds/app", 60, instant);
        await revokeLease(engine.world, lease.id);
        assert.ok(can(token).granted);
        const [own] = leasesOf(engine.world, accessor);
        assert.match(own?.id ?? "", /^auth\/oidc\/oidc\/callback\/h[0-9a-f]{64}$/);
        await revokeLease(engine.world, own?.id ?? "");
        assert.ok(!can(token).granted);
        await revokeLease(engine.world, "gone");
    });

    it("contain the namespace, like everything in the identity store", async () => {
        const { token, accessor, entityId } = await login();
        const [, suffix] = /\.(\w{5})$/.exec(alice.id) ?? [];
        assert.ok(suffix !== undefined);
        for (const each of [token, accessor, entityId, developers.id]) {
            assert.ok(each?.endsWith(`.${suffix}`), each);
        }
        const [known] = engine.world.list("vault/tokens");
        assert.equal(known?.displayName, `acme-auth-oidc-${alias}`);
    });

    it("are stored nowhere in the world, only an accessor and a digest", async () => {
        const { token } = await login();
        assert.match(token, /^hvs\.[\w-]{32}\.\w{5}$/);
        assert.ok(!JSON.stringify(engine.world.list("vault/tokens")).includes(token.slice(4)));
        assert.equal(can("hvs.guess").granted, false);
    });
});
