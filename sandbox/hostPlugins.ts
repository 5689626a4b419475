import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { parseFaults } from "./faults";
import { installPack, type PluginInstallation } from "./install";
import { scriptCommand, scriptEnvironment } from "./scriptCommand";

/** Whether one process can host all plugins: not if a fault is to kill one of them. */
export function canHostPlugins(faults: string | undefined): boolean {
    try {
        return parseFaults(faults).every(({ kill }) => !kill);
    } catch {
        return true; // The error is raised when a provider is configured, where the engine shows it.
    }
}

/** How the engine finds a process that stands in for its plugins. */
export interface HostVariables {
    readonly PULUMI_DEBUG_PROVIDERS: string;
    readonly PULUMI_DEBUG_LANGUAGES: string;
}

/**
 * Environment variables for some runs only, not for the whole process: `ROLLCALL_SANDBOX_FAULTS`, and
 * whatever a program reads before its first await.
 */
export type Words = Readonly<Record<string, string>>;

/** Stands for a policy pack that is already being served. */
export interface HostedPack {
    /** The executable that the engine starts. */
    readonly path: string;
    /** The variables by which that executable finds the pack. */
    readonly environment: Words;
}

export interface PluginHost {
    readonly variables: HostVariables;
    /** Where runs with these extra variables find their programs and providers. */
    tell(words: Words): Promise<HostVariables>;
    /**
     * Serves a folder's policy pack in a fresh instance with its own settings; rejects if it does not
     * start.
     */
    servePack(folder: string): Promise<HostedPack>;
    /** Ends the host before this process ends. */
    close(): void;
}

/** Questions to the host and its answers, one line of JSON each. */
export type HostQuestion = { readonly words: Words } | { readonly pack: string };
export type HostAnswer =
    | { readonly variables: HostVariables }
    | { readonly port: number }
    | { readonly error: string };

type Environment = Readonly<Record<string, string | undefined>>;

const hosts = new Map<string, Promise<PluginHost>>();

/**
 * Starts one process that stands in for every plugin as long as this process lives: the providers, and the
 * host of the programs, which see `environment`. Without it the engine starts one process for each provider
 * and each program of each run, which is more than half the cost of a small stack. A second call with the
 * same arguments returns the same host.
 *
 * @throws when it does not start.
 */
export function hostPlugins(
    places: PluginInstallation,
    environment: Environment,
): Promise<PluginHost> {
    const key = JSON.stringify([places, environment]);
    const found = hosts.get(key);
    if (found) return found;
    const host = startHost(places, environment, () => hosts.delete(key));
    hosts.set(key, host);
    return host;
}

async function startHost(
    { world, pulumiHome }: PluginInstallation,
    environment: Environment,
    forget: () => void,
): Promise<PluginHost> {
    const [node = "", ...args] = scriptCommand("pluginHost");
    const child = spawn(node, args, {
        // The host ends when the pipe breaks. It must not receive Ctrl-C: the engine may have calls to
        // finish.
        stdio: ["pipe", "pipe", "inherit"],
        detached: true,
        env: { ...scriptEnvironment, ...environment, ROLLCALL_WORLD: world },
    });
    const ended = new Promise<never>((_, reject) => {
        child.once("error", reject);
        child.once("exit", (code) =>
            reject(new Error(`the sandbox's plugins ended with code ${code}`)),
        );
    });
    ended.catch(forget); // Its end matters only while somebody awaits an answer.
    child.stdin.on("error", () => {}); // If the process is gone, the missing answer reports it.
    const { answer, ask } = converse(child, ended);
    const { variables } = await answer<{ variables: HostVariables }>();
    return {
        variables,
        tell: async (words) => (await ask<{ variables: HostVariables }>({ words })).variables,
        async servePack(pack) {
            const { port } = await ask<{ port: number }>({ pack });
            const environment = { ROLLCALL_PACK_PORT: String(port) };
            return { path: installPack(pulumiHome), environment };
        },
        close() {
            forget();
            child.stdin.end();
        },
    };
}

type Host = ChildProcessByStdio<Writable, Readable, null>;

interface Conversation {
    /** What the process says next. */
    answer<Answer extends HostAnswer>(): Promise<Answer>;
    ask<Answer extends HostAnswer>(question: HostQuestion): Promise<Answer>;
}

/** One question after the other; each answer is awaited no longer than the process lives. */
function converse(child: Host, ended: Promise<never>): Conversation {
    const handles = [child, child.stdin, child.stdout] as unknown as NodeJS.ReadStream[];
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    /** The handles are unref'd, so that this process can exit unless it is waiting for an answer. */
    const answer = async <Answer extends HostAnswer>(): Promise<Answer> => {
        for (const handle of handles) handle.ref();
        const { value, done } = await Promise.race([answers.next(), ended]);
        if (done) return ended;
        for (const handle of handles) handle.unref();
        const said: HostAnswer = JSON.parse(value);
        if ("error" in said) throw new Error(said.error);
        return said as Answer;
    };
    let last: Promise<unknown> = Promise.resolve();
    const ask = <Answer extends HostAnswer>(question: HostQuestion): Promise<Answer> => {
        const asked = last.then(() => {
            child.stdin.write(`${JSON.stringify(question)}\n`);
            return answer<Answer>();
        });
        last = asked.catch(() => {});
        return asked;
    };
    return { answer, ask };
}
