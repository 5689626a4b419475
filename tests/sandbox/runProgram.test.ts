import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { writeProject } from "../../engine/project";
import { exportStack, initStack, previewStack, type Run, upStack } from "../../engine/run";
import { sandboxFolders } from "../../sandbox/environment";
import { temporaryFolder } from "../temporaryFolder";
import { prepareRun } from "./engineRun";

const stacks = ["dev", "staging", "prod"] as const;

/** The real engine runs programs in the sandbox's process, several in it at a time. */
describe("programs in the sandbox's shared process", () => {
    let home: string;
    let prepared: Run;
    let host: ChildProcess;
    /** Where programs are told nothing, "one" and "two". */
    let variables: readonly Record<string, string>[];

    before(async function () {
        home = temporaryFolder();
        const run = await prepareRun(home, "hosted.js", stacks);
        if (!run) return this.skip();
        for (const stack of stacks.slice(1)) await initStack({ ...run, stack });
        const module = JSON.stringify(join(home, "compiled", "sandbox", "hostPlugins.js"));
        const places = JSON.stringify(sandboxFolders(home));
        // As a command has it: without the parts of the SDK that no program calls.
        const lean = `--require ${JSON.stringify(join(home, "compiled", "engine", "leanProgram.js"))}`;
        const environment = { ...process.env, NODE_OPTIONS: lean, HEARD: "by all" };
        const script = `(async () => {
            const { hostPlugins } = require(${module});
            const host = await hostPlugins(${places}, ${JSON.stringify(environment)});
            const told = await Promise.all(["one", "two"].map((WORD) => host.tell({ WORD })));
            console.log(JSON.stringify([host.variables, ...told]));
            process.stdin.once("data", async () => console.log(await host.tell({ WORD: "late" })));
        })()`;
        host = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
        const [line] = await once(host.stdout as NodeJS.ReadableStream, "data");
        variables = JSON.parse(String(line));
        prepared = { ...run, environment: { ...run.environment, ...variables[0] } };
    });
    after(() => host?.kill("SIGKILL"));

    /** One `up` of each stack at the same time, each told what to do. */
    async function upAll(modes: Readonly<Record<(typeof stacks)[number], string>>) {
        const configs = Object.entries(modes).map(([stack, mode]) => [
            stack,
            { "rollcall:mode": mode, "rollcall:milliseconds": "1500", "rollcall:word": stack },
        ]);
        await writeProject({
            home,
            mode: "sandbox",
            main: join(home, "program", "index.js"),
            stacks: Object.fromEntries(configs),
        });
        return Promise.all(stacks.map((stack) => upStack({ ...prepared, stack })));
    }
    const outputsOf = async (stack: string): Promise<Readonly<Record<string, unknown>>> => {
        const { deployment } = await exportStack({ ...prepared, stack });
        const found = deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
        return found?.outputs ?? {};
    };
    const errors = (summaries: Awaited<ReturnType<typeof upAll>>) =>
        summaries.map(({ error }) => error);
    const fine = { dev: "fine", staging: "fine", prod: "fine" } as const;

    it("have their own stack, settings and folder", async () => {
        assert.deepEqual(errors(await upAll(fine)), [undefined, undefined, undefined]);
        const outputs = await Promise.all(stacks.map(outputsOf));
        const runs = outputs.map(({ runs }) => runs).sort();
        assert.deepEqual(runs, [1, 2, 3], "one process ran all of them");
        for (const [index, stack] of stacks.entries()) {
            const { secret, runs: _, ...plain } = outputs[index] ?? {};
            assert.deepEqual(plain, {
                stack,
                organization: "organization",
                root: prepared.project.folder,
                urn: `urn:pulumi:${stack}::rollcall::test:index:Thing::${stack}`,
                heard: "by all",
            });
            assert.equal(typeof (secret as { ciphertext?: unknown }).ciphertext, "string");
        }
    });

    it("fail independently, with the words of their error", async () => {
        const modes = { dev: "refuses", staging: "throws", prod: "fine" } as const;
        assert.deepEqual(errors(await upAll(modes)), [
            "the roster is older",
            "out of order",
            undefined,
        ]);
    });

    it("fail for an error that nobody awaited, without affecting others", async () => {
        const modes = { dev: "applies", staging: "fine", prod: "applies" } as const;
        assert.deepEqual(errors(await upAll(modes)), ["nobody waited", undefined, "nobody waited"]);
    });

    it("all fail if nobody can tell whose error it was", async () => {
        const all = errors(await upAll({ dev: "strays", staging: "waits", prod: "waits" }));
        assert.deepEqual(all, ["from nowhere", "from nowhere", "from nowhere"]);
    });

    it("delete nothing in a stack whose program failed", async () => {
        await upAll({ ...fine, dev: "throws" });
        const { deployment } = await exportStack(prepared);
        const types = deployment.resources?.map(({ type }) => type);
        assert.ok(types?.includes("test:index:Thing"), `${types}`);
    });

    it("still run after all that", async () => {
        assert.deepEqual(errors(await upAll(fine)), [undefined, undefined, undefined]);
        const { unchanged, error } = await previewStack(prepared);
        assert.deepEqual({ unchanged, error }, { unchanged: 0, error: undefined });
    });

    it("see variables that the others do not", async () => {
        await upAll(fine);
        await Promise.all(
            stacks.map((stack, index) => {
                const environment = { ...prepared.environment, ...variables[index] };
                return upStack({ ...prepared, stack, environment });
            }),
        );
        const said = await Promise.all(stacks.map(async (stack) => (await outputsOf(stack)).word));
        assert.deepEqual(said, [undefined, "one", "two"]);
    });

    it("may print without it being taken for an answer", async () => {
        await upAll(fine);
        const answered = once(host.stdout as NodeJS.ReadableStream, "data");
        host.stdin?.write("one more\n");
        assert.match(String(await answered), /PULUMI_DEBUG_LANGUAGES: 'nodejs:\d+'/);
    });

    it("must export a function", async () => {
        await writeProject({
            home,
            mode: "sandbox",
            main: join(home, "compiled", "planners", "canonical.js"),
            stacks: { dev: {} },
        });
        assert.match((await upStack(prepared)).error ?? "", /canonical\.js exports no function/);
    });
});
