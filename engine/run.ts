import { type Command, type Environment, type Outcome, runCommand } from "./command";
import { cleanMessage, type FailureReason, isLockMessage } from "./diagnostics";
import { engineEnvironment } from "./environment";
import { type Change, type Step, type Summary, Tally } from "./events";
import type { Engine } from "./find";
import { areStale, readLocks } from "./locks";
import type { Project } from "./project";

/** Where, and with what, a command of the engine runs. */
export interface Workplace {
    readonly engine: Engine;
    readonly project: Project;
    /** Added to the user's own; an undefined value removes a variable. */
    readonly environment: Environment;
    /** Takes a note about what was repaired before a command could run. */
    readonly note?: (text: string) => void;
}

export interface Run extends Workplace {
    readonly stack: string;
    /** Takes each step as soon as it has ended. */
    readonly report?: (step: Step) => void;
    /** Takes what the engine is about to do with each resource that does not stay as it is. */
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

/** A command without a summary failed; the message is the engine's own. */
export class EngineError extends Error {
    override readonly name = "EngineError";
    constructor(
        message: string,
        readonly reason?: FailureReason,
    ) {
        super(message);
    }
}

/** The address of the backend that has the stacks, without any password in it. */
export async function findBackend(workplace: Workplace): Promise<string> {
    const { url } = JSON.parse(await ask(workplace, ["whoami", "--json"])) as { url: string };
    return url.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/, "");
}

/**
 * Makes an empty stack; an existing one stays as it is. Its secrets are encrypted by `secretsProvider`
 * (`awskms://...`), or else in the backend's default way.
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
 * Replaces a stack's state by a changed export of it, and locks the stack meanwhile. The engine reads the
 * state from a pipe: that needs no place to write to, and leaves no copy behind.
 */
export async function importStack(run: Run, state: StackExport): Promise<void> {
    await askLocking(run, ["stack", "import", "--stack", run.stack], JSON.stringify(state));
}

/** Removes an empty stack from the backend; one that still has resources is refused. */
export async function removeStack(run: Run): Promise<void> {
    await ask(run, ["stack", "rm", run.stack, "--yes", "--preserve-config"]);
}

/** Policies that a run must pass. */
export interface PolicyPack {
    /** A folder with PulumiPolicy.yaml, or an executable file that serves the pack. */
    readonly path: string;
    /** A JSON file: settings by the name of a policy. */
    readonly config?: string;
    /** Variables that give its process more information. */
    readonly environment?: Environment;
}

/** What `upStack` would do; a resource that breaks a mandatory policy fails the preview. */
export function previewStack(
    run: Run,
    options: { readonly policyPacks?: readonly PolicyPack[] } = {},
): Promise<Summary> {
    return operate(withPacks(run, options.policyPacks), ["preview", ...packs(options.policyPacks)]);
}

/**
 * Runs the program and applies the result, without a preview before it: whatever is made before a
 * policy is broken stays, so preview with the policies first.
 *
 * A resource that fails does not keep the others from being made nor, above all, keep what must be removed
 * from being deleted.
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

/** Makes these resources what the program declares, and leaves all others as they are. */
export function upTargets(run: Run, urns: readonly string[]): Promise<Summary> {
    return operate(run, ["up", ...applying, "--continue-on-error", ...targets(urns)]);
}

/** Deletes everything that the stack has, without running the program. */
export function destroyStack(run: Run): Promise<Summary> {
    return operate(run, ["destroy", ...applying, "--continue-on-error"]);
}

/**
 * Deletes these resources, without running the program.
 *
 * The engine refuses the whole call if a target is not in the state or something else depends on it, so
 * take the targets from a fresh export.
 */
export function destroyTargets(run: Run, urns: readonly string[]): Promise<Summary> {
    return operate(run, ["destroy", ...applying, "--continue-on-error", ...targets(urns)]);
}

/** Reads these resources back from their systems; `deleted` are those that no longer exist. */
export function refreshTargets(run: Run, urns: readonly string[]): Promise<Summary> {
    return operate(run, ["refresh", ...applying, ...targets(urns)]);
}

const applying = ["--yes", "--skip-preview"] as const;

/**
 * The engine wants a configuration for every pack or for none: an empty string stands for no
 * configuration.
 */
function packs(policyPacks: readonly PolicyPack[] = []): string[] {
    const paths = policyPacks.flatMap(({ path }) => ["--policy-pack", path]);
    const configured = policyPacks.some(({ config }) => config !== undefined);
    const configs = policyPacks.flatMap(({ config = "" }) => ["--policy-pack-config", config]);
    return configured ? [...paths, ...configs] : paths;
}

/** The engine gives a pack's process its own environment, so the pack's variables are set on the engine. */
function withPacks(run: Run, policyPacks: readonly PolicyPack[] = []): Run {
    const told = Object.assign({}, ...policyPacks.map(({ environment }) => environment));
    return { ...run, environment: { ...run.environment, ...told } };
}

/** Without a target the engine takes the whole stack. */
function targets(urns: readonly string[]): string[] {
    if (urns.length === 0)
        throw new Error("no target is named, and without one the whole stack would be meant");
    return urns.flatMap((urn) => ["--target", urn]);
}

/**
 * Whatever goes wrong becomes part of the summary, so that one stack's failure does not affect the
 * others.
 */
async function operate(run: Run, args: readonly string[]): Promise<Summary> {
    const summary = await operateOnce(run, args);
    if (summary.reason !== "locked") return summary;
    const freed = await freeStale(run, summary.error ?? "").catch(() => false);
    return freed ? operateOnce(run, args) : summary;
}

/**
 * A run that was killed leaves its lock behind. If the holder was a process of this host that is gone,
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
 * Every command has `--stack` or a name: no stack is ever selected, and the user's selection is
 * never asked for.
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
