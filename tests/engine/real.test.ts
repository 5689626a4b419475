import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../../engine/command";
import { engineEnvironment } from "../../engine/environment";
import { type Project, stackFile, writeProject } from "../../engine/project";
import {
    destroyStack,
    EngineError,
    exportStack,
    initStack,
    listStacks,
    previewStack,
    type Run,
    refreshTargets,
    removeStack,
    upStack,
} from "../../engine/run";
import { linkModules, presentEngine, removeFolder, scratchFolder } from "./support";

const quiet = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0, failed: 0 };

const component = `
    const pulumi = require("@pulumi/pulumi");
    class Thing extends pulumi.ComponentResource {
        constructor(name) {
            super("test:index:Thing", name, {});
            this.registerOutputs({});
        }
    }
    new Thing("one");
    exports.roster = new pulumi.Config("rollcall").get("roster");
`;

describe("the real engine, on PATH or in ROLLCALL_TEST_ENGINE", () => {
    let folder: string;
    let run: Run;
    let project: Project;

    before(async function () {
        folder = await scratchFolder();
        const engine = await presentEngine(folder);
        if (!engine) return this.skip();
        await linkModules(folder);
        await mkdir(join(folder, "state"));
        const environment = {
            PULUMI_HOME: join(folder, "pulumi"),
            PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "test",
        };
        await program(component);
        run = { engine, project, stack: "dev", environment };
        await initStack(run);
    });
    after(() => removeFolder(folder));

    const program = async (text: string): Promise<void> => {
        const main = join(folder, "program", "index.js");
        await mkdir(join(folder, "program"), { recursive: true });
        await writeFile(join(folder, "program", "package.json"), "{}");
        await writeFile(main, text);
        const stacks = { dev: { roster: "/srv/roster" } };
        project = await writeProject({ home: folder, mode: "sandbox", main, stacks });
    };
    const processes = async (): Promise<string[]> => {
        const list = { file: "ps", args: ["-eo", "pid,args"], environment: process.env };
        return (await runCommand(list)).stdout.split("\n").filter((line) => line.includes(folder));
    };

    it("creates a stack once, runs the program, and removes everything again", async () => {
        assert.equal(await initStack(run), "existing");
        assert.deepEqual(await listStacks(run), ["dev"]);
        const { seconds: _, ...preview } = await previewStack(run);
        assert.deepEqual(preview, { stack: "dev", ...quiet });
        const { seconds, ...up } = await upStack(run, { parallel: 4 });
        assert.deepEqual(up, { stack: "dev", ...quiet });
        assert.ok(seconds > 0);
        const { resources = [] } = (await exportStack(run)).deployment;
        const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
        assert.deepEqual(stack?.outputs, { roster: "/srv/roster" });
        assert.ok(resources.some(({ urn }) => urn.endsWith("test:index:Thing::one")));
        await assert.rejects(removeStack(run), /still has resources/);
        const { seconds: __, ...destroyed } = await destroyStack(run);
        assert.deepEqual(destroyed, { stack: "dev", ...quiet });
        await removeStack(run);
        assert.deepEqual(await listStacks(run), []);
        assert.equal(await initStack(run), "created");
    });

    it("never selects a stack", () => {
        assert.ok(existsSync(join(folder, "pulumi")));
        assert.ok(!existsSync(join(folder, "pulumi", "workspaces")));
    });

    it("says in plain words why a program failed", async () => {
        await program(`
            const pulumi = require("@pulumi/pulumi");
            pulumi.log.error("kim has no id");
            const read = async () => {
                throw new Error("roster/people.yaml:3:5 unknown-key\\n  nearest is email");
            };
            read();
        `);
        const { error, failed } = await upStack(run);
        assert.equal(
            error,
            "kim has no id\nroster/people.yaml:3:5 unknown-key\n  nearest is email",
        );
        assert.equal(failed, 0);
        await program(component);
    });

    it("says what is wrong with a stack, a passphrase or a target", async () => {
        const other = await previewStack({ ...run, stack: "prod" });
        assert.match(other.error ?? "", /^no stack named 'prod' found/);
        const passphrase = { ...run.environment, PULUMI_CONFIG_PASSPHRASE: "other" };
        assert.match(
            (await upStack({ ...run, environment: passphrase })).error ?? "",
            /incorrect passphrase/,
        );
        const target = await refreshTargets(run, ["urn:pulumi:dev::rollcall::a:b:C::gone"]);
        assert.match(target.error ?? "", /no resource named 'urn:.*::gone' found/);
        await assert.rejects(exportStack({ ...run, stack: "prod" }), EngineError);
    });

    it("names the holder of a lock, and releases its own when it is told to end", async () => {
        await program(`${component}\nsetTimeout(() => {}, 50_000);`);
        const first = upStack(run);
        const locks = join(folder, "state/.pulumi/locks/organization/rollcall/dev");
        while (!existsSync(locks) || (await readdir(locks)).length === 0) await sleep(50);
        const second = await upStack(run);
        assert.equal(second.reason, "locked");
        assert.match(
            second.error ?? "",
            /currently locked by 1 lock.*\n.*created by .+ \(pid \d+\)/,
        );
        await sleep(1_500);
        process.emit("SIGTERM", "SIGTERM");
        const { reason, error } = await first;
        assert.deepEqual(
            { reason, error },
            { reason: "interrupted", error: "interrupted by SIGTERM" },
        );
        assert.deepEqual(await readdir(locks), []);
        for (let tries = 0; tries < 20 && (await processes()).length > 0; tries++) await sleep(100);
        assert.deepEqual(await processes(), []);
        await program(component);
        assert.equal((await upStack(run)).error, undefined);
    });

    it("keeps no token in plain text unasked, a built engine least of all", async () => {
        const token = randomBytes(8).toString("hex");
        const set = ["config", "set", "token", token, "--non-interactive", "-s", "dev"];
        const { code, stderr } = await runCommand({
            file: run.engine.pulumi,
            args: [...set, "--config-file", join(folder, "token.yaml")],
            cwd: project.folder,
            environment: engineEnvironment(run.engine, run.environment),
        });
        assert.notEqual(code, 0);
        assert.match(stderr, /looks like a secret/);
    });

    it("runs by hand in a clone without touching the clone's files", async () => {
        const clone = join(folder, "clone");
        const files = {
            "Pulumi.yaml": "name: rollcall\nruntime: nodejs\nmain: ../program/index.js\n",
            "Pulumi.dev.yaml": "# live settings\nconfig:\n  rollcall:roster: roster\n",
        };
        await mkdir(clone);
        for (const [name, text] of Object.entries(files)) await writeFile(join(clone, name), text);
        const outcome = await runCommand({
            file: run.engine.pulumi,
            args: ["preview", "-s", "dev", "--non-interactive"],
            cwd: clone,
            environment: {
                ...engineEnvironment(run.engine, run.environment),
                PULUMI_OPTION_CONFIG_FILE: stackFile(project, "dev"),
            },
        });
        assert.equal(outcome.code, 0, outcome.stderr + outcome.stdout);
        for (const [name, text] of Object.entries(files)) {
            assert.equal(await readFile(join(clone, name), "utf8"), text);
        }
        assert.deepEqual((await readdir(clone)).sort(), Object.keys(files).sort());
        assert.ok(!existsSync(join(folder, "pulumi", "workspaces")));
    });
});
