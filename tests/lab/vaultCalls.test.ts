import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Issuer, startIssuer } from "../../sandbox/issuer";
import { vault as sandboxVault } from "../../sandbox/providers/vault";
import { ResourceCalls } from "../../sandbox/resourceCalls";
import { seedWorld } from "../../sandbox/seed";
import type { Values } from "../../sandbox/values";
import { World } from "../../sandbox/world";
import { seed } from "../sandbox/engineClient";
import { RemoteCalls } from "./plugins/remoteCalls";
import { vault } from "./plugins/vault";
import { requireTools } from "./servers/requireTools";
import { prepareVault } from "./servers/vaultGround";
import { startVault, type VaultServer } from "./servers/vaultServer";
import { Side, type Step } from "./side";

const namespace = "acme";
const entity = "vault:identity/entity:Entity";
const alias = "vault:identity/entityAlias:EntityAlias";
const group = "vault:identity/group:Group";
const members = "vault:identity/groupMemberEntityIds:GroupMemberEntityIds";
const policy = "vault:index/policy:Policy";
const backend = "vault:jwt/authBackend:AuthBackend";
const role = "vault:jwt/authBackendRole:AuthBackendRole";
const document = "vault:kv/secretV2:SecretV2";

const gitHub = "https://token.actions.githubusercontent.com";
const reads = 'path "a" { capabilities = ["read"] }';
const nobody = "00000000-0000-0000-0000-000000000000";

const steps: readonly Step[] = [
    {
        what: "an entity",
        type: entity,
        as: "alice",
        inputs: () => ({ name: "alice", metadata: { a: "b" } }),
    },
    { what: "an entity of a name that is taken", type: entity, inputs: () => ({ name: "alice" }) },
    { what: "the same in capitals", type: entity, inputs: () => ({ name: "ALICE" }) },
    {
        what: "another entity",
        type: entity,
        as: "bob",
        inputs: () => ({ name: "bob", policies: ["x", "X"] }),
    },
    {
        what: "a disabled entity",
        type: entity,
        of: "bob",
        inputs: () => ({ name: "bob", disabled: true }),
    },
    {
        what: "an entity with a taken name",
        type: entity,
        of: "bob",
        inputs: () => ({ name: "alice" }),
    },
    {
        what: "an alias",
        type: alias,
        as: "a",
        inputs: (made, { accessor = "" }) => ({
            name: "a@x",
            mountAccessor: accessor,
            canonicalId: made("alice"),
        }),
    },
    {
        what: "a duplicate alias",
        type: alias,
        inputs: (made, { accessor = "" }) => ({
            name: "a@x",
            mountAccessor: accessor,
            canonicalId: made("bob"),
        }),
    },
    {
        what: "a second alias of an entity",
        type: alias,
        inputs: (made, { accessor = "" }) => ({
            name: "b@x",
            mountAccessor: accessor,
            canonicalId: made("alice"),
        }),
    },
    {
        what: "an alias on an unknown mount",
        type: alias,
        inputs: (made) => ({ name: "c@x", mountAccessor: "auth_oidc_0", canonicalId: made("bob") }),
    },
    {
        what: "an alias of an unknown entity",
        type: alias,
        inputs: (_, { accessor = "" }) => ({
            name: "c@x",
            mountAccessor: accessor,
            canonicalId: nobody,
        }),
    },
    {
        what: "an alias with another name",
        type: alias,
        of: "a",
        inputs: (made, { accessor = "" }) => ({
            name: "z@x",
            mountAccessor: accessor,
            canonicalId: made("alice"),
        }),
    },
    {
        what: "a group",
        type: group,
        as: "g",
        inputs: () => ({ name: "g", policies: ["p", "P"], externalMemberEntityIds: true }),
    },
    { what: "a group with a taken name", type: group, inputs: () => ({ name: "g" }) },
    {
        what: "a group with an unknown member",
        type: group,
        inputs: () => ({ name: "h", memberEntityIds: [nobody] }),
    },
    {
        what: "a group with an unknown member group",
        type: group,
        inputs: () => ({ name: "h", memberGroupIds: [nobody] }),
    },
    {
        what: "a member",
        type: members,
        as: "m",
        inputs: (made) => ({
            groupId: made("g"),
            memberEntityIds: [made("alice")],
            exclusive: false,
        }),
    },
    {
        what: "another member besides",
        type: members,
        as: "n",
        inputs: (made) => ({
            groupId: made("g"),
            memberEntityIds: [made("bob")],
            exclusive: false,
        }),
    },
    {
        what: "an unknown entity as a member",
        type: members,
        inputs: (made) => ({ groupId: made("g"), memberEntityIds: [nobody], exclusive: false }),
    },
    {
        what: "a member of an unknown group",
        type: members,
        inputs: (made) => ({ groupId: nobody, memberEntityIds: [made("bob")], exclusive: false }),
    },
    { what: "the group with its members", type: group, of: "g", does: "read" },
    { what: "a member less", type: members, of: "m", does: "delete" },
    { what: "the group without", type: group, of: "g", does: "read" },
    { what: "an entity goes", type: entity, of: "bob", does: "delete" },
    { what: "and its membership", type: members, of: "n", does: "read" },
    { what: "the alias of an entity that goes", type: entity, of: "alice", does: "delete" },
    { what: "is gone", type: alias, of: "a", does: "read" },
    { what: "a deletion of what is gone", type: alias, of: "a", does: "delete" },
    {
        what: "a change of an entity that is gone",
        type: entity,
        of: "alice",
        inputs: () => ({ name: "alice", disabled: true }),
    },
    { what: "a policy", type: policy, as: "p", inputs: () => ({ name: "Reader", policy: reads }) },
    {
        what: "a policy that does not parse",
        words: "it names the path twice",
        type: policy,
        inputs: () => ({ name: "w", policy: 'path "a" { capabilities = ["write"] }' }),
    },
    {
        what: "a policy with a stray key",
        words: "it names a line",
        type: policy,
        inputs: () => ({ name: "w", policy: 'paths "a" { }' }),
    },
    { what: "the root policy", type: policy, inputs: () => ({ name: "root", policy: reads }) },
    { what: "a policy goes", type: policy, of: "p", does: "delete" },
    { what: "a policy that is gone", type: policy, of: "p", does: "read" },
    { what: "a role before its backend", type: role, inputs: () => jwt({}) },
    {
        what: "a backend",
        type: backend,
        as: "b",
        inputs: () => ({
            path: "gh",
            oidcDiscoveryUrl: gitHub,
            boundIssuer: gitHub,
            description: "d",
        }),
    },
    {
        what: "a duplicate backend",
        type: backend,
        inputs: () => ({ path: "gh", oidcDiscoveryUrl: gitHub }),
    },
    { what: "a role", type: role, as: "r", inputs: () => jwt({}) },
    { what: "a role in capitals", type: role, inputs: () => jwt({ roleName: "CI" }) },
    {
        what: "an existing role, which keeps what it is not told",
        type: role,
        inputs: () => jwt({ boundClaims: {}, tokenTtl: 0, tokenPolicies: ["q"] }),
    },
    {
        what: "a role without a bound claim",
        type: role,
        inputs: () => jwt({ roleName: "no", boundAudiences: [], boundClaims: {} }),
    },
    { what: "a role of another kind", type: role, inputs: () => jwt({ roleType: "oidc" }) },
    {
        what: "a role without a user claim",
        type: role,
        inputs: () => jwt({ roleName: "no", userClaim: "" }),
    },
    {
        what: "a role whose tokens outlive their maximum",
        type: role,
        inputs: () => jwt({ tokenTtl: 900, tokenMaxTtl: 60 }),
    },
    {
        what: "a role with globs",
        type: role,
        of: "r",
        inputs: () =>
            jwt({ boundClaims: { ref: "refs/heads/*,refs/tags/v*" }, boundClaimsType: "glob" }),
    },
    {
        what: "a role with an unknown type of bound claims",
        type: role,
        inputs: () => jwt({ boundClaimsType: "regex" }),
    },
    { what: "the role read back", type: role, of: "r", does: "read" },
    { what: "the backend goes", type: backend, of: "b", does: "delete" },
    { what: "and its role", type: role, of: "r", does: "read" },
    {
        what: "a document",
        type: document,
        as: "d",
        inputs: () => ({ mount: "kv-dev", name: "a/b", dataJson: '{"x":"1"}' }),
    },
    {
        what: "a second version",
        type: document,
        of: "d",
        inputs: () => ({ mount: "kv-dev", name: "a/b", dataJson: '{"x":"2"}' }),
    },
    {
        what: "a document on an unknown mount",
        type: document,
        inputs: () => ({ mount: "kv-no", name: "a", dataJson: "{}" }),
    },
    {
        what: "a document that was written in the meantime",
        type: document,
        of: "d",
        inputs: () => ({
            mount: "kv-dev",
            name: "a/b",
            dataJson: '{"x":"3"}',
            options: { cas: "1" },
        }),
    },
    { what: "the newest version goes", type: document, of: "d", does: "delete" },
    { what: "a document without its newest version", type: document, of: "d", does: "read" },
];

function jwt(more: Values): Values {
    return {
        backend: "gh",
        roleName: "ci",
        roleType: "jwt",
        userClaim: "repository_id",
        boundAudiences: ["a"],
        boundClaims: { ref: "x, y" },
        tokenPolicies: ["p"],
        tokenNoDefaultPolicy: true,
        tokenTtl: 60,
        ...more,
    };
}

describe("the sandbox's Vault compared with a real one, call by call", () => {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-lab-"));
    let issuer: Issuer;
    let server: VaultServer;
    let real: Side;
    let sandbox: Side;

    before(async function () {
        const tools = await requireTools(this);
        issuer = await startIssuer({ name: "loopback" });
        server = await startVault(tools);
        const ground = { namespace, mounts: ["kv-dev"], issuer: issuer.url };
        const { address, token, loginAccessor } = await prepareVault(server, ground);
        process.env.VAULT_TOKEN = token;
        process.env.ROLLCALL_LAB_ISSUER = issuer.url;
        const world = new World(folder);
        const mine = { ...seed.vault, address, namespace, loginAccessor };
        await seedWorld(world, { ...seed, vault: mine });
        real = new Side(new RemoteCalls(vault), { accessor: loginAccessor });
        sandbox = new Side(new ResourceCalls(sandboxVault, world, undefined), {
            accessor: loginAccessor,
        });
        for (const side of [real, sandbox]) await side.calls.configure({ address, namespace });
    });
    after(async () => {
        delete process.env.VAULT_TOKEN;
        delete process.env.ROLLCALL_LAB_ISSUER;
        await server?.stop();
        await issuer?.stop();
        rmSync(folder, { recursive: true, force: true });
    });

    for (const step of steps) {
        it(step.what, async () => {
            const [said, same] = [await real.take(step), await sandbox.take(step)];
            if (step.words === undefined) return assert.equal(same, said);
            for (const each of [said, same]) assert.match(each, /Code: 400/);
        });
    }
});
