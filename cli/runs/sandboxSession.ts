import { mkdirSync } from "node:fs";
import { engineEnvironment } from "../../engine/environment";
import { secretsProvidersOf, writeProject } from "../../engine/project";
import { sandboxEnvironment, sandboxFolders, stateKey } from "../../sandbox/environment";
import { canHostPlugins, hostPlugins } from "../../sandbox/hostPlugins";
import { installPlugins } from "../../sandbox/install";
import type { Invocation } from "../invocation";
import type { Io } from "../io";
import type { Session, SessionOptions } from "./session";
import { tellPrograms, unsaid } from "./tellPrograms";

/** What of an invocation counts here. */
export interface SandboxSurroundings extends Pick<Invocation, "home" | "note"> {
    readonly io: Pick<Io, "environment">;
}

/** The sandbox: plugins, backend and project, all below the home. */
export async function openSandbox(
    { io, home, note }: SandboxSurroundings,
    { engine, program, stacks, environment, onlyReads = false }: SessionOptions,
): Promise<Omit<Session, "existing">> {
    const { pulumiHome, world, state } = sandboxFolders(home);
    const places = { pulumiHome, world };
    installPlugins(places);
    mkdirSync(state, { recursive: true });
    const { ROLLCALL_SANDBOX_FAULTS, ROLLCALL_SANDBOX_KEY_SERVER } = io.environment;
    const key = stateKey(ROLLCALL_SANDBOX_KEY_SERVER);
    const keys = Object.fromEntries(Object.keys(stacks).map((stack) => [stack, key.settings]));
    const project = await writeProject({
        home,
        mode: "sandbox",
        main: program,
        stacks,
        own: { settings: {}, configs: {}, keys, unread: [] },
    });
    const variables = {
        ...sandboxEnvironment(home),
        ...key.variables,
        // An engine lives for seconds and needs little memory: collecting less is a fifth of its work.
        GOGC: "400",
        // A user's own would stand in for what is the sandbox's.
        PULUMI_DEBUG_PROVIDERS: undefined,
        PULUMI_DEBUG_LANGUAGES: undefined,
        // Where the user's GitHub and Vault are means nothing here.
        GITHUB_BASE_URL: undefined,
        VAULT_NAMESPACE: undefined,
        ...unsaid,
        ROLLCALL_SANDBOX_FAULTS,
        ...environment,
    };
    const hosts = !onlyReads && canHostPlugins(ROLLCALL_SANDBOX_FAULTS);
    // What one run is told and the next is not, its programs are told by it alone.
    const lasting = engineEnvironment(engine, { ...variables, ...unsaid });
    const workplace = {
        ...{ engine, project, note, environment: variables },
        ...(hosts ? { host: await hostPlugins(places, lasting) } : {}),
    };
    return {
        workplace: await tellPrograms(workplace, {}),
        mistakes: project.unwritten ?? [],
        secretsProviders: secretsProvidersOf({ keys }),
    };
}
