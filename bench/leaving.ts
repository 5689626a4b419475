import { spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { sandboxEnvironment } from "../sandbox/environment";
import { writeOrganization } from "./organization";
import type { Measurement } from "./table";

const command = path.resolve(__dirname, "../dist/cli/main.js");
const stacks = ["org", "dev", "staging", "prod"];
const size = { people: 150, teams: 10, services: 60 };
const leaver = "p5";

/** One person leaves: the revoking phases compared with a plain `pulumi up` of every stack. */
export async function benchLeaving(folder: string, engine: string): Promise<Measurement[]> {
    const roster = path.join(folder, "roster");
    const home = path.join(folder, "home");
    const environment = {
        ...process.env,
        PATH: `${engine}${path.delimiter}${process.env.PATH}`,
        ROLLCALL_HOME: home,
        ROLLCALL_ENGINE: "path",
        ROLLCALL_NOW: "2026-12-01T12:00:00Z",
    };
    const rollcall = (...args: string[]) =>
        run(process.execPath, [command, ...args, "--roster", roster], folder, environment);
    writeOrganization(roster, size);
    await rollcall("up", "--sandbox");
    const copy = path.join(folder, "copy");
    cpSync(home, copy, { recursive: true });
    await rollcall("leave", leaver);
    const revoking = await rollcall("revoke", leaver, "--sandbox");
    const leaves = [...revoking.stderr.matchAll(/(\d+) lea(?:f|ves) revoked in ([\d.]+) s/g)];
    rmSync(home, { recursive: true });
    cpSync(copy, home, { recursive: true });
    const plain = await plainUp(home, environment);
    const slowest = Math.max(...leaves.map(([, , seconds]) => Number(seconds)));
    const count = leaves.reduce((sum, [, each]) => sum + Number(each), 0);
    return [
        {
            what: "resources",
            value: stacks.map((stack) => resources(home, stack)).join(", "),
            against: stacks.join(", "),
        },
        {
            what: "revoking, the slowest stack",
            value: `${slowest.toFixed(1)} s`,
            against: `bar 3 s; ${count} leaves`,
        },
        {
            what: "rollcall revoke, whole process",
            value: `${(revoking.milliseconds / 1_000).toFixed(1)} s`,
            against: `${(revoking.milliseconds / plain).toFixed(2)} x plain pulumi up`,
        },
        {
            what: "plain pulumi up, all stacks at once",
            value: `${(plain / 1_000).toFixed(1)} s`,
            against: "without policies and proof",
        },
    ];
}

/** Milliseconds of `pulumi up` of all stacks at once, as somebody without Rollcall would run it. */
async function plainUp(home: string, environment: NodeJS.ProcessEnv): Promise<number> {
    const byHand = { ...environment, ...sandboxEnvironment(home) };
    const cwd = path.join(home, "project/sandbox");
    const start = performance.now();
    await Promise.all(
        stacks.map((stack) =>
            run("pulumi", ["up", "--yes", "--skip-preview", "--stack", stack], cwd, byHand),
        ),
    );
    return performance.now() - start;
}

function resources(home: string, stack: string): number {
    const file = path.join(home, `state/.pulumi/stacks/rollcall/${stack}.json`);
    return JSON.parse(readFileSync(file, "utf8")).checkpoint.latest.resources.length;
}

interface Ended {
    readonly milliseconds: number;
    readonly stderr: string;
}

async function run(
    file: string,
    args: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
): Promise<Ended> {
    const start = performance.now();
    const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
    });
    const code = await new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", resolve);
    });
    if (code !== 0) throw new Error(`${file} ${args.join(" ")} failed:\n${stdout}\n${stderr}`);
    return { milliseconds: performance.now() - start, stderr };
}
