import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import type { Outcome } from "./sandbox";

const script = path.join(__dirname, "shellProcess.js");

/** A process in which the published command line is run again and again: to start one takes a second each. */
export class Shell {
    readonly #child: ChildProcess;
    #last: Promise<unknown> = Promise.resolve();

    constructor(folder: string, environment: NodeJS.ProcessEnv) {
        // Whoever runs the tests with options of Node.js means the tests.
        this.#child = fork(script, { cwd: folder, env: environment, execArgv: [] });
        this.#keepsNothing();
    }

    /** One call after the other; rejects where the process is gone. */
    run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
        const outcome = this.#last.then(() => this.#run(args, environment));
        this.#last = outcome.catch(() => undefined);
        return outcome;
    }

    async end(): Promise<void> {
        if (!this.#child.connected) return;
        const ended = once(this.#child, "exit");
        this.#child.ref();
        this.#child.disconnect();
        await ended;
    }

    async #run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
        const over = new AbortController();
        const { signal } = over;
        this.#child.ref();
        this.#child.channel?.ref();
        try {
            this.#child.send({ args, environment });
            const [outcome] = await Promise.race([
                once(this.#child, "message", { signal }),
                once(this.#child, "exit", { signal }).then(([code]) => {
                    throw new Error(`the shell ended with code ${code}`);
                }),
            ]);
            return outcome as Outcome;
        } finally {
            over.abort();
            this.#keepsNothing();
        }
    }

    /** No test waits for one that nobody ended. */
    #keepsNothing(): void {
        this.#child.unref();
        this.#child.channel?.unref();
    }
}
