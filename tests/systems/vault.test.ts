import assert from "node:assert/strict";
import type { AccessReader } from "../../systems/system";
import { createVaultReader } from "../../systems/vault";
import type { VaultConnection } from "../../systems/vaultClient";
import { type FakeVault, refused, startVault, type VaultState } from "./fakeVault";
import { acme, subject, summarize } from "./organization";

const declared = acme();
const token = "hvs.canary0123456789";
const accessor = declared.organization.vault?.login.accessor ?? "";
const alice = subject(declared, "alice", { vaultEntityId: "e-alice" });
const kim = subject(declared, "kim");
const now = Date.parse("2026-12-01T12:00:00Z");

function namespace(): VaultState {
    const alias = (name: string) => [{ name, mount_accessor: accessor }];
    const entity = { disabled: false, policies: [] as string[] };
    return {
        accessor,
        entities: [
            { ...entity, id: "e-alice", name: "alice", aliases: alias("alice@acme.example") },
            { ...entity, id: "e-erin", name: "erin", aliases: alias("erin@acme.example") },
        ],
        groups: [
            group("g-1", "dev.payments.developer", ["e-erin", "e-alice"]),
            group("g-2", "everybody", ["e-alice"]),
            { ...group("g-3", "from-oidc", ["e-alice"]), type: "external" },
        ],
        tokens: [
            { accessor: "t-1", entity_id: "e-alice", display_name: "oidc-alice" },
            { accessor: "t-2", entity_id: "e-erin", display_name: "oidc-erin" },
        ],
    };
}

function group(id: string, name: string, member_entity_ids: string[]) {
    return { id, name, type: "internal", member_entity_ids };
}

describe("systems/vault", () => {
    let vault: FakeVault;
    let reader: AccessReader;

    async function start(state: VaultState, connection: Partial<VaultConnection> = {}) {
        vault = await startVault(state);
        const { organization } = declared;
        const server = { ...organization.vault, address: `${vault.url}/`, namespace: "acme" };
        const roster = { ...declared, organization: { ...organization, vault: server } };
        const settings = { token, second: 5, ...connection };
        reader = createVaultReader(roster as typeof declared, settings);
    }

    afterEach(() => vault.close());

    it("finds groups, tokens and an entity that may log in, in the declared namespace", async () => {
        await start(namespace());
        const { found, unread } = await reader.find([alice, kim]);
        assert.deepEqual(summarize(found), [
            "alice | entity | org/vault | login | entity alice, which may log in",
            "alice | group | dev | developer | group dev.payments.developer",
            "alice | group | org/vault | everybody | group everybody",
            "alice | group | org/vault | from-oidc | group from-oidc",
            "alice | token | org/vault | default | token t-1 of oidc-alice, until 2026-12-01T13:00:00Z",
        ]);
        assert.deepEqual(unread, []);
        assert.ok(vault.asked.every(({ headers }) => headers["x-vault-namespace"] === "acme"));
    });

    it("removes what is the person's, leaves others alone, and keeps the entity", async () => {
        const state = namespace();
        const [entity] = state.entities;
        if (entity) entity.policies = ["by-hand"];
        state.groups.pop();
        await start(state);
        const { found } = await reader.find([alice]);
        for (const each of found) await reader.remove(each);
        for (const each of found) await reader.remove(each);
        assert.deepEqual((await reader.find([alice])).found, []);
        assert.deepEqual(
            state.groups.map(({ member_entity_ids }) => member_entity_ids),
            [["e-erin"], []],
        );
        assert.deepEqual(
            state.tokens.map((each) => each.accessor),
            ["t-2"],
        );
        assert.deepEqual([entity?.disabled, entity?.policies], [true, []]);
    });

    it("says where a membership of an external group comes from", async () => {
        await start(namespace());
        const { found } = await reader.find([alice]);
        const external = found.find(({ permission }) => permission === "from-oidc");
        assert.ok(external);
        await assert.rejects(reader.remove(external), /from-oidc is external/);
    });

    it("finds the new entity that a login created, and the tokens of the old one", async () => {
        const state = namespace();
        const [old] = state.entities;
        if (old) state.entities.splice(0, 1, { ...old, id: "e-fresh", name: "entity_1f" });
        await start(state);
        const { found } = await reader.find([alice]);
        assert.deepEqual(
            found.map(({ kind, ids }) => [kind, ids.entityId ?? ids.accessor]),
            [
                ["entity", "e-fresh"],
                ["token", "t-1"],
            ],
        );
    });

    it("tells of other entities to which her names lead on other mounts, and takes none of them away", async () => {
        const state = namespace();
        const on = (type: string, name: string) => [
            {
                name,
                mount_accessor: `auth_${type}_1`,
                mount_path: `auth/${type}/`,
                mount_type: type,
            },
        ];
        const entity = { disabled: false, policies: ["admins"] };
        state.entities.push(
            { ...entity, id: "e-4", name: "entity_4", aliases: on("ldap", "Alice@acme.example") },
            { ...entity, id: "e-5", name: "entity_5", aliases: on("github", "alice-acme") },
            { ...entity, id: "e-6", name: "entity_6", aliases: on("userpass", "alice-acme") },
            {
                ...{ ...entity, disabled: true, id: "e-7", name: "entity_7" },
                aliases: on("cert", "alice@acme.example"),
            },
        );
        state.entities[0]?.aliases.push(...on("radius", "alice@acme.example"));
        await start(state);
        const { found, unread } = await reader.find([alice, kim]);
        assert.deepEqual(unread, []);
        const aliases = found.filter(({ kind }) => kind === "alias");
        assert.deepEqual(
            summarize(aliases),
            [
                "alice | alias | org/vault | login | alias alice-acme on auth/github/ of entity entity_5, which may log in",
                "alice | alias | org/vault | login | alias Alice@acme.example on auth/ldap/ of entity entity_4, which may log in",
            ].sort(),
        );
        for (const each of aliases) {
            await assert.rejects(
                reader.remove(each),
                /^Error: alias .* of entity entity_[45], which may log in: .* disable the entity/,
            );
        }
        assert.equal(state.entities[2]?.disabled, false);
    });

    it("reads the rest where aliases may not be listed, and says so", async () => {
        await start(namespace());
        vault.intercept = ({ path }) =>
            path.endsWith("/entity-alias/id") ? refused(403, "permission denied") : undefined;
        const { found, unread } = await reader.find([alice]);
        assert.equal(found.length, 5);
        assert.deepEqual(
            unread.map(({ target, reason }) => `${target}: ${reason}`),
            [
                "org/vault: GET identity/entity-alias/id?list=true: answered 403: 1 error occurred: * permission denied",
            ],
        );
    });

    it("says where a list of aliases tells nothing but ids", async () => {
        await start(namespace());
        vault.intercept = ({ path }) =>
            path.endsWith("/entity-alias/id") ? { body: { data: { keys: ["a-1"] } } } : undefined;
        const { unread } = await reader.find([alice]);
        assert.deepEqual(
            unread.map(({ reason }) => reason),
            ["LIST identity/entity-alias/id: says of 1 aliases nothing but their ids"],
        );
    });

    it("revokes a person's tokens, and says which it could not", async () => {
        const state = namespace();
        state.tokens.push({ accessor: "t-3", entity_id: "e-alice", display_name: "child" });
        await start(state);
        vault.intercept = ({ path, body }) =>
            path.endsWith("/revoke-accessor") && (body as { accessor: string }).accessor === "t-3"
                ? refused(403, "permission denied")
                : undefined;
        const sessions = await reader.endSessions(alice);
        assert.deepEqual(
            sessions.map(({ ended, until, reason }) => [ended, until, reason]),
            [
                [true, undefined, undefined],
                [
                    false,
                    Date.parse("2026-12-01T13:00:00Z"),
                    "POST auth/token/revoke-accessor: answered 403: 1 error occurred: * permission denied",
                ],
            ],
        );
        assert.deepEqual(await reader.endSessions(kim), []);
    });

    it("asks for an open token until it is gone, even if its entity is no longer named", async () => {
        const state = namespace();
        await start(state);
        let allowed = false;
        vault.intercept = ({ path }) =>
            path.endsWith("/revoke-accessor") && !allowed
                ? refused(403, "permission denied")
                : undefined;
        const [open, ...others] = await reader.endSessions(alice);
        assert.ok(open && others.length === 0);
        state.entities.splice(0);
        assert.deepEqual(await reader.endSessions(kim, []), []);
        assert.deepEqual(
            (await reader.endSessions(kim, [open])).map(({ what, ended }) => [what, ended]),
            [[open.what, false]],
        );
        allowed = true;
        const [ended] = await reader.endSessions(kim, [open]);
        assert.deepEqual([ended?.what, ended?.ended], [open.what, true]);
        assert.deepEqual(await reader.endSessions(kim, [open]), []);
    });

    it("counts a token that expired between two calls as gone", async () => {
        const state = namespace();
        await start(state);
        vault.intercept = ({ path }) => {
            if (path.endsWith("/lookup-accessor")) state.tokens.splice(0);
            return undefined;
        };
        assert.equal((await reader.find([alice])).unread.length, 0);
    });

    describe("blocks", () => {
        it("include a disabled entity to which the alias still leads", async () => {
            const state = namespace();
            const [entity] = state.entities;
            if (entity) entity.disabled = true;
            await start(state);
            const blocks = await reader.blocks([alice, kim], now);
            assert.deepEqual(
                blocks.map(({ person, kind, acting }) => [person, kind, acting]),
                [["alice", "disabled entity", true]],
            );
        });

        it("do not act without the alias, nor if another entity is enabled", async () => {
            const state = namespace();
            const [entity] = state.entities;
            if (entity) Object.assign(entity, { disabled: true, aliases: [] });
            await start(state);
            const [without] = await reader.blocks([alice], now);
            assert.deepEqual(
                [without?.acting, without?.reason],
                [false, "its alias is gone: a new login makes a fresh entity"],
            );
            const aliases = [{ name: "alice@acme.example", mount_accessor: accessor }];
            const fresh = { id: "e-2", name: "entity_2", disabled: false, policies: [], aliases };
            state.entities.push(fresh);
            const [beside] = await reader.blocks([alice], now);
            assert.deepEqual(
                [beside?.acting, beside?.reason],
                [false, "entity entity_2 is not disabled"],
            );
        });
    });

    describe("canary", () => {
        it("succeeds for a token that may ask everything", async () => {
            await start(namespace());
            assert.deepEqual(await reader.canary(), {
                ok: true,
                reason: "the login mount and the token itself are seen",
            });
        });

        it("fails if everything answers 404, in Vault's words or a proxy's", async () => {
            await start(namespace());
            vault.intercept = () => ({ status: 404, body: { errors: [] } });
            assert.equal((await reader.canary()).ok, false);
            vault.intercept = () => ({ status: 404, text: "<html>not found</html>" });
            assert.equal((await reader.canary()).ok, false);
            await assert.rejects(
                reader.find([alice]),
                /answered 404: nothing that vault would say/,
            );
        });

        it("fails in another namespace, where the login mount is a different one", async () => {
            await start({ ...namespace(), accessor: "auth_oidc_other" });
            assert.match((await reader.canary()).reason, /no mount has the accessor/);
        });

        it("fails if one of the calls is not allowed", async () => {
            const state = namespace();
            state.capabilities = {
                "auth/token/accessors": ["list"],
                "identity/lookup/entity": ["update"],
            };
            await start(state);
            const { ok, reason } = await reader.canary();
            assert.equal(ok, false);
            assert.match(reason, /may not ask identity\/entity.*identity\/group.*lookup-accessor$/);
        });

        it("fails if the list of tokens does not contain its own", async () => {
            await start(namespace());
            vault.intercept = ({ path, query }) =>
                path.endsWith("/accessors") && query.has("list")
                    ? { status: 404, body: { errors: [] } }
                    : undefined;
            assert.match((await reader.canary()).reason, /the token itself is not among them/);
        });
    });

    it("reads the rest if tokens may not be listed, and says so", async () => {
        await start(namespace());
        vault.intercept = ({ query }) =>
            query.has("list") ? refused(403, "permission denied") : undefined;
        const { found, unread } = await reader.find([alice]);
        assert.equal(found.length, 4);
        assert.deepEqual(
            unread.map(({ target, reason }) => `${target}: ${reason}`),
            [
                "org/vault: GET identity/entity-alias/id?list=true: answered 403: 1 error occurred: * permission denied",
                "org/vault: GET auth/token/accessors?list=true: answered 403: 1 error occurred: * permission denied",
            ],
        );
    });

    it("retries while Vault is sealed, rate-limits, or is slow", async () => {
        await start(namespace(), { timeoutSeconds: 0.1 });
        const stumbles = [
            { status: 503, body: { errors: ["Vault is sealed"] } },
            { status: 429, headers: { "retry-after": "1" }, body: { errors: ["slow down"] } },
            { delayMs: 1_000 },
        ];
        vault.intercept = ({ path }) =>
            path.includes("/entity/id/") ? stumbles.shift() : undefined;
        assert.equal((await reader.find([alice])).found.length, 5);
        assert.deepEqual(stumbles, []);
    });

    it("never reveals the token, nor sends it to a redirect's target", async () => {
        await start(namespace());
        vault.intercept = ({ headers }) => refused(403, `${headers["x-vault-token"]} may not`);
        const { reason } = await reader.canary();
        assert.match(reason, /\*\*\* may not/);
        assert.ok(!reason.includes(token));
        const elsewhere = await startVault(namespace());
        const location = `${elsewhere.url}/v1/auth/token/lookup-self`;
        vault.intercept = () => ({ status: 307, headers: { location } });
        assert.match((await reader.canary()).reason, /no answer: .*redirect/);
        await elsewhere.close();
        assert.deepEqual(elsewhere.asked, []);
    });
});
