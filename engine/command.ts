import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Command {
    readonly file: string;
    readonly args: readonly string[];
    readonly cwd?: string;
    readonly environment: Environment;
    /** Written to standard input, which is otherwise empty. */
    readonly input?: string;
    /** Receives standard output line by line; without it the output is collected. */
    readonly onLine?: (line: string) => void;
    readonly onErrorLine?: (line: string) => void;
    /** Whether signals also go to the child's descendants, which must then be able to handle them. */
    readonly wholeGroup?: boolean;
    readonly abort?: AbortSignal;
}

export interface Outcome {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
    /** The signal that this process received while the child ran. */
    readonly interrupted?: NodeJS.Signals;
}

/** Thrown when work is abandoned because this process was told to end. */
export class Interrupted extends Error {
    override readonly name = "Interrupted";
    constructor(readonly signal: NodeJS.Signals) {
        super(`interrupted by ${signal}`);
    }
}

/**
 * Runs a command to its end; rejects only when it cannot be started.
 *
 * The child leads a process group of its own, so that a Ctrl-C on the terminal reaches it only once,
 * through us: a second one makes the engine drop everything. Its output is read until it ends and a moment
 * longer, but not for ever: a descendant that outlives it may keep the pipes open.
 */
export function runCommand(command: Command): Promise<Outcome> {
    return new Promise((resolve, reject) => {
        const child = spawn(command.file, command.args, {
            cwd: command.cwd,
            env: { ...command.environment },
            stdio: ["pipe", "pipe", "pipe"],
            detached: true,
        });
        // A child that does not read stdin breaks the pipe; its exit code says whether it failed, so the
        // stream's error is ignored.
        child.stdin.on("error", () => {}).end(command.input);
        const release = watch(child, command.wholeGroup ?? false);
        const stop = () => kill(child, "SIGKILL", true);
        command.abort?.addEventListener("abort", stop, { once: true });
        const stdout = read(child.stdout, command.onLine);
        const stderr = read(child.stderr, command.onErrorLine, true);
        const finish = () => {
            command.abort?.removeEventListener("abort", stop);
            return release();
        };

        child.once("error", (error) => {
            finish();
            reject(error);
        });
        child.once("exit", async (code, signal) => {
            const interrupted = finish();
            const ended = Promise.all([stdout, stderr]);
            const late = setTimeout(() => {
                child.stdout.destroy();
                child.stderr.destroy();
            }, lingerMilliseconds);
            const [out, err] = await ended;
            clearTimeout(late);
            resolve({
                code: code ?? 128 + (signal ? constants.signals[signal] : 0),
                stdout: out,
                stderr: err,
                ...(interrupted ? { interrupted } : {}),
            });
        });
    });
}

const lingerMilliseconds = 2_000;

async function read(
    stream: Readable,
    onLine: ((line: string) => void) | undefined,
    keep = onLine === undefined,
): Promise<string> {
    const kept: string[] = [];
    const lines = createInterface({ input: stream });
    lines.on("line", (line) => {
        if (keep) kept.push(line);
        onLine?.(line);
    });
    // A destroyed stream closes without an end event, and readline closes only on `end`.
    stream.once("close", () => lines.close());
    await new Promise<void>((resolve) => lines.once("close", resolve));
    return kept.join("\n");
}

interface Watched {
    readonly child: ChildProcess;
    readonly wholeGroup: boolean;
    interrupted?: NodeJS.Signals;
}

const watched = new Set<Watched>();
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Forwards signals to the child while it runs; the returned function stops that and returns the signal
 * received.
 */
function watch(child: ChildProcess, wholeGroup: boolean): () => NodeJS.Signals | undefined {
    const entry: Watched = { child, wholeGroup };
    if (watched.size === 0) {
        for (const signal of endings) process.on(signal, passOn);
        process.on("exit", endAll);
    }
    watched.add(entry);
    return () => {
        if (watched.delete(entry) && watched.size === 0) {
            for (const signal of endings) process.off(signal, passOn);
            process.off("exit", endAll);
        }
        return entry.interrupted;
    };
}

function passOn(signal: NodeJS.Signals): void {
    for (const entry of watched) {
        entry.interrupted = signal;
        // A closed terminal asks for the same orderly end; the engine handles only SIGINT and SIGTERM.
        kill(entry.child, signal === "SIGHUP" ? "SIGTERM" : signal, entry.wholeGroup);
    }
}

function endAll(): void {
    for (const entry of watched) kill(entry.child, "SIGTERM", entry.wholeGroup);
}

function kill(child: ChildProcess, signal: NodeJS.Signals, wholeGroup: boolean): void {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
        process.kill(wholeGroup ? -child.pid : child.pid, signal);
    } catch {
        // The child ended between the check and the signal: nothing is left to do.
    }
}
