import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../../engine/command";
import { removeFolder, scratchFolder } from "./support";

const node = (script: string) => ({
    file: process.execPath,
    args: ["-e", script],
    environment: {},
});

describe("a command", () => {
    it("is read to its end, line by line if asked for", async () => {
        const script = "console.log('one\\ntwo'); console.error('three'); process.exitCode = 4";
        const collected = await runCommand(node(script));
        assert.deepEqual(collected, { code: 4, stdout: "one\ntwo", stderr: "three" });
        const lines: string[] = [];
        const streamed = await runCommand({ ...node(script), onLine: (line) => lines.push(line) });
        assert.deepEqual(lines, ["one", "two"]);
        assert.deepEqual(streamed, { code: 4, stdout: "", stderr: "three" });
    });

    it("gets exactly the environment that it is given", async () => {
        const script =
            "console.log(Object.keys(process.env).filter((name) => name !== 'PWD').join())";
        const outcome = await runCommand({
            ...node(script),
            environment: { ONE: "1", TWO: undefined },
        });
        assert.equal(outcome.stdout, "ONE");
    });

    it("that does not exist is an error", async () => {
        await assert.rejects(
            runCommand({ file: "/nowhere/pulumi", args: [], environment: {} }),
            /ENOENT/,
        );
    });

    it("that dies from a signal has the exit code that a shell would report", async () => {
        const outcome = await runCommand(node("process.kill(process.pid, 'SIGKILL')"));
        assert.equal(outcome.code, 137);
        assert.equal(outcome.interrupted, undefined);
    });

    it("is not waited for while a process that it left behind holds its output open", async () => {
        const folder = await scratchFolder();
        const pid = join(folder, "pid");
        const script = `
            const child = child_process.spawn(process.execPath, ["-e", "setTimeout(() => {}, 30_000)"],
                { stdio: "inherit", detached: true });
            fs.writeFileSync(${JSON.stringify(pid)}, String(child.pid));
            console.log("done");
            process.exit(0)`;
        const started = performance.now();
        const outcome = await runCommand(node(script));
        process.kill(Number(await readFile(pid, "utf8")), "SIGKILL");
        assert.equal(outcome.stdout, "done");
        assert.ok(performance.now() - started < 10_000);
        await removeFolder(folder);
    });

    it("receives our signals once each, and leaves no listener behind", async () => {
        const before = process.listenerCount("SIGTERM");
        const script = `
            let got = [];
            for (const name of ["SIGTERM", "SIGINT"]) process.on(name, () => got.push(name));
            console.log("ready");
            setTimeout(() => console.log(got.join()), 600)`;
        const lines: string[] = [];
        const commands = [1, 2].map(() =>
            runCommand({ ...node(script), onLine: (line) => lines.push(line) }),
        );
        while (lines.length < 2) await sleep(10);
        process.emit("SIGTERM", "SIGTERM");
        const outcomes = await Promise.all(commands);
        assert.deepEqual(lines, ["ready", "ready", "SIGTERM", "SIGTERM"]);
        assert.deepEqual(
            outcomes.map(({ interrupted, code }) => ({ interrupted, code })),
            [1, 2].map(() => ({ interrupted: "SIGTERM", code: 0 })),
        );
        assert.equal(process.listenerCount("SIGTERM"), before);
    });
});
