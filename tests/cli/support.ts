import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Io, Output } from "../../cli/io";
import { runProgram } from "../../cli/program";

export const root = resolve(__dirname, "../..");

/** Seven people, two teams, one service: small enough to know by heart. */
export const tiny = "tests/cli/roster";

/** After the sample's beginning and before anything in it ends. */
export const today = "2026-12-01T12:00:00Z";

export interface Answer {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

export interface Surroundings {
    readonly environment?: Readonly<Record<string, string | undefined>>;
    readonly terminal?: boolean;
    readonly columns?: number;
    readonly clock?: string;
    /** What somebody at the terminal types; absent: nobody is there. */
    readonly typed?: string;
}

/** A command line's surroundings, with what was written so far. */
export function fakeIo(surroundings: Surroundings = {}): Io & { readonly written: string[][] } {
    const {
        environment = {},
        terminal = false,
        columns = 100,
        clock = today,
        typed,
    } = surroundings;
    const written: string[][] = [[], []];
    const output = (lines: string[] = []): Output => ({
        write: (text) => {
            lines.push(text);
        },
        isTerminal: terminal,
        columns,
    });
    return {
        environment: { ROLLCALL_NOW: today, ...environment },
        folder: process.cwd(),
        out: output(written[0]),
        err: output(written[1]),
        input: { isTerminal: typed !== undefined, ask: async () => typed ?? "" },
        now: () => Date.parse(clock),
        written,
    };
}

/** Runs a command line in this process. */
export async function rollcall(
    line: string | readonly string[],
    surroundings: Surroundings = {},
): Promise<Answer> {
    const io = fakeIo(surroundings);
    const args = typeof line === "string" ? line.split(" ").filter(Boolean) : line;
    const code = await runProgram(args, io);
    const [out = [], err = []] = io.written;
    return { code, stdout: out.join(""), stderr: err.join("") };
}

/** Runs a script as a process of its own, from the sources. */
export function runProcess(
    script: readonly string[],
    environment: NodeJS.ProcessEnv = {},
): Promise<Answer> {
    const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", ...script], {
        cwd: root,
        env: { ...process.env, NODE_OPTIONS: "", ROLLCALL_NOW: today, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
        child[name].setEncoding("utf8").on("data", (text: string) => {
            texts[name] += text;
        });
    }
    return new Promise((done, fail) => {
        child.on("error", fail);
        child.on("close", (code) => done({ code: code ?? -1, ...texts }));
    });
}

/** A copy of the tiny roster that a test may change; removed with `remove`. */
export function copyOfTiny(): { readonly folder: string; remove(): void } {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-cli-"));
    cpSync(join(root, tiny), folder, { recursive: true });
    return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A text as it is printed, without the margin that it has in a test. */
export function text(lines: TemplateStringsArray): string {
    const [first = ""] = lines;
    const rows = first.replace(/^\n/, "").split("\n");
    const margin = Math.min(
        ...rows.filter((row) => row.trim()).map((row) => row.length - row.trimStart().length),
    );
    return rows.map((row) => row.slice(margin).trimEnd()).join("\n");
}
