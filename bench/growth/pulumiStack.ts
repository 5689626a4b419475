import { mkdirSync } from "node:fs";
import type { Summary } from "../../engine/events";
import { type StackConfig, writeProject } from "../../engine/project";
import { type ExportedResource, exportStack, initStack, type Run } from "../../engine/run";
import { sandboxEnvironment, sandboxFolders } from "../../sandbox/environment";
import { installProvider } from "../../tests/lab/provider/gitHubProvider";
import type { Ground } from "./ground";

/**
 * An empty stack of a program in a backend of its own. Its commands run through `measure`, and Node.js
 * requires the `preload` files before the program.
 */
export async function openStack(
    ground: Ground,
    main: string,
    config: StackConfig,
    preload: readonly string[] = [],
): Promise<Run> {
    const { folder, programs } = ground;
    const { state, pulumiHome } = sandboxFolders(folder);
    mkdirSync(state, { recursive: true });
    installProvider(programs.plugin, pulumiHome);
    const stack = "org";
    const run = {
        engine: { ...programs.engine, pulumi: programs.measure },
        project: await writeProject({
            home: folder,
            mode: "sandbox",
            main,
            stacks: { [stack]: config },
        }),
        stack,
        environment: {
            ...sandboxEnvironment(folder),
            ...ground.environment,
            NODE_OPTIONS: [require.resolve("./programUsage.js"), ...preload]
                .map((file) => `--require ${file}`)
                .join(" "),
            GITHUB_OWNER: undefined,
            MEASURED_COMMAND: programs.engine.pulumi,
        },
    };
    await initStack(run);
    return run;
}

/** The custom resources in a stack's state, without providers. */
export async function resourcesOf(run: Run): Promise<ExportedResource[]> {
    const { resources = [] } = (await exportStack(run)).deployment;
    return resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
}

/** Throws unless a run did exactly this much. */
export function expect(summary: Summary, wanted: Partial<Summary>): void {
    const { created, updated, deleted, replaced, failed, error } = summary;
    const done = { created, updated, deleted, replaced, failed };
    const nothing = { created: 0, updated: 0, deleted: 0, replaced: 0, failed: 0 };
    const right = JSON.stringify({ ...nothing, ...wanted }) === JSON.stringify(done);
    if (error === undefined && right) return;
    throw new Error(`a run did ${JSON.stringify(done)}, not ${JSON.stringify(wanted)}: ${error}`);
}
