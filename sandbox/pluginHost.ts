import { createInterface } from "node:readline";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { endWithEngine } from "./endWithEngine";
import type { HostVariables, Words } from "./hostPlugins";
import { serve, servePlugin } from "./pluginServer";
import { programService } from "./programService";
import { providerTable } from "./providerTable";
import { takeUnhandled } from "./runProgram";
import { sdkVersion } from "./sdkVersion";
import { World } from "./world";

/**
 * A process that stands in for all plugins to every run of the engine in one command: it serves the
 * sandbox's providers, and runs the programs. It prints the variables by which the engine finds it, as
 * JSON, and so again for each line that it is given: variables as JSON that more programs are told.
 */
async function main(): Promise<void> {
    const { ROLLCALL_WORLD, ROLLCALL_SANDBOX_FAULTS: faults } = process.env;
    if (!ROLLCALL_WORLD) throw new Error("ROLLCALL_WORLD must name the folder of the world");
    endWithEngine();
    for (const event of ["uncaughtException", "unhandledRejection"]) {
        process.on(event, takeUnhandled);
    }
    const world = new World(ROLLCALL_WORLD);
    const providers = await Promise.all(
        Object.entries(providerTable).map(async ([name, provider]) => {
            const version = sdkVersion(name);
            const { port } = await servePlugin(provider, { world, faults, version });
            return `${name}:${port}`;
        }),
    );
    const serveTold = async (words: Words) => {
        const { port } = await serve(LanguageRuntimeService, programService(words));
        const variables: HostVariables = {
            PULUMI_DEBUG_PROVIDERS: providers.join(","),
            PULUMI_DEBUG_LANGUAGES: `nodejs:${port}`,
        };
        process.stdout.write(`${JSON.stringify(variables)}\n`);
    };
    await serveTold({});
    for await (const line of createInterface(process.stdin)) await serveTold(JSON.parse(line));
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
