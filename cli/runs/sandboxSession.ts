import { mkdirSync } from "node:fs";
import { extname, join } from "node:path";
import { Interrupted } from "../../engine/command";
import type { Engine, EngineMode } from "../../engine/find";
import { EngineNotFound, engineModes, findEngine } from "../../engine/find";
import type { StackConfig } from "../../engine/project";
import { writeProject } from "../../engine/project";
import type { Workplace } from "../../engine/run";
import { EngineError, listStacks } from "../../engine/run";
import { sandboxEnvironment, sandboxFolders } from "../../sandbox/environment";
import { installPlugins } from "../../sandbox/install";
import { refused, wrongUse } from "../failure";
import type { Invocation } from "../invocation";
import { anyStack } from "./handRun";

/** The sandbox with everything that the engine needs in it. */
export interface SandboxSession {
    readonly workplace: Workplace;
    /** The stacks that its backend has. */
    readonly existing: readonly string[];
}

/** The program, compiled where this file is, and else its source. */
const program = join(__dirname, "..", "..", "stacks", `index${extname(__filename)}`);

/**
 * Finds the engine and makes ready what it works on: plugins, backend, project.
 *
 * @throws Failure where no engine can be had.
 */
export async function openSandbox(
    invocation: Invocation,
    stacks: Readonly<Record<string, StackConfig>>,
    environment: Readonly<Record<string, string | undefined>> = {},
): Promise<SandboxSession> {
    const { home } = invocation;
    const engine = await engineFor(invocation);
    const { pulumiHome, world, state } = sandboxFolders(home);
    installPlugins({ pulumiHome, world });
    mkdirSync(state, { recursive: true });
    const project = await writeProject({ home, mode: "sandbox", main: program, stacks });
    const workplace: Workplace = {
        engine,
        project,
        note: invocation.note,
        environment: {
            ...sandboxEnvironment(home),
            // Where the user's GitHub and Vault are means nothing here.
            GITHUB_BASE_URL: undefined,
            VAULT_NAMESPACE: undefined,
            // What this run tells the program is for it to say.
            ROLLCALL_NARROWING: undefined,
            ROLLCALL_ABSENT: undefined,
            ...environment,
        },
    };
    return { workplace, existing: await findStacks(invocation, workplace, Object.keys(stacks)) };
}

/** One state that cannot be read fails the whole list; then those that the roster names are tried. */
async function findStacks(
    { note }: Invocation,
    workplace: Workplace,
    named: readonly string[],
): Promise<string[]> {
    try {
        return await listStacks(workplace);
    } catch (error) {
        if (!(error instanceof EngineError) || error.reason !== undefined) throw error;
        note(`the backend cannot list its stacks: ${error.message}`);
        return named.filter((stack) => stack !== anyStack).sort();
    }
}

async function engineFor({ io, home, note }: Invocation): Promise<Engine> {
    const mode = io.environment.ROLLCALL_ENGINE || "auto";
    if (!isEngineMode(mode)) {
        throw wrongUse(
            `ROLLCALL_ENGINE is ${JSON.stringify(mode)}`,
            `allowed: ${engineModes.join(", ")}`,
        );
    }
    try {
        return await findEngine({ home, mode, environment: io.environment, report: note });
    } catch (error) {
        if (error instanceof EngineNotFound || error instanceof Interrupted) {
            throw refused(error.message);
        }
        throw error;
    }
}

function isEngineMode(text: string): text is EngineMode {
    return engineModes.some((mode) => mode === text);
}
