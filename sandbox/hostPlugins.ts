import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { parseFaults } from "./faults";
import { installPack, type PluginInstallation } from "./install";
import { scriptCommand, scriptEnvironment } from "./scriptCommand";

/** Whether all plugins may be one process: not where a fault is to kill one of them. */
export function canHostPlugins(faults: string | undefined): boolean {
    try {
        return parseFaults(faults).every(({ kill }) => !kill);
    } catch {
        return true; // It is said when a provider is configured, where the engine shows it.
    }
}

/** How the engine finds a process that stands in for its plugins. */
export interface HostVariables {
    readonly PULUMI_DEBUG_PROVIDERS: string;
    readonly PULUMI_DEBUG_LANGUAGES: string;
}

/**
 * Variables of some runs, and not of the whole process: `ROLLCALL_SANDBOX_FAULTS`, and what a program reads
 * before it first awaits something.
 */
export type Words = Readonly<Record<string, string>>;

/** Stands for a policy pack that is served already. */
export interface HostedPack {
    /** The file that the engine is to start. */
    readonly path: string;
    /** The variables by which that file finds the pack. */
    readonly environment: Words;
}

export interface PluginHost {
    readonly variables: HostVariables;
    /** Where to find the programs and providers of runs that get these extra variables. */
    tell(words: Words): Promise<HostVariables>;
    /** Serves a folder's policy pack once more, with its own settings; rejects where it does not start. */
    servePack(folder: string): Promise<HostedPack>;
    /** Ends it before this process ends. */
    close(): void;
}

/** What the process may be asked, one line of JSON each, and its answers. */
export type HostQuestion = { readonly words: Words } | { readonly pack: string };
export type HostAnswer =
    | { readonly variables: HostVariables }
    | { readonly port: number }
    | { readonly error: string };

type Environment = Readonly<Record<string, string | undefined>>;

const hosts = new Map<string, Promise<PluginHost>>();

/**
 * One process that stands in for every plugin, as long as this process lives: the providers, and the host of
 * the programs, which see `environment`. Otherwise the engine starts one for each provider and each program
 * of each run, which is more than half of what a small stack costs. Asking again for the same returns the
 * existing one.
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
        // It ends when the pipe breaks. Ctrl-C is for us and the engine, which may have calls to finish.
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
    ended.catch(forget); // Else it is only of interest while an answer is awaited.
    child.stdin.on("error", () => {}); // Where it is gone, the answer that does not come says so.
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
    /** Its handles are unref'd, so this process can exit unless it awaits an answer. */
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
