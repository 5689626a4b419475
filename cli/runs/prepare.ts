import { resolve } from "node:path";
import type { Command } from "commander";
import type { StackConfig } from "../../engine/project";
import { EngineError, findBackend, initStack } from "../../engine/run";
import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import { organizationStack } from "../../planners/resources";
import { answerProblems } from "../check";
import { Failure, refused } from "../failure";
import { readInstant, toldInstant } from "../instant";
import type { Invocation } from "../invocation";
import type { Mode, ModeOptions } from "../mode";
import { announce, checkConfirmable, chooseMode, confirmLive } from "../mode";
import type { JudgedRoster } from "../readRoster";
import { checkFolder, errorsOf, judgeRoster, whereToRun, whyNoFolder } from "../readRoster";
import { formatProblem } from "../text/problems";
import { readApplied } from "./evidence";
import { anyStack } from "./handRun";
import { isUntouched, seedSandbox } from "./sandboxGround";
import { orderStacks, selectStacks, stacksOf } from "./selectStacks";
import type { Session } from "./session";
import { openSession } from "./session";

export interface StackOptions extends ModeOptions {
    readonly stack?: readonly string[];
    readonly yes?: boolean;
}

/** What a run acts on: the place, the roster as it was found, and the stacks. */
export interface Opened extends Session {
    readonly mode: Mode;
    readonly judged: JudgedRoster;
    readonly instant: Instant;
    /** The roster's folder, absolute. */
    readonly folder: string;
    /** Those that were asked for, org first; none where the roster cannot be read. */
    readonly stacks: readonly string[];
    /** Those in which access may have to be revoked: asked for, or no longer named by the roster. */
    readonly revocable: readonly string[];
}

/** The same with a roster that nothing is wrong with. */
export interface Prepared extends Opened {
    readonly roster: Roster;
}

export function addStackOptions(command: Command): void {
    const collect = (name: string, names: readonly string[] = []) => [...names, name];
    command
        .option("--stack <name>", "only this stack; repeatable (default: all)", collect)
        .option("--sandbox", "a world of files: nothing real is touched (default)")
        .option("--live", "the real systems")
        .option("--yes", "do not ask (live, without a terminal)");
}

/**
 * Everything that comes before a stack is run: the place is said, the roster judged, the engine
 * found, the place made ready. Answers the exit code where the roster is refused.
 *
 * @throws Failure where it cannot go on.
 */
export async function prepare(
    invocation: Invocation,
    options: StackOptions,
): Promise<Prepared | 1> {
    const start = begin(invocation, options);
    const roster = soundRoster(start.judged);
    if (!roster) return refuse(invocation, start);
    return withMode(start.mode, async () => {
        // Of a stack that the roster does not name nothing can be made.
        selectStacks(stacksOf(roster), options.stack);
        const opened = await open(invocation, options, start);
        const [mistake] = opened.mistakes;
        if (mistake !== undefined) throw refused(mistake);
        await makeReady(invocation, roster, opened);
        return { ...opened, roster };
    });
}

/**
 * The same for a command that takes away first, which no mistake in the roster stops: where the
 * roster is refused, answers the exit code only if there is nothing yet to take away. Whoever runs it
 * on the real systems has said so.
 */
export async function openAnyway(
    invocation: Invocation,
    options: StackOptions,
): Promise<Opened | 1> {
    const start = begin(invocation, options);
    const { mode } = start;
    const sound = soundRoster(start.judged);
    if (!sound && isUntouched(invocation, mode)) return refuse(invocation, start);
    return withMode(mode, async () => {
        checkConfirmable(invocation, mode, options.yes);
        const { roster } = start.judged;
        if (roster && isUntouched(invocation, mode)) {
            selectStacks(stacksOf(roster), options.stack);
        }
        const opened = await open(invocation, options, start);
        const stacks = [...new Set([...opened.stacks, ...opened.revocable])];
        if (!sound && stacks.length === 0) return refuse(invocation, start);
        const elsewhere = whyNoFolder(invocation);
        if (elsewhere !== undefined) invocation.note(`${elsewhere}: ${whereToRun}`);
        if (mode === "live") {
            // Only to be shown: nobody stays in because of it.
            const backend = await findBackend(opened.workplace).catch((error: unknown) => {
                if (error instanceof EngineError && error.reason === "interrupted") throw error;
                return "an unknown backend";
            });
            await confirmLive(invocation, options, { stacks, backend });
        }
        return opened;
    });
}

/** The sandbox's ground, and the stacks that are missing, empty. */
export async function makeReady(
    invocation: Invocation,
    roster: Roster,
    { mode, workplace, existing, secretsProviders }: Opened,
): Promise<void> {
    await seedSandbox(invocation, mode, roster);
    // All of them: an environment reads what org exports, whether or not org is asked for.
    const all = stacksOf(roster);
    const missing = all.filter((stack) => !existing.includes(stack));
    refuseOtherBackend(invocation, mode, existing);
    await Promise.all(
        missing.map((stack) => {
            const secretsProvider = secretsProviders.get(stack);
            return initStack({ ...workplace, stack }, { secretsProvider });
        }),
    );
    if (mode === "live" && missing.length > 0) {
        invocation.note(`made in the backend, empty: ${missing.join(", ")}`);
    }
    warnOfUnnamed(invocation, existing, all);
}

/** A backend without any stack, where some were applied from here, is another backend. */
function refuseOtherBackend({ home }: Invocation, mode: Mode, existing: readonly string[]): void {
    if (mode === "sandbox" || existing.length > 0 || !readApplied({ home, mode })) return;
    throw refused(
        "stacks were applied from here, and this backend has none of them",
        "log in to the backend that has them (pulumi login), or call rollcall in the folder of your " +
            "Pulumi.yaml",
    );
}

/** The roster, if nothing is wrong with it. */
export function soundRoster({ roster, problems }: JudgedRoster): Roster | undefined {
    return errorsOf(problems).length === 0 ? roster : undefined;
}

type Start = Pick<Opened, "mode" | "judged" | "instant" | "folder">;

function begin(invocation: Invocation, options: StackOptions): Start {
    const { roster: folder, io } = invocation;
    const mode = chooseMode(invocation, options);
    const instant = readInstant(io, mode);
    const judged = judgeRoster(folder, { instant, lapsed: "warning" });
    announce(invocation, mode, judged.roster);
    return { mode, judged, instant, folder: resolve(io.folder, folder) };
}

function refuse(invocation: Invocation, { mode, judged }: Start): 1 {
    checkFolder(invocation, { mode, problems: judged.problems });
    answerProblems(invocation, judged, { mode });
    invocation.note("nothing was touched");
    return 1;
}

async function open(invocation: Invocation, options: StackOptions, start: Start): Promise<Opened> {
    const { mode, judged, instant, folder } = start;
    const { roster } = judged;
    const sound = soundRoster(judged);
    if (sound) {
        for (const problem of judged.problems) {
            invocation.note(formatProblem(problem, invocation.noteStyle));
        }
    }
    const all = roster ? stacksOf(roster) : [];
    const session = await openSession(invocation, mode, {
        stacks: configOf(mode, all, folder),
        environment: { ROLLCALL_NOW: toldInstant(invocation, mode, instant) },
        ...(options.stack ? { asked: options.stack } : {}),
    });
    const existing = orderStacks(session.existing, all);
    // One that only the backend has may hold what a leaver still has.
    const stacks = roster ? selectStacks(all, options.stack, existing) : [];
    const asked = (stack: string) => !options.stack || options.stack.includes(stack);
    return {
        ...start,
        ...session,
        existing,
        stacks: sound ? stacks : stacks.filter((stack) => existing.includes(stack)),
        revocable: existing.filter(asked),
    };
}

/** Every JSON answer of a command that touches systems says where, a failure too. */
export async function withMode<T>(mode: Mode, work: () => Promise<T>): Promise<T> {
    try {
        return await work();
    } catch (error) {
        const failure = error instanceof EngineError ? refused(error.message) : error;
        if (!(failure instanceof Failure)) throw failure;
        const { exitCode, message, hint, details } = failure;
        throw new Failure(exitCode, message, {
            ...(hint === undefined ? {} : { hint }),
            details: { ok: false, mode, ...details },
        });
    }
}

function configOf(
    mode: Mode,
    stacks: readonly string[],
    roster: string,
): Record<string, StackConfig> {
    const shared = { "rollcall:roster": roster, "rollcall:sandbox": mode === "sandbox" };
    return {
        ...Object.fromEntries(
            stacks.map((stack) => [stack, { "rollcall:environment": stack, ...shared }]),
        ),
        // Without an environment the program takes the stack's name for it.
        ...(mode === "sandbox" ? { [anyStack]: shared } : {}),
    };
}

function warnOfUnnamed(
    { note, noteStyle }: Invocation,
    existing: readonly string[],
    named: readonly string[],
): void {
    const unnamed = existing.filter((stack) => !named.includes(stack));
    if (unnamed.length === 0) return;
    note(
        noteStyle(
            "yellow",
            `warning: the roster no longer names ${unnamed.join(", ")}: rollcall up revokes all ` +
                "access there, and leaves what held it until rollcall down destroys it",
        ),
    );
}

/** org, and then the others side by side. */
export function stagesOf(stacks: readonly string[]): string[][] {
    return [
        stacks.filter((stack) => stack === organizationStack),
        stacks.filter((stack) => stack !== organizationStack),
    ];
}
