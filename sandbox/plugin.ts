import { endWithEngine } from "./endWithEngine";
import { servePlugin } from "./pluginServer";
import { providerTable } from "./providerTable";
import type { Provider } from "./resourceType";
import { sdkVersion } from "./sdkVersion";
import { World } from "./world";

/**
 * The entry point of a plugin process: `plugin.js aws` serves the sandbox's AWS and prints its port, the
 * only output that the engine reads. `ROLLCALL_WORLD` names the world, `ROLLCALL_SANDBOX_FAULTS` the
 * operations to fail.
 */
async function main(): Promise<void> {
    const providers: Readonly<Record<string, Provider<unknown>>> = providerTable;
    const name = process.argv[2] ?? "";
    const provider = providers[name];
    const world = process.env.ROLLCALL_WORLD;
    if (provider === undefined) {
        throw new Error(
            `"${name}" is not a plugin; there are ${Object.keys(providers).join(", ")}`,
        );
    }
    if (world === undefined) throw new Error("ROLLCALL_WORLD must name the folder of the world");
    endWithEngine();
    const faults = process.env.ROLLCALL_SANDBOX_FAULTS;
    const { port } = await servePlugin(provider, {
        world: new World(world),
        faults,
        version: sdkVersion(name),
    });
    process.stdout.write(`${port}\n`);
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
