import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { isoInstant, parseInstant } from "../../model/instant";
import type { Rotation } from "../../planners/rotation";
import { boundariesOf } from "../../planners/rotation";
import { sandboxEnvironment } from "../../sandbox/environment";
import { holdsValue } from "../../sandbox/seal";
import type { OpenBox } from "../../sandbox/sealedBox";
import { boxOpener } from "../../sandbox/sealedBox";
import { World } from "../../sandbox/world";
import { engine, Sandbox } from "./sandbox";

const start = parseInstant("2091-03-01", "from") ?? 0;
const day = 86_400_000;
const signingKey = { key: "signing-key", previously: [], rotateEvery: 30 * 86_400 };
const due = boundariesOf(signingKey, "dev", start)?.next ?? 0;
/** What consumers get of each secret, by its key. */
type Values = Readonly<Record<string, string>>;

describe("sealed secrets, on the real engine", function () {
    this.timeout(240_000);
    // `pulumi` itself reads a state below, as a user would.
    const sandbox = new Sandbox(path.join(__dirname, "sealed"), "passphrase");
    const seen = new Set<string>();
    const said: string[] = [];
    let openBox: OpenBox;
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        openBox = await boxOpener();
    });
    after(() => sandbox.remove());

    const world = () => new World(path.join(sandbox.home, "world"));
    const changeOf = (summary: { readonly [count: string]: unknown } | undefined) =>
        ["created", "updated", "deleted", "replaced", "failed"].map((count) => summary?.[count]);

    async function up(instant: number, { stacks = ["dev"] } = {}) {
        const only = stacks.flatMap((stack) => ["--stack", stack]);
        const outcome = await sandbox.run(["up", "--sandbox", "--json", ...only], {
            ROLLCALL_NOW: isoInstant(instant),
        });
        said.push(outcome.stdout, outcome.stderr);
        assert.equal(outcome.code, 0, outcome.stderr);
        return JSON.parse(outcome.stdout).stacks.at(-1);
    }

    /** With every secret of the engine's shown. */
    async function exported(): Promise<string> {
        const pulumi = path.join(await engine(), "pulumi");
        return execFileSync(pulumi, ["stack", "export", "--show-secrets", "--stack", "dev"], {
            cwd: path.join(sandbox.home, "project/sandbox"),
            env: { ...process.env, ...sandboxEnvironment(sandbox.home) },
            maxBuffer: 1 << 26,
        }).toString();
    }

    function recorded(): Record<string, { rotation: Rotation; delivered: unknown }> {
        const [stack] = sandbox.state("dev");
        return stack?.outputs?.secrets as ReturnType<typeof recorded>;
    }

    /** What is recorded, opened with the key that GitHub alone has; it must be what GitHub holds. */
    function values(): Values {
        const keys = world().read("github/environmentKeys", "789012.dev");
        assert.ok(keys);
        return Object.fromEntries(
            Object.entries(recorded()).map(([key, { rotation, delivered }]) => {
                assert.equal(delivered, rotation.version);
                const value = openBox(keys, rotation.sealed?.text ?? "");
                assert.match(value ?? "", /^[A-Za-z0-9]{40}$/);
                const name = key.toUpperCase().replace("-", "_");
                const held = world().read("github/environmentSecrets", `789012.dev/${name}`);
                assert.ok(held && value !== undefined && holdsValue(held.sealed, value), key);
                seen.add(value);
                return [key, value];
            }),
        );
    }

    it("are made once, differ, are shown as sealed, and stay until one is due", async () => {
        assert.deepEqual(changeOf(await up(start, { stacks: ["org", "dev"] })).slice(3), [0, 0]);
        const first = values();
        assert.equal(new Set(Object.values(first)).size, 2);
        const shown = await sandbox.run(["secrets", "--sandbox"]);
        assert.match(shown.stdout, /signing-key +dev +generated, sealed/);
        assert.deepEqual(changeOf(await up(due - 1_000)), [0, 0, 0, 0, 0]);
        assert.deepEqual(values(), first);
    });

    it("get new values independently of each other", async () => {
        const before = values();
        assert.deepEqual(changeOf(await up(due)), [0, 1, 0, 0, 0]);
        const after = values();
        assert.notEqual(after["signing-key"], before["signing-key"]);
        assert.equal(after["archive-key"], before["archive-key"]);
    });

    it("are made again if a run was not recorded, and that value is the only one", async () => {
        const [state, kept] = ["state", "kept"].map((name) => path.join(sandbox.home, name));
        assert.ok(state && kept);
        const { "signing-key": before } = values();
        sandbox.edit("roster.yaml", "generation: 1", "generation: 2");
        cpSync(state, kept, { recursive: true });
        await up(due + day);
        const { "signing-key": lost } = values();
        rmSync(state, { recursive: true });
        renameSync(kept, state);
        await up(due + day);
        const { "signing-key": after } = values();
        assert.equal(new Set([before, lost, after]).size, 3);
    });

    it("get another value in a recreated environment", async () => {
        const before = values();
        await world().transaction((all) => {
            all.remove("github/environmentKeys", "789012.dev");
            for (const name of ["SIGNING_KEY", "ARCHIVE_KEY"]) {
                all.remove("github/environmentSecrets", `789012.dev/${name}`);
            }
        });
        assert.deepEqual(changeOf(await up(due + 2 * day)), [0, 2, 0, 0, 0]);
        for (const [key, value] of Object.entries(values())) assert.notEqual(value, before[key]);
    });

    it("are in no state, even decrypted, in no output, no file and no message", async () => {
        assert.ok(seen.size >= 6, String(seen.size));
        const kept = [...sandbox.files(sandbox.folder)].map((file) => readFileSync(file, "utf8"));
        for (const text of [await exported(), ...kept, ...said]) {
            for (const value of seen) assert.ok(!text.includes(value));
        }
    });
});
