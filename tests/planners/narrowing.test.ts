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
    ["a maintainer", token.teamMembership, { role: "maintainer" }, { role: "member" }],
    ["a permission", token.collaborator, { permission: "admin" }, { permission: "pull" }],
    ["a team's", token.teamRepository, { permission: "push" }, { permission: "triage" }],
    ["a statement gone", token.inlinePolicy, policy([read, write]), policy([read])],
    ["a denial come", token.inlinePolicy, policy([read]), policy([read], ["u"])],
    ["a second denied", token.inlinePolicy, policy([read], ["u"]), policy([read], ["u", "v"])],
    ["one denied before his end", token.inlinePolicy, ending(may, ["u"]), policy([read], ["u"])],
    ["an end brought forward", token.inlinePolicy, ending(may, ["u"]), ending(march, ["u", "v"])],
    ["both", token.inlinePolicy, policy([read, write]), policy([read], ["u"])],
    ["a service's statement", token.workloadRole, inline([read, write]), inline([read])],
    ["a service's last", token.workloadRole, inline([read]), inline([])],
    ["an entity", token.entity, { disabled: false }, { disabled: true }],
    ["a capability", token.vaultPolicy, rules(["a", ["read", "update"]]), rules(["a", ["read"]])],
    ["a path", token.vaultPolicy, rules(["a", ["read"]], ["b", ["read"]]), rules(["a", ["read"]])],
    [
        "a branch closed in vault",
        token.workloadJwtRole,
        { boundClaims: { ref: "refs/heads/main,refs/heads/x", environment: "prod" } },
        { boundClaims: { ref: "refs/heads/main", environment: "prod" } },
    ],
];

const others: [string, string, object, object][] = [
    ["nothing of note", token.membership, { role: "member" }, { role: "member" }],
    ["what gives and takes", token.inlinePolicy, policy([read]), policy([write])],
    ["a denial gone", token.inlinePolicy, policy([read], ["u"]), policy([read])],
    ["another input as well", token.membership, { role: "admin", x: 1 }, { role: "member", x: 2 }],
    ["an unknown policy", token.inlinePolicy, policy([read]), { inlinePolicy: "04da6b54" }],
    [
        "a claim no longer bound",
        token.workloadJwtRole,
        { boundClaims: { ref: "refs/heads/main", environment: "prod" } },
        { boundClaims: { ref: "refs/heads/main" } },
    ],
    [
        "a vault path under which a wider one would give more",
        token.vaultPolicy,
        rules(["kv/*", ["read", "update"]], ["kv/a", ["read"]]),
        rules(["kv/*", ["read", "update"]]),
    ],
    [
        "a vault path that denied",
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
        it(`is ${what}, and not the other way round`, () => {
            assert.equal(change(type, more, less), true);
            assert.equal(change(type, less, more), false);
            assert.equal(change(type, more, less, "replace"), false);
        });
    }
    for (const [what, type, before, after] of others) {
        it(`is not ${what}`, () => assert.equal(change(type, before, after), false));
    }
    it("makes no policy ahead of its permission set", () => {
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

    it("is an inline policy that only denies, where there was none", () => {
        assert.equal(change(token.inlinePolicy, {}, policy([], ["u"]), "create"), true);
        assert.equal(change(token.inlinePolicy, {}, policy([read], ["u"]), "create"), false);
        assert.equal(change(token.membership, {}, { role: "member" }, "create"), false);
    });
});
