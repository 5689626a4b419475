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

/**
 * Starts one process that stands in for every plugin, as long as this process lives, and answers what
 * `PULUMI_DEBUG_PROVIDERS` takes. Else the engine starts one for each provider of each run: that is a
 * third of what a small stack costs.
 *
 * @throws when it does not come up.
 */
export async function hostPlugins(world: string): Promise<string> {
    const [node = "", ...args] = scriptCommand("pluginHost");
    const child = spawn(node, args, {
        // It ends when the pipe breaks. Ctrl-C is for us and the engine, which may have calls to finish.
        stdio: ["pipe", "pipe", "inherit"],
        detached: true,
        env: { ...process.env, ...scriptEnvironment, ROLLCALL_WORLD: world },
    });
    const failed = new Promise<never>((_, reject) => {
        child.once("error", reject);
        child.once("exit", (code) =>
            reject(new Error(`the sandbox's providers did not start (${code})`)),
        );
    });
    const ports = new Promise<string>((resolve) => {
        createInterface(child.stdout).once("line", resolve);
    });
    const answer = await Promise.race([ports, failed]);
    // Nothing of it keeps this process from ending.
    for (const handle of [child, child.stdin, child.stdout]) (handle as NodeJS.ReadStream).unref();
    return answer;
}
