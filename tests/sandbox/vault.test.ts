import assert from "node:assert/strict";
import { vault } from "../../sandbox/providers/vault";
import { vaultPolicyProblem } from "../../sandbox/providers/vaultPolicy";
import type { Values } from "../../sandbox/values";
import { EngineClient, type Resource } from "./engineClient";

const policy = "vault:index/policy:Policy";
const entity = "vault:identity/entity:Entity";
const entityAlias = "vault:identity/entityAlias:EntityAlias";
const group = "vault:identity/group:Group";
const members = "vault:identity/groupMemberEntityIds:GroupMemberEntityIds";
const mountAccessor = "auth_oidc_1a2b3c4d";

describe("sandbox Vault", () => {
    let engine: EngineClient;
    let alice: Resource;
    let bob: Resource;
    let developers: Resource;

    beforeEach(async () => {
        engine = await EngineClient.start(vault);
        alice = await engine.create(entity, "alice", { name: "alice" });
        bob = await engine.create(entity, "bob", { name: "bob" });
        developers = await engine.create(group, "developers", {
            name: "developers",
            policies: ["dev"],
            externalMemberEntityIds: true,
        });
    });
    afterEach(() => engine.stop());

    const enter = (resource: Resource, exclusive = false) =>
        engine.create(members, resource.name, {
            groupId: developers.id,
            memberEntityIds: [resource.id],
            exclusive,
        });
    const inside = () => engine.world.read("vault/groups", developers.id)?.memberEntityIds;

    it("refuses another address and another namespace", async () => {
        const start = (configuration: Values) => EngineClient.start(vault, { configuration });
        const address = "https://vault.acme.example:8200";
        await assert.rejects(
            start({ address: "https://vault.example", namespace: "acme" }),
            /failed to lookup token, err=Get .* dial tcp: lookup vault\.example: no such host/,
        );
        await assert.rejects(
            start({ address, namespace: "other" }),
            /Namespace: other\nURL: GET .*lookup-self\nCode: 403\. Errors:\n\n\* permission denied/,
        );
        await assert.rejects(start({ address }), /permission denied/);
        await assert.rejects(start({}), /failed to configure Vault address/);
        const below = { name: "x", namespace: "team" };
        await assert.rejects(engine.create(entity, "x", below), /Namespace: acme\/team/);
    });

    it("stores the names of policies in lower case, without duplicates", async () => {
        const policies = ["Reader", "reader", "b"];
        const made = await engine.create(entity, "kim", { name: "kim", policies });
        assert.deepEqual(engine.world.read("vault/entities", made.id)?.policies, ["b", "reader"]);
        const held = await engine.create(group, "kims", { name: "kims", policies });
        assert.deepEqual(engine.world.read("vault/groups", held.id)?.policies, ["b", "reader"]);
    });

    it("reports an unknown member as an error of its own", async () => {
        const members = (given: Values) => engine.create(group, "h", { name: "h", ...given });
        await assert.rejects(
            members({ memberEntityIds: ["x"] }),
            /PUT .*identity\/group\nCode: 500. Errors:\n\n\* 1 error occurred:\n\t\* invalid entity ID "x"/,
        );
        await assert.rejects(members({ memberGroupIds: ["x"] }), /invalid member group ID "x"/);
    });

    it("answers a taken name without an id, and updates what has it", async () => {
        await engine.update(alice, { name: "alice", disabled: true, metadata: { was: "there" } });
        await assert.rejects(
            engine.create(entity, "again", { name: "Alice", metadata: { now: "here" } }),
            new RegExp(
                `Identity Entity "Alice" already exists. Entity resource ID "${alice.id}" may be`,
            ),
        );
        const found = engine.world.read("vault/entities", alice.id);
        assert.deepEqual(found?.metadata, { now: "here" });
        assert.equal(found?.disabled, true);

        await assert.rejects(
            engine.create(group, "again", { name: "developers", policies: ["root"] }),
            /failed to create identity group "developers", reason=group already exists/,
        );
        assert.deepEqual(engine.world.read("vault/groups", developers.id)?.policies, ["root"]);
        await assert.rejects(engine.update(bob, { name: "alice" }), /name is already in use/);
    });

    it("checks the mount and the entity of an alias, and allows one alias for each pair", async () => {
        const alias = (given: Values) =>
            engine.create(entityAlias, "a", {
                name: "alice@acme.example",
                mountAccessor,
                canonicalId: alice.id,
                ...given,
            });
        await assert.rejects(alias({ mountAccessor: "auth_x" }), /invalid mount accessor "auth_x"/);
        await assert.rejects(alias({ canonicalId: "x" }), /invalid canonical ID/);
        const made = await alias({});
        await assert.rejects(
            alias({ canonicalId: bob.id }),
            new RegExp(`already exists for mount accessor "${mountAccessor}", id="${made.id}"`),
        );
        await assert.rejects(alias({ name: "b" }), /Alias already exists for requested entity/);
        const inputs = { name: "b", mountAccessor, canonicalId: bob.id };
        const moved = await engine.update(made, inputs);
        assert.equal(moved.id, made.id);
        const other = await alias({});
        await assert.rejects(
            engine.update(other, { ...inputs, name: "c" }),
            /given entity already has an alias for this mount/,
        );
        await assert.rejects(
            engine.update(other, inputs),
            /combination of mount accessor and name/,
        );
    });

    it("deletes an entity with its alias and its group memberships", async () => {
        await engine.create(entityAlias, "a", { name: "a", mountAccessor, canonicalId: alice.id });
        const entered = await enter(alice);
        await enter(bob);
        await engine.delete(alice);
        assert.deepEqual(engine.world.list("vault/entityAliases"), []);
        assert.deepEqual(inside(), [bob.id]);
        await engine.delete(entered);
        assert.deepEqual(inside(), [bob.id]);
    });

    it("adds and removes only its own members if it is not exclusive", async () => {
        const first = await enter(alice);
        const second = await enter(bob);
        assert.deepEqual(inside(), [alice.id, bob.id].sort());
        assert.deepEqual((await engine.refresh(first))?.state.memberEntityIds, [alice.id]);
        await engine.delete(first);
        assert.deepEqual(inside(), [bob.id]);
        assert.deepEqual((await engine.refresh(first))?.state.memberEntityIds, []);

        const moved = { groupId: developers.id, memberEntityIds: [alice.id], exclusive: false };
        await engine.update(second, moved);
        assert.deepEqual(inside(), [alice.id]);
    });

    it("replaces all members if it is exclusive", async () => {
        await enter(alice);
        const only = await enter(bob, true);
        assert.deepEqual(inside(), [bob.id]);
        await engine.delete(only);
        assert.deepEqual(inside(), []);
    });

    it("refuses members that are not entities, and an unknown group", async () => {
        const inputs = { groupId: developers.id, memberEntityIds: ["x"], exclusive: false };
        await assert.rejects(engine.create(members, "x", inputs), /invalid entity ID "x"/);
        const nowhere = { ...inputs, groupId: "y" };
        await assert.rejects(
            engine.create(members, "x", nowhere),
            /entity not found: .*group\/id\/y/,
        );
        await assert.rejects(
            engine.create(group, "x", { name: "x", memberEntityIds: ["x"] }),
            /invalid entity ID "x"/,
        );
    });

    it("does not report members that are managed elsewhere as a difference", async () => {
        await enter(alice);
        const found = await engine.refresh(developers);
        assert.deepEqual(found?.state.memberEntityIds, [alice.id]);
        const difference = await engine.diff(found ?? developers, developers.inputs);
        assert.equal(difference.changed, false);
        const managed = { name: "developers", policies: ["dev"] };
        const changed = await engine.diff(found ?? developers, managed);
        assert.deepEqual(changed.detail, {
            memberEntityIds: "delete",
            externalMemberEntityIds: "update",
        });
    });

    it("reads a missing policy as an empty one, like the provider", async () => {
        const document = 'path "a" { capabilities = ["read"] }';
        const written = await engine.create(policy, "p", { name: "Dev", policy: document });
        assert.deepEqual(
            engine.world.list("vault/policies").map(({ name }) => name),
            ["dev"],
        );
        await engine.delete(written);
        const found = await engine.refresh(written);
        assert.equal(found?.state.policy, "");
        assert.ok((await engine.diff(found ?? written, written.inputs)).changed);
    });

    it("refuses a policy that does not parse, and the root policy", async () => {
        const write = (name: string, document: string) =>
            engine.create(policy, "p", { name, policy: document });
        await assert.rejects(
            write("dev", 'path "a" {'),
            /error writing to Vault: [\s\S]*sys\/policies\/acl\/dev\nCode: 400[\s\S]*failed to parse/,
        );
        await assert.rejects(write("root", ""), /cannot update "root" policy/);
    });
});

describe("sandbox Vault policies", () => {
    const taken = [
        "",
        'path "kv/data/*" { capabilities = ["read", "list"] }',
        '# a comment\npath "a" {\n  capabilities = ["create",]\n  // another\n}\n/* and */',
        'path "a" { capabilities = ["update"] allowed_parameters = { "policies" = ["a", "b"] } }',
        'path "a/+/b" { policy = "read" }\npath "b" { capabilities = ["deny"] }',
        '{"path":{"kv/*":{"capabilities":["read"]}}}',
    ];
    for (const document of taken) {
        it(`accept ${JSON.stringify(document)}`, () => {
            assert.equal(vaultPolicyProblem(document), undefined);
        });
    }

    const refused: readonly [string, RegExp][] = [
        ['path "a" { capabilities = ["write"] }', /path "a": invalid capability "write"/],
        ['path "a" { capability = ["read"] }', /path "a": invalid key "capability"/],
        ['paths "a" { }', /invalid key "paths"/],
        ['path "a" { capabilities = ["read"]', /line 1: expected a key, got the end/],
        ['path "a" {\n capabilities = "read\n}', /line 2: illegal character "/],
        ['path "a" { capabilities ["read"] }', /line 1: expected = or \{, got \[/],
        ['path "a/+*" { capabilities = ["read"] }', /wildcards/],
        ['{"path":', /JSON/],
        ["path = 1", /path must be a block/],
    ];
    for (const [document, message] of refused) {
        it(`refuse ${JSON.stringify(document)}`, () => {
            assert.match(vaultPolicyProblem(document) ?? "", message);
        });
    }
});
