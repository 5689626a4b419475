import assert from "node:assert/strict";
import { vault } from "../../sandbox/providers/vault";
import { seedWorld } from "../../sandbox/seed";
import type { Values } from "../../sandbox/values";
import { EngineClient, seed } from "./engineClient";

const backend = "vault:jwt/authBackend:AuthBackend";
const role = "vault:jwt/authBackendRole:AuthBackendRole";
const issuer = "https://token.actions.githubusercontent.com";

describe("sandbox Vault JWT", () => {
    let engine: EngineClient;

    beforeEach(async () => {
        engine = await EngineClient.start(vault);
    });
    afterEach(() => engine.stop());

    const mount = (inputs: Values = {}) =>
        engine.create(backend, "b", { oidcDiscoveryUrl: issuer, ...inputs });
    const bound = { roleType: "jwt", userClaim: "sub", boundAudiences: ["vault"] };
    const makeRole = (inputs: Values = {}) =>
        engine.create(role, "r", { roleName: "checkout", ...bound, ...inputs });
    const claims = () => engine.world.read("vault/jwtRoles", "jwt/checkout")?.boundClaims;

    describe("AuthBackend", () => {
        it("is mounted once per path, whatever is mounted there already", async () => {
            const made = await mount();
            assert.match(String(made.state.accessor), /^auth_jwt_[0-9a-f]{8}$/);
            const taken =
                /error writing to Vault: [\s\S]*sys\/auth\/jwt\nCode: 400[\s\S]*path is already in use at jwt\//;
            await assert.rejects(mount(), taken);
            await assert.rejects(mount({ path: "oidc" }), /path is already in use at oidc\//);
        });

        const refused: readonly [string, Values, RegExp][] = [
            ["no key source", { oidcDiscoveryUrl: null }, /exactly one of oidc_discovery_url/],
            ["two key sources", { jwksUrl: issuer }, /Code: 400[\s\S]*exactly one of 'jwt_val/],
            ["an issuer with a slash", { oidcDiscoveryUrl: `${issuer}/` }, /error checking oidc/],
            ["an invalid URL", { oidcDiscoveryUrl: "github" }, /error checking oidc discovery URL/],
            ["an unknown algorithm", { jwtSupportedAlgs: ["none"] }, /invalid jwt_supported_algs/],
            ["a symmetric algorithm", { jwtSupportedAlgs: ["HS256"] }, /invalid jwt_supported/],
            ["a path with a slash", { path: "jwt/" }, /cannot write to a path ending in '\/'/],
        ];
        for (const [what, inputs, message] of refused) {
            it(`is refused with ${what}`, () => assert.rejects(mount(inputs), message));
        }

        it("moves to another path with its roles, unless told not to", async () => {
            const made = await mount();
            await makeRole();
            const inputs = { path: "github", oidcDiscoveryUrl: issuer };
            assert.deepEqual((await engine.diff(made, inputs)).replaces, []);
            const moved = await engine.update(made, inputs);
            assert.equal(moved.state.accessor, made.state.accessor);
            assert.ok(engine.world.read("vault/jwtRoles", "github/checkout"));
            assert.equal(engine.world.read("vault/jwtRoles", "jwt/checkout"), undefined);
            assert.deepEqual(await engine.refresh(moved), moved);
            const fixed = { ...inputs, path: "jwt", disableRemount: true };
            assert.deepEqual((await engine.diff(moved, fixed)).replaces, ["path"]);
        });

        it("is deleted with its roles, and survives when the world is seeded again", async () => {
            const made = await mount();
            const inside = await makeRole();
            await seedWorld(engine.world, seed);
            assert.ok(engine.world.read("vault/authMounts", String(made.state.accessor)));
            await engine.delete(made);
            assert.equal(await engine.refresh(inside), undefined);
            assert.equal(engine.world.list("vault/authMounts").length, 1);
            await engine.delete(made);
        });
    });

    describe("AuthBackendRole", () => {
        beforeEach(async () => {
            await mount();
        });

        it("splits a claim at commas, and trims the parts", async () => {
            const made = await makeRole({ boundClaims: { ref: "refs/heads/a, refs/heads/b" } });
            assert.deepEqual(claims(), { ref: ["refs/heads/a", "refs/heads/b"] });
            // What comes back is not what was given: the real provider never settles on it either.
            assert.deepEqual(made.state.boundClaims, { ref: "refs/heads/a,refs/heads/b" });
            assert.equal((await engine.diff(made, made.inputs)).changed, true);
        });

        it("keeps a claim whole if told to", async () => {
            const boundClaims = { ref: " refs/heads/a,refs/heads/b" };
            await makeRole({ boundClaims, disableBoundClaimsParsing: true });
            assert.deepEqual(claims(), { ref: ["refs/heads/a,refs/heads/b"] });
        });

        it("is an upsert, and its name is in lower case", async () => {
            const made = await makeRole({ roleName: "Checkout", backend: "/jwt/" });
            assert.equal(made.id, "auth/jwt/role/Checkout");
            assert.equal((await engine.diff(made, made.inputs)).changed, false);
            await makeRole({ boundAudiences: ["other"] });
            const found = engine.world.read("vault/jwtRoles", "jwt/checkout");
            assert.deepEqual(found?.boundAudiences, ["other"]);
            assert.equal(engine.world.list("vault/jwtRoles").length, 1);
        });

        it("keeps what it is not told if the role already exists", async () => {
            await makeRole({ tokenBoundCidrs: ["10.0.0.0/8"], tokenTtl: 60 });
            const again = await makeRole({ tokenTtl: 90 });
            assert.deepEqual(again.state.tokenBoundCidrs, ["10.0.0.0/8"]);
            assert.equal(again.state.tokenTtl, 90);
            const changed = await engine.update(again, again.inputs);
            assert.equal(changed.state.tokenBoundCidrs, undefined);
        });

        it("is of Vault's default type, which requires a redirect URI", async () => {
            await assert.rejects(
                makeRole({ roleType: null }),
                /error writing JWT auth backend role "auth\/jwt\/role\/checkout": [\s\S]*'allowed_redirect_uris' must be set/,
            );
        });

        const refused: readonly [string, Values, RegExp][] = [
            ["an unknown mount", { backend: "other" }, /Code: 404[\s\S]*no handler for route/],
            ["no bound constraint", { boundAudiences: [] }, /at least one bound constraint/],
            ["an unknown role type", { roleType: "saml" }, /invalid 'role_type': saml/],
            ["an unknown match type", { boundClaimsType: "regex" }, /invalid 'bound_claims_type'/],
            [
                "a TTL over the maximum",
                { tokenTtl: 60, tokenMaxTtl: 30 },
                /'token_ttl' cannot be greater/,
            ],
        ];
        for (const [what, inputs, message] of refused) {
            it(`is refused with ${what}`, () => assert.rejects(makeRole(inputs), message));
        }
    });
});
