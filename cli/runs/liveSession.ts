import { resolve } from "node:path";
import type { StackConfig } from "../../engine/project";
import { readOwnProject, secretsProvidersOf, writeProject } from "../../engine/project";
import { sandboxFolders } from "../../sandbox/environment";
import { refused } from "../failure";
import type { Invocation } from "../invocation";
import type { Session, SessionOptions } from "./session";
import { unsaid } from "./tellPrograms";

/**
 * The real systems: the user's own plugins, backend and credentials. The settings of his stacks
 * (`Pulumi.prod.yaml`) are taken from the folder of the command; the project that the engine runs from
 * is a copy, so that no file that git tracks and no selected stack is ever written.
 *
 * @throws Failure where the project cannot be read.
 */
export async function openLive(
    { home, io, note }: Invocation,
    { engine, program, stacks, environment }: SessionOptions,
): Promise<Omit<Session, "existing">> {
    const own = await readOwnProject(io.folder).catch((error: Error) => {
        throw refused(error.message);
    });
    const project = await writeProject({
        home,
        mode: "live",
        main: program,
        stacks: liveStacks(stacks, own.configs),
        own,
    });
    const workplace = {
        engine,
        project,
        note,
        environment: {
            // A plugin that is missing may come from where it always does, unless the user says no.
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION:
                io.environment.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION,
            ...unsaid,
            ...environment,
        },
    };
    const mistakes = [...own.unread, ...(project.unwritten ?? [])];
    return { workplace, mistakes, secretsProviders: secretsProvidersOf(own) };
}

/** What the user set for a stack, and above it what this run says. */
function liveStacks(
    stacks: SessionOptions["stacks"],
    configs: Readonly<Record<string, StackConfig>>,
): Record<string, StackConfig> {
    return Object.fromEntries(
        Object.entries(stacks).map(([stack, config]) => [stack, { ...configs[stack], ...config }]),
    );
}

/**
 * With what the lines for a run by hand set, a live run would prove things of a world of files.
 *
 * @throws Failure where some of that is set.
 */
export function refuseSandbox({ home, io }: Invocation): void {
    const { PULUMI_HOME, PULUMI_BACKEND_URL, ...more } = io.environment;
    const { pulumiHome, state } = sandboxFolders(home);
    const ofSandbox = [
        ...["ROLLCALL_WORLD", "PULUMI_DEBUG_PROVIDERS", "PULUMI_DEBUG_LANGUAGES"].filter(
            (name) => more[name],
        ),
        ...(PULUMI_HOME && resolve(PULUMI_HOME) === pulumiHome ? ["PULUMI_HOME"] : []),
        ...(PULUMI_BACKEND_URL === `file://${state}` ? ["PULUMI_BACKEND_URL"] : []),
    ];
    if (ofSandbox.length === 0) return;
    throw refused(
        `${ofSandbox.join(" and ")} ${ofSandbox.length > 1 ? "are" : "is"} set for the sandbox`,
        "unset that to work on the real systems, or leave --live out",
    );
}
