import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { destroyStack, refreshTargets } from "../../engine/run";
import { jwtBackendPath, workloadsOf, workloadVaultRole } from "../../planners/workloads";
import { claimsOf, githubIssuer, type WorkflowRun } from "../../sandbox/githubToken";
import { type Issuer, startIssuer } from "../../sandbox/issuer";
import { vaultCan } from "../../sandbox/vaultCan";
import { vaultJwtLogin } from "../../sandbox/vaultJwtLogin";
import { vaultLogin } from "../../sandbox/vaultLogin";
import { withFounder } from "../../sandbox/withFounder";
import { subjectOf } from "../../systems/subject";
import { createVaultReader } from "../../systems/vault";
import { identities } from "../e2e/workflowRuns";
import { frozen } from "./frozen";
import { LabRun } from "./labRun";
import { paths, samplePaths, services, verbs } from "./samplePaths";
import { requireTools } from "./servers/requireTools";
import { type PreparedVault, people, prepareVault } from "./servers/vaultGround";
import { startVault, type VaultServer } from "./servers/vaultServer";
import { stateOfVault } from "./stateOfVault";
import { VaultView } from "./vaultView";
import { knockersAt, ownRun, tokensFor } from "./workflowRuns";

const namespace = "acme";
const environments = ["dev", "staging", "prod"];
const stacks = ["org", ...environments];

/** When alice leads the sample's failover exercise. */
const exercise = "2091-03-03T12:00:00Z";

describe("the sample organisation on a real Vault", function () {
    this.timeout(600_000);
    const home = mkdtempSync(join(tmpdir(), "rollcall-lab-"));
    let issuer: Issuer;
    let server: VaultServer;
    let vault: PreparedVault;
    let view: VaultView;
    /** On the server, and the same in the sandbox. */
    let lab: LabRun;
    let twin: LabRun;

    before(async function () {
        const tools = await requireTools(this);
        issuer = await startIssuer({ name: "loopback" });
        server = await startVault(tools);
        const mounts = environments.map((each) => `kv-${each}`);
        vault = await prepareVault(server, { namespace, mounts, issuer: issuer.url });
        view = new VaultView(vault.address, namespace);
        const environment = { VAULT_TOKEN: vault.token, ROLLCALL_LAB_ISSUER: issuer.url };
        const [one, other] = ["lab", "twin"].map((each) => join(home, each));
        lab = await LabRun.prepare({ home: one ?? "", vault, plugins: ["vault"], environment });
        twin = await LabRun.prepare({ home: other ?? "", vault, plugins: [], environment: {} });
    });
    after(async () => {
        for (const run of [lab, twin]) run?.close();
        await server?.stop();
        await issuer?.stop();
        rmSync(home, { recursive: true, force: true });
    });

    it("is provisioned with the same state as in the sandbox", async () => {
        await lab.up(...stacks);
        await twin.up(...stacks);
        const [real, sandbox] = [await stateOfVault(lab, stacks), await stateOfVault(twin, stacks)];
        for (const stack of stacks) {
            const own = [...real.keys()].filter((urn) => urn.startsWith(`urn:pulumi:${stack}::`));
            assert.ok(own.length > 5, stack);
        }
        assert.deepEqual([...real], [...sandbox]);
    });

    it("has no changes after it was read back", async () => {
        for (const stack of stacks) {
            const urns = [...(await stateOfVault(lab, [stack])).keys()];
            const { error, failed, deleted, updated } = await refreshTargets(
                { ...lab.workplace, stack },
                urns,
            );
            assert.deepEqual([error, failed, deleted, updated], [undefined, 0, 0, 0], stack);
        }
        for (const { stack, unchanged, seconds: _, ...counts } of await lab.up(...stacks)) {
            const none = { created: 0, updated: 0, deleted: 0, replaced: 0, failed: 0 };
            assert.deepEqual(counts, none, stack);
            assert.ok(unchanged > 50, stack);
        }
    });

    const knock = async (backend: string, role: string, run: WorkflowRun, audience: string) => {
        const claims = claimsOf(run, audience, Date.now());
        const real = await issuer.mintToken({ ...claims, iss: issuer.issuer });
        const token = await issuer.mintToken({ ...claims, iss: githubIssuer });
        return {
            real: await view.logIn(backend, role, real),
            sandbox: await vaultJwtLogin(
                twin.world,
                { backend, role, token, keys: issuer.keys },
                Date.now(),
            ),
        };
    };

    it("lets each workflow in exactly where the sandbox does, and no stranger", async () => {
        const roster = lab.read();
        let granted = 0;
        for (const workload of workloadsOf(roster)) {
            const role = workloadVaultRole(workload);
            for (const each of knockersAt(roster, workload)) {
                const { what, run, may, audience = vault.address } = each;
                for (const environment of environments) {
                    const backend = jwtBackendPath(environment);
                    const { real, sandbox } = await knock(backend, role, run, audience);
                    const said = `${what} of ${workload.target} in ${environment}: ${real.reason}`;
                    assert.equal(real.granted, sandbox.granted, `${said} | ${sandbox.reason}`);
                    const here = environment === workload.environment.key;
                    assert.equal(real.granted, here && may, said);
                    granted += Number(real.granted);
                }
            }
        }
        assert.ok(granted > 20, `${granted}`);
    });

    it("lets in what a reader of the sample would, and nothing else", async () => {
        let granted = 0;
        let refused = 0;
        for (const identity of identities) {
            const { service, environment } = identity;
            const backend = jwtBackendPath(environment);
            for (const { what, token, may } of await tokensFor(identity, vault.address, issuer)) {
                const answer = await view.logIn(backend, service, token);
                const said = `${what} at ${environment}/${service}: ${answer.reason}`;
                assert.equal(answer.granted, may, said);
                if (may) granted += 1;
                else refused += 1;
            }
        }
        assert.ok(granted > 80 && refused > 500, `${granted} in, ${refused} out`);
    });

    /** What the server and the sandbox let a token do, which must be the same. */
    const mayOf = async (who: string, real: string, sandbox: string) => {
        const found = await view.capabilities(vault.token, real, paths);
        const world = frozen(twin.world);
        const allowed: string[] = [];
        for (const path of paths) {
            const may = verbs.filter((verb) => found.get(path)?.includes(verb));
            const same = verbs.filter(
                (verb) => vaultCan(world, sandbox, path, verb, Date.now()).granted,
            );
            assert.deepEqual(may, same, `${who} at ${path}`);
            if (may.length > 0) allowed.push(`${path} ${may.join(" ")}`);
        }
        return allowed;
    };

    it("gives a workflow its service's paths, and nothing else", async () => {
        const roster = lab.read();
        for (const service of services) {
            for (const environment of environments) {
                await view.ask(vault.token, "POST", `kv-${environment}/data/${service}/app/db`, {
                    data: { password: "canary" },
                });
            }
        }
        const workloads = workloadsOf(roster);
        assert.ok(workloads.length > 5, "every service, in every environment that it has");
        for (const workload of workloads) {
            const { service, environment, target } = workload;
            const backend = jwtBackendPath(environment.key);
            const role = workloadVaultRole(workload);
            const { real, sandbox } = await knock(
                backend,
                role,
                ownRun(roster, workload),
                vault.address,
            );
            const own = `kv-${environment.key}/data/${service.key}/`;
            const more = { checkout: ["signing-key"], gateway: ["cookie-key"] }[service.key] ?? [];
            const allowed = await mayOf(target, real.token, sandbox.token ?? "");
            assert.deepEqual(
                allowed.sort(),
                ["app/", "app/db", ...more].map((path) => `${own}${path} read`).sort(),
                target,
            );
            for (const path of paths.filter((each) => each.endsWith("app/db"))) {
                const { status } = await view.ask(real.token, "GET", path);
                assert.equal(status, path === `${own}app/db` ? 200 : 403, `${target} at ${path}`);
            }
        }
    });

    const enter = async (email: string) => {
        const jwt = await issuer.mintToken({ sub: email, email, aud: people.audience });
        return view.logIn(people.mount, people.role, jwt);
    };

    /** Each person may do what the sample says, and here more, and nothing else. */
    const everybodyMay = async (more: Readonly<Record<string, readonly string[]>> = {}) => {
        for (const { key, email } of lab.read().people.values()) {
            const real = await enter(email);
            const sandbox = await vaultLogin(twin.world, email, Date.now());
            assert.ok(real.granted && sandbox.granted, key);
            const allowed = await mayOf(key, real.token, sandbox.token ?? "");
            const expected = [...(samplePaths[key] ?? []), ...(more[key] ?? [])];
            assert.deepEqual(allowed.sort(), expected.sort(), key);
        }
    };

    it("gives each person what the sample says and the sandbox gives", () => everybodyMay());

    it("gives an operator a database's logins while the grant is in force", async () => {
        for (const run of [lab, twin]) await (await run.at(exercise)).up("prod");
        await everybodyMay({ alice: ["database-prod/creds/checkout-readonly read"] });
        for (const run of [lab, twin]) await run.up("prod");
        await everybodyMay();
    });

    it("ends at once for a leaver, and with its policy for a lost team", async () => {
        const roster = lab.read();
        const reader = createVaultReader(roster, { token: vault.token });
        assert.deepEqual((await reader.canary()).ok, true);
        const [bob, lena] = ["bob", "lena"].map((key) => {
            const person = roster.people.get(key);
            assert.ok(person);
            return { subject: subjectOf(roster, person), email: person.email ?? "" };
        });
        assert.ok(bob && lena);
        const [his, hers] = [await enter(bob.email), await enter(lena.email)];
        const secret = "kv-dev/data/checkout/app/db";
        for (const { token } of [his, hers]) {
            assert.equal((await view.ask(token, "GET", secret)).status, 200);
        }

        await lab.command("leave", "bob", "--reason", "moved on");
        lab.edit("teams.yaml", "      - lena\n", "");
        await lab.up("org");
        assert.equal((await view.ask(his.token, "GET", secret)).status, 403);
        assert.equal((await view.ask(his.token, "GET", "auth/token/lookup-self")).status, 403);
        assert.ok(!(await enter(bob.email)).granted);
        assert.ok((await enter(lena.email)).granted);
        assert.equal((await view.ask(hers.token, "GET", secret)).status, 200);

        await lab.up("dev", "staging");
        assert.equal((await view.ask(hers.token, "GET", secret)).status, 403);
        assert.equal((await view.ask(hers.token, "GET", "auth/token/lookup-self")).status, 200);
        const left = (await reader.find([bob.subject])).found.map(({ kind }) => kind);
        assert.deepEqual([...new Set(left)], ["token"]);
        const [block] = await reader.blocks([bob.subject], Date.now());
        assert.ok(block?.acting);

        const ended = await reader.endSessions(bob.subject);
        assert.ok(ended.length > 0 && ended.every((session) => session.ended));
        assert.deepEqual(await reader.find([bob.subject]), { found: [], unread: [] });
    });

    it("shows what was granted by hand, and removes it", async () => {
        const roster = lab.read();
        const reader = createVaultReader(roster, { token: vault.token });
        const person = roster.people.get("sofia");
        assert.ok(person);
        const subject = subjectOf(roster, person);
        const path = "identity/group/name/dev.payments.developer";
        const members = (await view.ask(vault.token, "GET", path)).data.member_entity_ids;
        const sofia = await view.ask(vault.token, "GET", "identity/entity/name/sofia");
        assert.ok(Array.isArray(members));
        await view.ask(vault.token, "POST", path, {
            member_entity_ids: [...members, sofia.data.id],
        });
        const { found } = await reader.find([subject]);
        const stray = found.find(({ kind }) => kind === "group");
        assert.equal(stray?.what, "group dev.payments.developer");
        await reader.remove(stray);
        const after = (await view.ask(vault.token, "GET", path)).data.member_entity_ids;
        assert.deepEqual([...(after as string[])].sort(), [...members].sort());
    });

    it("reports a person's alias on another mount, and removes nothing by a name", async () => {
        const roster = lab.read();
        const reader = createVaultReader(roster, { token: vault.token });
        const person = roster.people.get("sofia");
        assert.ok(person?.email);
        const subject = subjectOf(roster, person);
        await view.ask(vault.token, "POST", "sys/auth/byhand", { type: "userpass" });
        const mounts = await view.ask(vault.token, "GET", "sys/auth");
        const { accessor } = mounts.data["byhand/"] as { accessor: string };
        const { data: entity } = await view.ask(vault.token, "POST", "identity/entity", {
            name: "byhand",
        });
        await view.ask(vault.token, "POST", "identity/entity-alias", {
            name: person.email.toUpperCase(),
            canonical_id: entity.id,
            mount_accessor: accessor,
        });

        const { found, unread } = await reader.find([subject]);
        assert.deepEqual(unread, []);
        const [alias, ...others] = found.filter(({ kind }) => kind === "alias");
        assert.deepEqual(others, []);
        assert.match(alias?.what ?? "", /^alias \S+ on auth\/byhand\/ of entity byhand,/);
        assert.ok(alias);
        await assert.rejects(reader.remove(alias), /disable the entity/);

        await view.ask(vault.token, "POST", "identity/entity/name/byhand", { disabled: true });
        const { found: after } = await reader.find([subject]);
        assert.deepEqual(
            after.filter(({ kind }) => kind === "alias"),
            [],
        );
        await view.ask(vault.token, "DELETE", "identity/entity/name/byhand");
        await view.ask(vault.token, "DELETE", "sys/auth/byhand");
    });

    it("is removed, leaving on the server what was there before", async () => {
        await withFounder(lab.world, async () => {
            for (const stack of [...environments, "org"]) {
                const { error, failed } = await destroyStack({ ...lab.workplace, stack });
                assert.deepEqual([error, failed], [undefined, 0], stack);
            }
        });
        const names = (path: string) => view.list(vault.token, path);
        assert.deepEqual(await names("identity/group/name"), []);
        assert.deepEqual(await names("sys/policies/acl"), ["default", "deployer"]);
        const { data: mounts } = await view.ask(vault.token, "GET", "sys/auth");
        assert.deepEqual(Object.keys(mounts).sort(), ["oidc/", "token/"]);
        assert.deepEqual(await names("kv-prod/metadata/gateway"), ["app/"]);
    });
});
