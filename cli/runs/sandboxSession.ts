import { mkdirSync } from "node:fs";
import { writeProject } from "../../engine/project";
import { sandboxEnvironment, sandboxFolders } from "../../sandbox/environment";
import { canHostPlugins, hostPlugins } from "../../sandbox/hostPlugins";
import { installPlugins } from "../../sandbox/install";
import type { Invocation } from "../invocation";
import type { Session, SessionOptions } from "./session";

/** The sandbox: plugins, backend and project, all below the home. */
export async function openSandbox(
    { io, home, note }: Invocation,
    { engine, program, stacks, environment, onlyReads = false }: SessionOptions,
): Promise<Omit<Session, "existing">> {
    const { pulumiHome, world, state } = sandboxFolders(home);
    installPlugins({ pulumiHome, world });
    mkdirSync(state, { recursive: true });
    const project = await writeProject({ home, mode: "sandbox", main: program, stacks });
    const hosts = !onlyReads && canHostPlugins(io.environment.ROLLCALL_SANDBOX_FAULTS);
    const workplace = {
        engine,
        project,
        note,
        environment: {
            ...sandboxEnvironment(home),
            PULUMI_DEBUG_PROVIDERS: hosts ? await hostPlugins(world) : undefined,
            // Where the user's GitHub and Vault are means nothing here.
            GITHUB_BASE_URL: undefined,
            VAULT_NAMESPACE: undefined,
            ...unsaid,
            ...environment,
        },
    };
    return { workplace, mistakes: project.unwritten ?? [], secretsProviders: new Map() };
}

/** What a run tells the program is for it to say. */
export const unsaid = { ROLLCALL_NARROWING: undefined, ROLLCALL_ABSENT: undefined } as const;
