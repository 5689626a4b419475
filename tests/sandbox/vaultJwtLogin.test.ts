import assert from "node:assert/strict";
import type { VaultJwtRole } from "../../sandbox/collections";
import { claimsOf, type TokenClaims, type WorkflowRun } from "../../sandbox/githubToken";
import { newTokenSigner, type TokenSigner } from "../../sandbox/tokenSigner";
import { vaultCan } from "../../sandbox/vaultCan";
import { rehearseJwtLogin, vaultJwtLogin } from "../../sandbox/vaultJwtLogin";
import { tokenFor } from "../../sandbox/vaultTokens";
import type { World } from "../../sandbox/world";
import { backend, goodRun, vaultAddress, workloadWorld } from "./workloadWorld";

const instant = Date.parse("2026-12-01T08:00:00Z");
const seconds = instant / 1000;

describe("sandbox Vault JWT login", () => {
    let world: World;
    let signer: TokenSigner;

    before(async () => {
        signer = await newTokenSigner();
    });
    beforeEach(async () => {
        world = await workloadWorld();
    });

    const tokenOf = (run: Partial<WorkflowRun> = {}, claims: TokenClaims = {}) =>
        signer.sign({ ...claimsOf({ ...goodRun, ...run }, vaultAddress, instant), ...claims });
    const enter = async (token: string, more: object = {}) =>
        vaultJwtLogin(
            world,
            { backend, role: "checkout", token, keys: signer.keys, ...more },
            instant,
        );
    const change = (changed: (role: VaultJwtRole) => VaultJwtRole) =>
        world.transaction((transaction) => {
            const found = transaction.read("vault/jwtRoles", `${backend}/checkout`);
            assert.ok(found);
            transaction.put("vault/jwtRoles", `${backend}/checkout`, changed(found));
        });

    it("issues a token with the role's policies, for as long as the role says", async () => {
        const answer = await enter(await tokenOf());
        assert.ok(answer.granted && answer.token !== undefined, answer.reason);
        const found = tokenFor(world, answer.token);
        assert.deepEqual(found?.policies, ["prod-checkout"]);
        assert.equal(found?.expireTime, "2026-12-01T08:15:00Z");
        assert.equal(found?.path, `auth/${backend}/login`);
        const can = (path: string) => vaultCan(world, answer.token ?? "", path, "read", instant);
        assert.ok(can("kv-dev/data/checkout/app/db").granted);
        assert.ok(!can("kv-dev/data/ledger/app/db").granted);
    });

    it("creates one entity for all runs of a repository, and refuses it once it is disabled", async () => {
        const first = await enter(await tokenOf());
        const second = await enter(await tokenOf({ ref: "refs/tags/v1" }));
        assert.equal(second.entityId, first.entityId);
        const found = world.read("vault/entities", first.entityId ?? "");
        assert.ok(found);
        await world.transaction((transaction) =>
            transaction.put("vault/entities", found.id, { ...found, disabled: true }),
        );
        const { granted, reason } = await enter(await tokenOf());
        assert.equal(granted, false);
        assert.match(reason, /the entity entity_[0-9a-f]{8} is disabled/);
    });

    const refused: readonly [string, Partial<WorkflowRun>, TokenClaims, RegExp][] = [
        ["another environment", { environment: "dev" }, {}, /"environment" .*has "dev"/],
        ["another branch", { ref: "refs/heads/dev" }, {}, /"ref" .*has "refs\/heads\/dev"/],
        ["another tag", { ref: "refs/tags/x1" }, {}, /"ref" does not match .*refs\/tags\/x1/],
        ["a pull request", { event: "pull_request" }, {}, /"event_name" .*has "pull_request"/],
        ["a namesake with another id", { repositoryId: 999 }, {}, /"repository_id" .*has "999"/],
        ["a fork", { owner: "mallory", ownerId: 666 }, {}, /"repository_owner_id" .*has "666"/],
        ["a renamed owner", { owner: "acme-inc" }, {}, /"sub" .*repo:acme-inc@100200/],
        ["a subject in the old form", { subject: "legacy" }, {}, /"sub" .*repo:acme\/checkout:/],
        ["another workflow", { workflowRef: "a/b/c.yml@d" }, {}, /"job_workflow_ref" .*a\/b\/c/],
        ["a claim that is missing", {}, { environment: [] }, /"environment" does not match/],
        ["another audience", {}, { aud: "sts.amazonaws.com" }, /invalid aud claim: .*bound to/],
        ["another issuer", {}, { iss: "https://gitlab.com" }, /invalid iss claim: .*gitlab/],
        ["an expired token", {}, { exp: seconds - 61 }, /invalid exp claim: it is expired/],
        [
            "a token from tomorrow",
            {},
            { nbf: seconds + 61 },
            /invalid nbf claim: .*not good before/,
        ],
        ["a token from the future", {}, { iat: seconds + 61 }, /invalid iat claim: .*the future/],
        [
            "a number instead of a text",
            {},
            { repository_id: 789012 },
            /"repository_id" .*has 789012/,
        ],
    ];
    for (const [what, run, claims, message] of refused) {
        it(`refuses ${what}, and names the claim`, async () => {
            const { granted, reason, token } = await enter(await tokenOf(run, claims));
            assert.match(reason, message);
            assert.equal(granted, false);
            assert.equal(token, undefined);
            assert.deepEqual(world.list("vault/tokens"), []);
        });
    }

    it("tolerates clocks that are off by a minute, unless the role does not", async () => {
        const late = await tokenOf({}, { exp: seconds - 60 });
        assert.ok((await enter(late)).granted);
        await change((role) => ({ ...role, leeway: { ...role.leeway, clockSkew: -1 } }));
        assert.match((await enter(late)).reason, /invalid exp claim/);
    });

    it("derives missing times, and refuses a token without any", async () => {
        const { exp: _exp, nbf: _nbf, ...issued } = claimsOf(goodRun, vaultAddress, instant);
        assert.ok((await enter(await signer.sign(issued))).granted);
        const old = await signer.sign({ ...issued, iat: seconds - 211 });
        assert.match((await enter(old)).reason, /invalid exp claim/);
        const { iat: _iat, ...timeless } = issued;
        assert.match((await enter(await signer.sign(timeless))).reason, /no iat, nbf or exp/);
    });

    it("refuses tokens without an issuer's signature or with an unaccepted algorithm", async () => {
        const forger = await newTokenSigner();
        const forged = await forger.sign(claimsOf(goodRun, vaultAddress, instant));
        assert.match((await enter(forged)).reason, /error validating token: no key of the issuer/);
        const [, payload] = (await tokenOf()).split(".");
        const none = Buffer.from('{"alg":"none"}').toString("base64url");
        assert.match((await enter(`${none}.${payload}.`)).reason, /its algorithm is none/);
        await world.transaction((transaction) => {
            const found = transaction.read("vault/jwtBackends", backend);
            assert.ok(found);
            const changed = { ...found, supportedAlgorithms: ["ES256"] };
            transaction.put("vault/jwtBackends", backend, changed);
        });
        assert.match(
            (await enter(await tokenOf())).reason,
            /algorithm is RS256; allowed are ES256/,
        );
    });

    it("refuses an unknown backend or role, and one that is not for tokens", async () => {
        const token = await tokenOf();
        const reasonOf = async (more: object) => (await enter(token, more)).reason;
        assert.match(await reasonOf({ backend: "jwt" }), /no handler for route "auth\/jwt\/login"/);
        assert.match(await reasonOf({ role: "ghost" }), /role "ghost" could not be found/);
        assert.equal(await reasonOf({ role: undefined }), "missing role");
        assert.ok((await enter(token, { role: "Checkout" })).granted);
        await change((role) => ({ ...role, roleType: "oidc" }));
        assert.match(await reasonOf({}), /role with oidc role_type is not allowed/);
    });

    it("compares whole texts unless they are globs", async () => {
        const bound = { ref: ["refs/heads/*", "a,b"] };
        await change((role) => ({ ...role, boundClaimsType: "string", boundClaims: bound }));
        assert.match((await enter(await tokenOf())).reason, /claim "ref"/);
        assert.ok((await enter(await tokenOf({ ref: "refs/heads/*" }))).granted);
        assert.ok((await enter(await tokenOf({ ref: "a,b" }))).granted);
        await change((role) => ({ ...role, boundClaimsType: "glob" }));
        assert.ok((await enter(await tokenOf())).granted);
    });

    it("refuses any audience if the role binds none, and a subject other than the bound one", async () => {
        await change((role) => ({ ...role, boundAudiences: [] }));
        assert.match((await enter(await tokenOf())).reason, /no audiences bound to the role/);
        await change((role) => ({ ...role, boundAudiences: [vaultAddress], boundSubject: "x" }));
        assert.match((await enter(await tokenOf())).reason, /invalid sub claim: .*bound to "x"/);
    });

    it("grants the default policy and the maximum lifetime if the role says nothing", async () => {
        await change((role) => ({
            ...role,
            token: { ...role.token, noDefaultPolicy: false, ttl: 0, maxTtl: 0, explicitMaxTtl: 0 },
        }));
        const { token = "" } = await enter(await tokenOf());
        const found = tokenFor(world, token);
        assert.deepEqual(found?.policies, ["default", "prod-checkout"]);
        assert.equal(found?.expireTime, "2027-01-02T08:00:00Z");
        await change((role) => ({ ...role, token: { ...role.token, policies: ["root"] } }));
        assert.match((await enter(await tokenOf())).reason, /cannot create root tokens/);
    });

    it("can be rehearsed: the same answer, and nobody is logged in", async () => {
        const files = () =>
            (
                ["vault/entities", "vault/entityAliases", "vault/tokens", "vault/leases"] as const
            ).map((collection) => world.list(collection));
        const before = files();
        const token = await tokenOf();
        const request = { backend, role: "checkout", token, keys: signer.keys };
        assert.equal((await rehearseJwtLogin(world, request, instant)).granted, true);
        assert.deepEqual(files(), before);
        const other = { ...request, token: await tokenOf({ ref: "refs/heads/dev" }) };
        assert.match((await rehearseJwtLogin(world, other, instant)).reason, /claim "ref"/);
    });
});
