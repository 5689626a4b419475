import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface ServerProcess {
    /** Ends the server and waits until it is gone. */
    stop(): Promise<void>;
}

export interface ServerCommand {
    readonly file: string;
    readonly args: readonly string[];
    readonly cwd: string;
    /** Beside PATH, all that the server gets. */
    readonly environment: Readonly<Record<string, string>>;
    /** Never shown, though the server writes it. */
    readonly secret?: string;
    /** Answers below 500 once the server is ready. */
    readonly ready: string;
    /** How long it may take until then, in milliseconds. Default: 30,000. */
    readonly patience?: number;
}

/**
 * Starts a server that ends with this process, however that ends: a shell beside it waits for our
 * end of a pipe to close, which happens in a crash and at a SIGKILL as well.
 */
const supervise =
    'trap "" INT TERM; "$@" </dev/null & server=$!; cat >/dev/null; kill $server; wait $server';

export async function startServer(command: ServerCommand): Promise<ServerProcess> {
    const { file, args, cwd, environment, secret, ready, patience = 30_000 } = command;
    const shell = spawn("/bin/sh", ["-c", supervise, "sh", file, ...args], {
        cwd,
        env: { PATH: process.env.PATH, ...environment },
        stdio: ["pipe", "pipe", "pipe"],
        detached: true, // a Ctrl-C is for us to take
    });
    const said = collect(shell, secret);
    const stop = () => end(shell);
    try {
        await answers(ready, patience);
        return { stop };
    } catch {
        await stop();
        throw new Error(`${file} did not answer within ${patience / 1000} s:\n${said()}`);
    }
}

/** Closing the pipe is the word to end. */
async function end(shell: ChildProcess): Promise<void> {
    if (shell.exitCode !== null || shell.signalCode !== null) return;
    const gone = once(shell, "exit");
    shell.stdin?.end();
    await gone;
}

async function answers(url: string, patience: number): Promise<void> {
    const until = Date.now() + patience;
    for (;;) {
        const response = await fetch(url).catch(() => undefined);
        await response?.arrayBuffer();
        if (response !== undefined && response.status < 500) return;
        if (Date.now() > until) throw new Error("no answer");
        await sleep(100);
    }
}

/** The last of what a server said, without its secret. */
function collect(shell: ChildProcess, secret: string | undefined): () => string {
    let text = "";
    for (const stream of [shell.stdout, shell.stderr]) {
        stream?.setEncoding("utf8").on("data", (part: string) => {
            text = `${text}${part}`.slice(-8_000);
        });
    }
    return () => (secret === undefined ? text : text.replaceAll(secret, "***"));
}

/**
 * A port of the loopback interface that nobody listened on a moment ago. Servers take seconds to come up, so
 * it is none of those that a system gives away by itself: Linux begins with 32,768.
 */
export async function freePort(): Promise<number> {
    for (;;) {
        const port = randomInt(20_000, 32_000);
        const server = createServer().listen(port, "127.0.0.1");
        const taken = await once(server, "listening").then(
            () => false,
            (error: NodeJS.ErrnoException) => {
                if (error.code !== "EADDRINUSE") throw error;
                return true;
            },
        );
        if (taken) continue;
        server.close();
        await once(server, "close");
        return port;
    }
}
