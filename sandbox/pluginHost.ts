import { createInterface } from "node:readline";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { endWithEngine } from "./endWithEngine";
import type { HostAnswer, HostQuestion } from "./hostPlugins";
import { serve, servePlugin } from "./pluginServer";
import { programService } from "./programService";
import { providerTable } from "./providerTable";
import { takeUnhandled } from "./runProgram";
import { sdkVersion } from "./sdkVersion";
import { servePack } from "./servePack";
import { World } from "./world";

/**
 * The entry point of the process that stands in for all plugins in every engine run of one command: it
 * serves the sandbox's providers, runs the programs and serves policy packs. It prints the variables by
 * which the engine finds it, then one answer per question.
 */
async function main(): Promise<void> {
    const { ROLLCALL_WORLD } = process.env;
    if (!ROLLCALL_WORLD) throw new Error("ROLLCALL_WORLD must name the folder of the world");
    endWithEngine();
    for (const event of ["uncaughtException", "unhandledRejection"]) {
        process.on(event, takeUnhandled);
    }
    const world = new World(ROLLCALL_WORLD);
    const serveProviders = async (faults: string | undefined): Promise<string> => {
        const ports = Object.entries(providerTable).map(async ([name, provider]) => {
            const version = sdkVersion(name);
            const { port } = await servePlugin(provider, { world, faults, version });
            return `${name}:${port}`;
        });
        return (await Promise.all(ports)).join(",");
    };
    const providers = new Map<string | undefined, Promise<string>>();
    const answer = async (question: HostQuestion): Promise<HostAnswer> => {
        if ("pack" in question) return { port: await servePack(question.pack) };
        const { ROLLCALL_SANDBOX_FAULTS: faults } = question.words;
        const served = providers.get(faults) ?? serveProviders(faults);
        providers.set(faults, served);
        const { port } = await serve(LanguageRuntimeService, programService(question.words));
        const variables = {
            PULUMI_DEBUG_PROVIDERS: await served,
            PULUMI_DEBUG_LANGUAGES: `nodejs:${port}`,
        };
        return { variables };
    };
    // What programs print goes to stderr: on stdout it would be taken for an answer.
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = process.stderr.write.bind(process.stderr);
    const print = (said: HostAnswer) => write(`${JSON.stringify(said)}\n`);
    print(await answer({ words: {} }));
    for await (const line of createInterface(process.stdin)) {
        print(await answer(JSON.parse(line)).catch(({ message }: Error) => ({ error: message })));
    }
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
