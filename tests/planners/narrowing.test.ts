import assert from "node:assert/strict";
import { permissionSetPolicy, vaultPolicy } from "../../planners/documents";
import { findNarrowing, isNarrowing } from "../../planners/narrowing";
import { token } from "../../planners/resources";

const read = { actions: ["s3:GetObject"], resources: ["*"], conditions: {} };
const write = { actions: ["s3:PutObject"], resources: ["*"], conditions: {} };
const policy = (statements: (typeof read)[], denied: string[] = []) => ({
    inlinePolicy: permissionSetPolicy(statements, [], denied),
});
const ending = (until: string, userIds: string[], denied: string[] = []) => ({
    inlinePolicy: permissionSetPolicy([read], [{ until, userIds }], denied),
});
const [march, may] = ["2091-03-01T00:00:00Z", "2091-05-01T00:00:00Z"];
const inline = (statements: (typeof read)[]) => ({
    inlinePolicies: [
        statements.length > 0
            ? { name: "rollcall", policy: permissionSetPolicy(statements, []) }
            : {},
    ],
});
const rules = (...paths: [string, string[]][]) => ({
    policy: vaultPolicy(paths.map(([path, capabilities]) => ({ path, capabilities }))),
});

const narrower: [string, string, object, object][] = [
    ["an owner made a member", token.membership, { role: "admin" }, { role: "member" }],
    [
        "a maintainer made a member",
        token.teamMembership,
        { role: "maintainer" },
        { role: "member" },
    ],
    ["a lower permission", token.collaborator, { permission: "admin" }, { permission: "pull" }],
    [
        "a lower permission of a team",
        token.teamRepository,
        { permission: "push" },
        { permission: "triage" },
    ],
    ["a removed statement", token.inlinePolicy, policy([read, write]), policy([read])],
    ["an added denial", token.inlinePolicy, policy([read]), policy([read], ["u"])],
    [
        "a denial of a second user",
        token.inlinePolicy,
        policy([read], ["u"]),
        policy([read], ["u", "v"]),
    ],
    ["a denial before a user's end", token.inlinePolicy, ending(may, ["u"]), policy([read], ["u"])],
    ["an end brought forward", token.inlinePolicy, ending(may, ["u"]), ending(march, ["u", "v"])],
    [
        "a removed statement with an added denial",
        token.inlinePolicy,
        policy([read, write]),
        policy([read], ["u"]),
    ],
    ["a removed statement of a service", token.workloadRole, inline([read, write]), inline([read])],
    ["the removal of a service's last statement", token.workloadRole, inline([read]), inline([])],
    ["a disabled entity", token.entity, { disabled: false }, { disabled: true }],
    [
        "a removed capability",
        token.vaultPolicy,
        rules(["a", ["read", "update"]]),
        rules(["a", ["read"]]),
    ],
    [
        "a removed path",
        token.vaultPolicy,
        rules(["a", ["read"]], ["b", ["read"]]),
        rules(["a", ["read"]]),
    ],
    [
        "a branch that Vault no longer accepts",
        token.workloadJwtRole,
        { boundClaims: { ref: "refs/heads/main,refs/heads/x", environment: "prod" } },
        { boundClaims: { ref: "refs/heads/main", environment: "prod" } },
    ],
];

const others: [string, string, object, object][] = [
    ["an unchanged role", token.membership, { role: "member" }, { role: "member" }],
    ["a change that gives and takes", token.inlinePolicy, policy([read]), policy([write])],
    ["a removed denial", token.inlinePolicy, policy([read], ["u"]), policy([read])],
    [
        "a change of another input as well",
        token.membership,
        { role: "admin", x: 1 },
        { role: "member", x: 2 },
    ],
    ["an unknown policy", token.inlinePolicy, policy([read]), { inlinePolicy: "04da6b54" }],
    [
        "a claim that is no longer bound",
        token.workloadJwtRole,
        { boundClaims: { ref: "refs/heads/main", environment: "prod" } },
        { boundClaims: { ref: "refs/heads/main" } },
    ],
    [
        "the removal of a Vault path, for which a wider one grants more",
        token.vaultPolicy,
        rules(["kv/*", ["read", "update"]], ["kv/a", ["read"]]),
        rules(["kv/*", ["read", "update"]]),
    ],
    [
        "the removal of a Vault path that denied",
        token.vaultPolicy,
        rules(["kv/*", ["read"]], ["kv/a", ["deny"]]),
        rules(["kv/*", ["read"]]),
    ],
    ["a type without a rule", token.team, { name: "a" }, { name: "b" }],
];

const change = (type: string, before: object, after: object, operation = "update") =>
    isNarrowing({ operation, type, before: { ...before }, after: { ...after } });

describe("narrowing", () => {
    for (const [what, type, more, less] of narrower) {
        it(`includes ${what}, but not the reverse`, () => {
            assert.equal(change(type, more, less), true);
            assert.equal(change(type, less, more), false);
            assert.equal(change(type, more, less, "replace"), false);
        });
    }
    for (const [what, type, before, after] of others) {
        it(`excludes ${what}`, () => assert.equal(change(type, before, after), false));
    }
    it("creates no policy before its permission set", () => {
        const urn = (type: string, name: string) => `urn:pulumi:dev::rollcall::a$${type}::${name}`;
        const made = (type: string, name: string, after: object) => ({
            urn: urn(type, name),
            ...{ operation: "create", type, before: {}, after: { ...after } },
        });
        const denial = made(token.inlinePolicy, "a/b", policy([], ["u"]));
        assert.deepEqual(findNarrowing([denial]), [denial]);
        assert.deepEqual(findNarrowing([denial, made(token.permissionSet, "a/b", {})]), []);
        assert.deepEqual(findNarrowing([denial, made(token.permissionSet, "a/c", {})]), [denial]);
    });

    it("includes a new inline policy that only denies", () => {
        assert.equal(change(token.inlinePolicy, {}, policy([], ["u"]), "create"), true);
        assert.equal(change(token.inlinePolicy, {}, policy([read], ["u"]), "create"), false);
        assert.equal(change(token.membership, {}, { role: "member" }, "create"), false);
    });
});
