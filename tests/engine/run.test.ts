import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
    destroyStack,
    destroyTargets,
    EngineError,
    importStack,
    initStack,
    listStacks,
    previewStack,
    type Run,
    refreshTargets,
    removeStack,
    upStack,
    upTargets,
} from "../../engine/run";
import { fakeProgram, removeFolder, scratchFolder } from "./support";

describe("driving the engine", () => {
    let folder: string;
    let run: Run;

    beforeEach(async () => {
        folder = await scratchFolder();
        await mkdir(join(folder, "project"));
        const pulumi = join(folder, "bin", "pulumi");
        run = {
            engine: { folder: dirname(pulumi), pulumi, version: "3.259.0", source: "cache" },
            project: { folder: join(folder, "project") },
            stack: "dev",
            environment: { MARK: "given" },
        };
    });
    afterEach(() => removeFolder(folder));

    const engine = (body: string) => fakeProgram(run.engine.pulumi, body);
    /** What the engine was called with, one array a call. */
    const called = async (action: () => Promise<unknown>): Promise<string[]> => {
        const file = join(folder, "calls");
        await engine(`
            require("node:fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.argv.slice(2)));
            console.log("[]")`);
        await action();
        return JSON.parse(await readFile(file, "utf8"));
    };

    it("does nothing without a target, which the engine would take for the whole stack", () => {
        for (const operate of [destroyTargets, refreshTargets, upTargets]) {
            assert.throws(() => operate(run, []), /no target is named/);
        }
    });

    it("names the stack in every command and asks nothing", async () => {
        const end = ["--non-interactive", "--color", "never"];
        const urns = ["urn:a", "urn:b"];
        const targets = ["--target", "urn:a", "--target", "urn:b"];
        const events = ["--stack", "dev", "--json", ...end];
        const apply = ["--yes", "--skip-preview"];
        const on = "--continue-on-error";
        const commands: [() => Promise<unknown>, string[]][] = [
            [() => initStack(run), ["stack", "init", "dev", "--no-select", ...end]],
            [() => listStacks(run), ["stack", "ls", "--json", ...end]],
            [() => removeStack(run), ["stack", "rm", "dev", "--yes", "--preserve-config", ...end]],
            [() => previewStack(run), ["preview", ...events]],
            [() => upStack(run), ["up", ...apply, on, ...events]],
            [
                () => upStack(run, { parallel: 7 }),
                ["up", ...apply, on, "--parallel", "7", ...events],
            ],
            [() => destroyStack(run), ["destroy", ...apply, on, ...events]],
            [() => destroyTargets(run, urns), ["destroy", ...apply, on, ...targets, ...events]],
            [() => refreshTargets(run, urns), ["refresh", ...apply, ...targets, ...events]],
        ];
        for (const [action, args] of commands) assert.deepEqual(await called(action), args);
    });

    it("passes a state through a pipe and leaves no copy anywhere", async () => {
        const file = join(folder, "imported");
        await engine(`
            const fs = require("node:fs");
            const state = fs.readFileSync(0, "utf8");
            fs.writeFileSync(${JSON.stringify(file)}, JSON.stringify([process.argv.slice(2), JSON.parse(state)]))`);
        // More than a pipe holds at a time.
        const state = { version: 3, deployment: { resources: [], long: "x".repeat(300_000) } };
        await importStack(run, state);
        const [args, imported] = JSON.parse(await readFile(file, "utf8"));
        assert.deepEqual(args.slice(0, 4), ["stack", "import", "--stack", "dev"]);
        assert.deepEqual(imported, state);
        assert.deepEqual(await readdir(run.project.folder), []);
        await engine("process.exit(3)");
        await assert.rejects(importStack(run, state), /ended with code 3/);
    });

    it("runs in the project, with the caller's variables and the engine's folder on PATH", async () => {
        await engine(`
            const { MARK, PATH } = process.env;
            console.error([process.cwd(), MARK, PATH.split(":")[0]].join());
            process.exit(1)`);
        const { error } = await upStack(run);
        assert.equal(error, `${run.project.folder},given,${run.engine.folder}`);
    });

    it("reports steps while the run is in progress", async () => {
        await engine(`
            const metadata = { op: "create", urn: "urn:pulumi:dev::rollcall::a:b:C::x",
                type: "a:b:C", new: { custom: true } };
            console.log(JSON.stringify({ resOutputsEvent: { metadata } }));
            process.on("SIGTERM", () => process.exit(0));
            setTimeout(() => {}, 30_000)`);
        const summary = await new Promise((resolve) => {
            const done = upStack({
                ...run,
                // The run ends only because its first step was heard of.
                report: () => process.emit("SIGTERM", "SIGTERM"),
            });
            resolve(done);
        });
        assert.equal((summary as { created: number }).created, 1);
    });

    it("turns a missing engine into part of the summary, and into an error elsewhere", async () => {
        const { error, failed } = await upStack(run);
        assert.match(error ?? "", /^the engine .*pulumi does not start: .*ENOENT/);
        assert.equal(failed, 0);
        await assert.rejects(listStacks(run), /does not start: .*ENOENT/);
    });

    it("accepts that a stack already exists, but no other trouble", async () => {
        await engine(`console.error("error: stack 'dev' already exists"); process.exit(1)`);
        assert.equal(await initStack(run), "existing");
        await engine(`console.error("error: unable to open bucket"); process.exit(1)`);
        await assert.rejects(initStack(run), /^EngineError: unable to open bucket$/);
    });

    it("recognises in any command that the stack is locked", async () => {
        await engine(`
            console.error("error: the stack is currently locked by 1 lock(s). created by erin@laptop (pid 1)");
            process.exit(1)`);
        const error: unknown = await removeStack(run).catch((reason: unknown) => reason);
        assert.ok(error instanceof EngineError);
        assert.equal(error.reason, "locked");
        assert.match(error.message, /erin@laptop/);
    });
});
