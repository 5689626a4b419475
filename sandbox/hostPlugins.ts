import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseFaults } from "./faults";
import { scriptCommand, scriptEnvironment } from "./scriptCommand";

/** Whether all plugins may be one process: not where a fault is to kill one of them. */
export function canHostPlugins(faults: string | undefined): boolean {
    try {
        return parseFaults(faults).every(({ kill }) => !kill);
    } catch {
        return true; // It is said when a provider is configured, where the engine shows it.
    }
}

/** By which the engine finds a process that stands in for its plugins. */
export interface HostVariables {
    readonly PULUMI_DEBUG_PROVIDERS: string;
    readonly PULUMI_DEBUG_LANGUAGES: string;
}

/** Variables that a program reads before it waits for anything. */
export type Words = Readonly<Record<string, string>>;

export interface PluginHost {
    readonly variables: HostVariables;
    /** Where programs run that are told more than others, by their environment. */
    tell(words: Words): Promise<HostVariables>;
}

/**
 * Starts one process that stands in for every plugin, as long as this process lives: the providers, and
 * the host of the programs, which see `environment`. Else the engine starts one for each provider and each
 * program of each run: that is more than half of what a small stack costs.
 *
 * @throws when it does not come up.
 */
export async function hostPlugins(
    world: string,
    environment: Readonly<Record<string, string | undefined>>,
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
    ended.catch(() => {}); // It is only of interest while an answer is awaited.
    const handles = [child, child.stdin, child.stdout] as unknown as NodeJS.ReadStream[];
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    /** Nothing of it keeps this process from ending, unless an answer is awaited. */
    const answer = async (): Promise<HostVariables> => {
        for (const handle of handles) handle.ref();
        const { value } = await Promise.race([answers.next(), ended]);
        for (const handle of handles) handle.unref();
        return JSON.parse(value);
    };
    let last: Promise<unknown> = Promise.resolve();
    const variables = await answer();
    return {
        variables,
        tell(words) {
            const told = last.then(() => {
                child.stdin.write(`${JSON.stringify(words)}\n`);
                return answer();
            });
            last = told.catch(() => {});
            return told;
        },
    };
}
