import { type Command, type Environment, type Outcome, runCommand } from "./command";
import { cleanMessage, type FailureReason, isLockMessage } from "./diagnostics";
import { engineEnvironment } from "./environment";
import { type Change, type Step, type Summary, Tally } from "./events";
import type { Engine } from "./find";
import { areStale, readLocks } from "./locks";
import type { Project } from "./project";

/** Where a command of the engine runs, and with what. */
export interface Workplace {
    readonly engine: Engine;
    readonly project: Project;
    /** Added to the user's environment; an undefined value removes a variable. */
    readonly environment: Environment;
    /** Receives notes on what was repaired before a command could run. */
    readonly note?: (text: string) => void;
}

export interface Run extends Workplace {
    readonly stack: string;
    /** Receives each step as soon as it has ended. */
    readonly report?: (step: Step) => void;
    /** Receives what the engine is about to do with each resource that changes. */
    readonly announce?: (change: Change) => void;
}

/** A stack as the backend has it; secrets stay encrypted. */
export interface StackExport {
    readonly version: number;
    readonly deployment: {
        readonly resources?: readonly ExportedResource[];
        readonly pending_operations?: readonly { readonly resource: ExportedResource }[];
    };
}

export interface ExportedResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly id?: string;
    readonly parent?: string;
    readonly dependencies?: readonly string[];
    readonly deletedWith?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A command that returns no summary failed; the message is the engine's own. */
export class EngineError extends Error {
    override readonly name = "EngineError";
    constructor(
        message: string,
        readonly reason?: FailureReason,
    ) {
        super(message);
    }
}

/** The address of the backend that has the stacks, without any password. */
export async function findBackend(workplace: Workplace): Promise<string> {
    const { url } = JSON.parse(await ask(workplace, ["whoami", "--json"])) as { url: string };
    return url.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/, "");
}

/**
 * Creates an empty stack; an existing one is left as it is. Its secrets are encrypted with
 * `secretsProvider` (`awskms://...`), or else in the backend's default way.
 */
export async function initStack(
    run: Run,
    { secretsProvider }: { readonly secretsProvider?: string | undefined } = {},
): Promise<"created" | "existing"> {
    const keeping = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
    try {
        await ask(run, ["stack", "init", run.stack, "--no-select", ...keeping]);
        return "created";
    } catch (error) {
        if (error instanceof EngineError && /already exists/.test(error.message)) return "existing";
        throw error;
    }
}

/** The names of this project's stacks in the backend, sorted. */
export async function listStacks(workplace: Workplace): Promise<string[]> {
    const answer = await ask(workplace, ["stack", "ls", "--json"]);
    return (JSON.parse(answer) as { name: string }[]).map(({ name }) => name).sort();
}

export async function exportStack(run: Run): Promise<StackExport> {
    return JSON.parse(await ask(run, ["stack", "export", "--stack", run.stack])) as StackExport;
}

/**
 * Replaces a stack's state with a modified export, holding the stack's lock meanwhile. The engine reads the
 * state from a pipe, which needs no writable place and leaves no copy behind.
 */
export async function importStack(run: Run, state: StackExport): Promise<void> {
    await askLocking(run, ["stack", "import", "--stack", run.stack], JSON.stringify(state));
}

/** Removes an empty stack from the backend; one that still has resources is refused. */
export async function removeStack(run: Run): Promise<void> {
    await ask(run, ["stack", "rm", run.stack, "--yes", "--preserve-config"]);
}

/** Policies that a run must satisfy. */
export interface PolicyPack {
    /** A folder with PulumiPolicy.yaml, or an executable file that serves the pack. */
    readonly path: string;
    /** A JSON file with settings by policy name. */
    readonly config?: string;
    /** Additional variables for the pack's process. */
    readonly environment?: Environment;
}

/** What `upStack` would do; a violation of a mandatory policy fails the preview. */
export function previewStack(
    run: Run,
    options: { readonly policyPacks?: readonly PolicyPack[] } = {},
): Promise<Summary> {
    return operate(withPacks(run, options.policyPacks), ["preview", ...packs(options.policyPacks)]);
}

/**
 * Runs the program and applies the result without a preview: what was created before a policy is violated
 * stays, so preview with the policies first.
 *
 * A resource that fails stops neither the creation of the others nor, above all, the deletion of what must
 * go.
 */
export function upStack(
    run: Run,
    options: { readonly parallel?: number; readonly policyPacks?: readonly PolicyPack[] } = {},
): Promise<Summary> {
    const parallel = options.parallel ? ["--parallel", String(options.parallel)] : [];
    const policies = packs(options.policyPacks);
    const judged = withPacks(run, options.policyPacks);
    return operate(judged, ["up", ...applying, "--continue-on-error", ...parallel, ...policies]);
}

/** Brings only these resources to what the program declares. */
export function upTargets(run: Run, urns: readonly string[]): Promise<Summary> {
    return operate(run, ["up", ...applying, "--continue-on-error", ...targets(urns)]);
}

/** Deletes everything in the stack, without running the program. */
export function destroyStack(run: Run): Promise<Summary> {
    return operate(run, ["destroy", ...applying, "--continue-on-error"]);
}

/**
 * Deletes these resources, without running the program.
 *
 * The engine refuses the whole call if a target is not in the state or if something else depends on it, so
 * take the targets from a fresh export.
 */
export function destroyTargets(run: Run, urns: readonly string[]): Promise<Summary> {
    return operate(run, ["destroy", ...applying, "--continue-on-error", ...targets(urns)]);
}

/** Reads these resources back from their systems; `deleted` counts those that no longer exist. */
export function refreshTargets(run: Run, urns: readonly string[]): Promise<Summary> {
    return operate(run, ["refresh", ...applying, ...targets(urns)]);
}

const applying = ["--yes", "--skip-preview"] as const;

/** The engine expects a configuration for every pack or for none: an empty string stands for none. */
function packs(policyPacks: readonly PolicyPack[] = []): string[] {
    const paths = policyPacks.flatMap(({ path }) => ["--policy-pack", path]);
    const configured = policyPacks.some(({ config }) => config !== undefined);
    const configs = policyPacks.flatMap(({ config = "" }) => ["--policy-pack-config", config]);
    return configured ? [...paths, ...configs] : paths;
}

/**
 * The engine passes its own environment to a pack's process, so the pack's variables are set on the engine.
 */
function withPacks(run: Run, policyPacks: readonly PolicyPack[] = []): Run {
    const told = Object.assign({}, ...policyPacks.map(({ environment }) => environment));
    return { ...run, environment: { ...run.environment, ...told } };
}

/** Refuses an empty list: without a target the engine would take the whole stack. */
function targets(urns: readonly string[]): string[] {
    if (urns.length === 0)
        throw new Error("no target is named, and without one the whole stack would be meant");
    return urns.flatMap((urn) => ["--target", urn]);
}

/** Failures become part of the summary, so that one stack's failure does not affect the others. */
async function operate(run: Run, args: readonly string[]): Promise<Summary> {
    const summary = await operateOnce(run, args);
    if (summary.reason !== "locked") return summary;
    const freed = await freeStale(run, summary.error ?? "").catch(() => false);
    return freed ? operateOnce(run, args) : summary;
}

/**
 * A killed run leaves its lock behind. If the holder was a process on this host that no longer exists,
 * nobody is working on the stack, and the lock is freed.
 */
async function freeStale(run: Run, message: string): Promise<boolean> {
    const locks = readLocks(message);
    if (!areStale(locks)) return false;
    await ask(run, ["cancel", run.stack, "--yes"]);
    const holders = locks.map(({ user, pid }) => `${user}, process ${pid}`).join("; ");
    run.note?.(`${run.stack}: freed a lock whose holder on this host is gone (${holders})`);
    return true;
}

async function operateOnce(run: Run, args: readonly string[]): Promise<Summary> {
    const environment = engineEnvironment(run.engine, run.environment);
    const tally = new Tally(run.stack, environment, run.report ?? (() => {}), run.announce);
    const started = performance.now();
    const outcome = await start(run, environment, [...args, "--stack", run.stack, "--json"], {
        onLine: (line) => tally.take(line),
    }).catch((error: Error) => ({ code: 1, stderr: error.message }));
    return tally.sum(outcome, (performance.now() - started) / 1_000);
}

/** For commands that lock a stack. */
async function askLocking(run: Run, args: readonly string[], input: string): Promise<string> {
    try {
        return await ask(run, args, input);
    } catch (error) {
        const locked = error instanceof EngineError && error.reason === "locked";
        if (!locked || !(await freeStale(run, error.message))) throw error;
        return ask(run, args, input);
    }
}

async function ask(workplace: Workplace, args: readonly string[], input?: string): Promise<string> {
    const environment = engineEnvironment(workplace.engine, workplace.environment);
    const outcome = await start(workplace, environment, args, input === undefined ? {} : { input });
    if (outcome.interrupted) {
        throw new EngineError(`interrupted by ${outcome.interrupted}`, "interrupted");
    }
    if (outcome.code === 0) return outcome.stdout;
    const said = cleanMessage(outcome.stderr || outcome.stdout, environment);
    const message = said || `the engine ended with code ${outcome.code}`;
    throw new EngineError(message, isLockMessage(said) ? "locked" : undefined);
}

/**
 * Every command has `--stack` or a stack name: no stack is ever selected, and the user's selection is never
 * used.
 */
async function start(
    { engine, project }: Workplace,
    environment: Environment,
    args: readonly string[],
    more: Pick<Command, "input" | "onLine"> = {},
): Promise<Outcome> {
    try {
        return await runCommand({
            file: engine.pulumi,
            args: [...args, "--non-interactive", "--color", "never"],
            cwd: project.folder,
            environment,
            ...more,
        });
    } catch (error) {
        throw new EngineError(
            `the engine ${engine.pulumi} does not start: ${(error as Error).message}`,
        );
    }
}
