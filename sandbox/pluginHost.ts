import { endWithEngine } from "./endWithEngine";
import { servePlugin } from "./pluginServer";
import { providerTable } from "./providerTable";
import { sdkVersion } from "./sdkVersion";
import { World } from "./world";

/**
 * A process that serves all of the sandbox's providers to every run of the engine in one command. It
 * prints what `PULUMI_DEBUG_PROVIDERS` takes: `aws:33001,github:33002,...`.
 */
async function main(): Promise<void> {
    const { ROLLCALL_WORLD, ROLLCALL_SANDBOX_FAULTS: faults } = process.env;
    if (!ROLLCALL_WORLD) throw new Error("ROLLCALL_WORLD must name the folder of the world");
    endWithEngine();
    const world = new World(ROLLCALL_WORLD);
    const served = await Promise.all(
        Object.entries(providerTable).map(async ([name, provider]) => {
            const version = sdkVersion(name);
            const { port } = await servePlugin(provider, { world, faults, version });
            return `${name}:${port}`;
        }),
    );
    process.stdout.write(`${served.join(",")}\n`);
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
