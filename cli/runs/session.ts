import { extname, join } from "node:path";
import { Interrupted } from "../../engine/command";
import type { Engine, EngineMode } from "../../engine/find";
import { EngineNotFound, engineModes, findEngine } from "../../engine/find";
import type { StackConfig } from "../../engine/project";
import type { Workplace } from "../../engine/run";
import { EngineError, findBackend, listStacks } from "../../engine/run";
import { refused, wrongUse } from "../failure";
import type { Invocation } from "../invocation";
import type { Mode } from "../mode";
import { anyStack } from "./handRun";
import { openLive, refuseSandbox } from "./liveSession";
import { openSandbox } from "./sandboxSession";
import type { HostingWorkplace } from "./tellPrograms";

/** A place with everything that the engine needs in it. */
export interface Session {
    readonly workplace: HostingWorkplace;
    /** The stacks that its backend has. */
    readonly existing: readonly string[];
    /** What is wrong with the settings of stacks: nothing is given before that is mended. */
    readonly mistakes: readonly string[];
    /** How the secrets of a stack are to be kept that is not there yet, where its settings say so. */
    readonly secretsProviders: ReadonlyMap<string, string>;
}

/** What a session is opened with. */
export interface SessionOptions {
    readonly engine: Engine;
    /** The program, compiled where this file is, and else its source. */
    readonly program: string;
    /** The stacks that the roster names, each with what its program is told. */
    readonly stacks: Readonly<Record<string, StackConfig>>;
    /** Only states are read: no provider has to stand ready. */
    readonly onlyReads?: boolean;
    /** The stacks that somebody named. */
    readonly asked?: readonly string[];
    /** Added to the engine's environment. */
    readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds the engine and makes ready what it works on.
 *
 * @throws Failure where no engine can be had, or the place cannot be used.
 */
export async function openSession(
    invocation: Invocation,
    mode: Mode,
    given: Omit<SessionOptions, "engine" | "program">,
): Promise<Session> {
    if (mode === "live") refuseSandbox(invocation);
    const engine = await engineFor(invocation);
    const options = { ...given, engine, program };
    const place = await (mode === "live" ? openLive : openSandbox)(invocation, options);
    const existing = await findStacks(invocation, mode, place.workplace, given);
    refuseForeign(existing);
    return { ...place, existing };
}

const program = join(__dirname, "..", "..", "stacks", `index${extname(__filename)}`);

/** Pulumi Cloud puts an owner that is not the default before the name: our own would be made anew. */
function refuseForeign(existing: readonly string[]): void {
    const foreign = existing.find((stack) => stack.includes("/"));
    if (foreign === undefined) return;
    const [owner] = foreign.split("/");
    throw refused(
        `the backend has the stack ${foreign}, of an owner who is not your default one`,
        `pulumi org set-default ${owner}`,
    );
}

/**
 * One state that cannot be read fails the whole list; then those are tried that the roster names, or
 * that somebody named.
 *
 * @throws Failure where the backend itself gives no answer: then no stack will, either.
 */
async function findStacks(
    { note }: Invocation,
    mode: Mode,
    workplace: Workplace,
    { stacks, asked = [] }: Pick<SessionOptions, "stacks" | "asked">,
): Promise<string[]> {
    try {
        return await listStacks(workplace);
    } catch (error) {
        if (!(error instanceof EngineError) || error.reason !== undefined) throw error;
        const isThere = await findBackend(workplace).catch(() => undefined);
        if (isThere === undefined) {
            throw refused(
                `cannot read state: ${error.message}`,
                mode === "live" ? noLogin : undefined,
            );
        }
        note(`the backend cannot list its stacks: ${error.message}`);
        const named = [...Object.keys(stacks), ...asked].filter((stack) => stack !== anyStack);
        return [...new Set(named)].sort();
    }
}

const noLogin =
    "nothing was touched; log in to the backend that has the stacks (pulumi login, or " +
    "PULUMI_BACKEND_URL): docs/live.md";

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
