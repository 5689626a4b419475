import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeProject } from "../../engine/project";
import {
    destroyStack,
    exportStack,
    initStack,
    listStacks,
    type Run,
    removeStack,
    upStack,
} from "../../engine/run";
import { engine } from "../e2e/sandbox";
import { linkModules } from "../engine/support";
import { anyCredentials, makeBucket } from "./servers/awsBucket";
import { type AwsServer, startAws } from "./servers/awsServer";
import { requireTools } from "./servers/requireTools";

/** Makes a component; where ROLLCALL_TEST_HOLD names a file, it then waits until that is there. */
const program = `
    const { existsSync, writeFileSync } = require("node:fs");
    const pulumi = require("@pulumi/pulumi");
    class Thing extends pulumi.ComponentResource {
        constructor(name) {
            super("test:index:Thing", name, {});
            this.registerOutputs({});
        }
    }
    module.exports = async () => {
        new Thing("one");
        const hold = process.env.ROLLCALL_TEST_HOLD;
        if (hold) writeFileSync(hold + ".waiting", "");
        while (hold && !existsSync(hold)) await new Promise((done) => setTimeout(done, 50));
        return { made: true };
    };
`;

for (const backend of ["an object store", "files"] as const) {
    describe(`state in ${backend}`, () => {
        const folder = mkdtempSync(join(tmpdir(), "rollcall-lab-"));
        let server: AwsServer | undefined;
        let run: Run;

        before(async function () {
            if (backend === "an object store") server = await startAws(await requireTools(this));
            mkdirSync(join(folder, "state"));
            mkdirSync(join(folder, "program"));
            writeFileSync(join(folder, "program", "index.js"), program);
            writeFileSync(join(folder, "program", "package.json"), "{}");
            await linkModules(folder);
            const project = await writeProject({
                home: folder,
                mode: "live",
                main: join(folder, "program", "index.js"),
                stacks: { dev: {}, prod: {} },
            });
            const bin = await engine();
            const environment = {
                ...anyCredentials,
                PULUMI_HOME: join(folder, "pulumi"),
                PULUMI_CONFIG_PASSPHRASE: "test",
                PULUMI_BACKEND_URL: server
                    ? await makeBucket(server, "state")
                    : `file://${join(folder, "state")}`,
            };
            const pulumi = join(bin, "pulumi");
            const found = { folder: bin, pulumi, version: "", source: "cache" as const };
            run = { engine: found, project, stack: "prod", environment };
        });
        after(async () => {
            await server?.stop();
            rmSync(folder, { recursive: true, force: true });
        });

        it("is created, kept, and found by the next user", async () => {
            assert.equal(await initStack(run), "created");
            assert.equal(await initStack(run), "existing");
            assert.equal((await upStack(run)).error, undefined);
            const { resources = [] } = (await exportStack(run)).deployment;
            assert.ok(resources.some(({ urn }) => urn.endsWith("test:index:Thing::one")));
            assert.deepEqual(await listStacks(run), ["prod"]);
        });

        it("is locked while a run works on it: another is refused and told who holds the lock", async () => {
            const hold = join(folder, "go-on");
            const environment = { ...run.environment, ROLLCALL_TEST_HOLD: hold };
            const first = upStack({ ...run, environment });
            while (!existsSync(`${hold}.waiting`)) await sleep(50);
            const second = await upStack(run);
            assert.equal(second.reason, "locked");
            const holder = new RegExp(`${userInfo().username}@${hostname()} \\(pid \\d+\\)`);
            assert.match(second.error ?? "", holder);
            await initStack({ ...run, stack: "dev" });
            assert.equal((await upStack({ ...run, stack: "dev" })).error, undefined);
            writeFileSync(hold, "");
            assert.equal((await first).error, undefined);
            assert.equal((await upStack(run)).error, undefined);
        });

        it("is released by the next run on this host if the holder was killed, and says so", async () => {
            const hold = join(folder, "never");
            const environment = { ...run.environment, ROLLCALL_TEST_HOLD: hold };
            const killed = upStack({ ...run, environment });
            while (!existsSync(`${hold}.waiting`)) await sleep(50);
            const { error: refusal = "" } = await upStack(run);
            const [, holder = ""] = /\(pid (\d+)\)/.exec(refusal) ?? [];
            kill(holder);
            assert.ok((await killed).error);
            writeFileSync(hold, "");
            const notes: string[] = [];
            const next = await upStack({ ...run, note: (text) => notes.push(text) });
            assert.equal(next.error, undefined);
            const gone = "prod: freed a lock whose holder on this host is gone";
            assert.deepEqual(notes, [`${gone} (${userInfo().username}, process ${holder})`]);
        });

        it("is removed with its stack", async () => {
            for (const stack of ["dev", "prod"]) {
                assert.equal((await destroyStack({ ...run, stack })).error, undefined);
                await removeStack({ ...run, stack });
            }
            assert.deepEqual(await listStacks(run), []);
        });
    });
}

/** An engine, and its language host, which would notice that only minutes later. */
function kill(engine: string): void {
    const hosts = execFileSync("pgrep", ["-P", engine], { encoding: "utf8" }).split("\n");
    for (const pid of [engine, ...hosts.filter(Boolean)]) process.kill(Number(pid), "SIGKILL");
}
