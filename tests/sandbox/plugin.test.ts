import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installPlugins } from "../../sandbox/install";
import { temporaryFolder } from "../temporaryFolder";

describe("sandbox plugin process", () => {
    const [{ executable } = { executable: "" }] = installPlugins({
        pulumiHome: temporaryFolder(),
        world: join(temporaryFolder(), "world"),
    });

    const start = async (): Promise<ChildProcess> => {
        const child = spawn(executable, ["127.0.0.1:1"], { stdio: ["pipe", "pipe", "inherit"] });
        const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
        assert.match(String(line), /^\d+\n$/);
        return child;
    };

    it("prints its port, and ends if the engine interrupts it", async () => {
        const child = await start();
        child.kill("SIGINT");
        assert.deepEqual(await once(child, "exit"), [null, "SIGINT"]);
    });

    it("ends if the pipe from the engine breaks", async () => {
        const child = await start();
        child.stdin?.end();
        assert.deepEqual(await once(child, "exit"), [0, null]);
    });

    it("ends if the engine is killed, with or without a pipe", async () => {
        const script = `
            const { spawn } = require("node:child_process");
            const child = spawn(${JSON.stringify(executable)}, [], {
                stdio: ["ignore", "pipe", "inherit"],
            });
            child.stdout.on("data", () => console.log(child.pid));`;
        const engine = spawn(process.execPath, ["-e", script], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        const [line] = await once(engine.stdout as NodeJS.ReadableStream, "data");
        const plugin = Number(String(line));
        assert.ok(isRunning(plugin));
        engine.kill("SIGKILL");
        await once(engine, "exit");
        for (let tries = 0; isRunning(plugin) && tries < 50; tries += 1) await sleep(100);
        assert.ok(!isRunning(plugin));
    });

    it("says which plugins there are, and what it needs", async () => {
        const script = join(__dirname, "..", "..", "sandbox", "plugin.ts");
        const loader = require.resolve("ts-node/register/transpile-only");
        const run = async (name: string) => {
            const { ROLLCALL_WORLD: _world, ...env } = process.env;
            const child = spawn(process.execPath, ["-r", loader, script, name], { env });
            let errors = "";
            child.stderr.on("data", (chunk) => {
                errors += String(chunk);
            });
            const [code] = await once(child, "exit");
            return { code, errors };
        };
        const unknown = await run("azure");
        assert.equal(unknown.code, 1);
        assert.match(
            unknown.errors,
            /"azure" is not a plugin; there are aws, github, random, vault/,
        );
        assert.match((await run("aws")).errors, /ROLLCALL_WORLD must name the folder/);
    });
});

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}
