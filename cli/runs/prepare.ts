import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { StackConfig } from "../../engine/project";
import type { Workplace } from "../../engine/run";
import { EngineError, initStack } from "../../engine/run";
import type { Instant } from "../../model/instant";
import { isoInstant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import { organizationStack } from "../../planners/resources";
import { sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { answerProblems } from "../check";
import { Failure, refused } from "../failure";
import { readInstant } from "../instant";
import type { Invocation } from "../invocation";
import type { ModeOptions } from "../mode";
import { announceSandbox, chooseMode } from "../mode";
import type { JudgedRoster } from "../readRoster";
import { errorsOf, judgeRoster } from "../readRoster";
import { formatProblem } from "../text/problems";
import { anyStack } from "./handRun";
import { runLimited } from "./runLimited";
import { openSandbox } from "./sandboxSession";
import { seedOf } from "./seedOf";
import { selectStacks, stacksOf } from "./selectStacks";

export interface StackOptions extends ModeOptions {
    readonly stack?: readonly string[];
    readonly yes?: boolean;
}

/** What a run acts on: the place, the roster as it was found, and the stacks. */
export interface Opened {
    readonly judged: JudgedRoster;
    readonly instant: Instant;
    /** The roster's folder, absolute. */
    readonly folder: string;
    /** Those that were asked for, org first; none where the roster cannot be read. */
    readonly stacks: readonly string[];
    /** Those that the backend had before. */
    readonly existing: readonly string[];
    /** Those in which access may have to be revoked: asked for, or no longer named by the roster. */
    readonly revocable: readonly string[];
    readonly workplace: Workplace;
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
 * found, the sandbox made ready. Answers the exit code where the roster is refused.
 *
 * @throws Failure where it cannot go on.
 */
export async function prepare(
    invocation: Invocation,
    options: StackOptions,
    notLive: string,
): Promise<Prepared | 1> {
    const start = begin(invocation, options, notLive);
    const roster = soundRoster(start.judged);
    if (!roster) return refuse(invocation, start.judged);
    return withMode(async () => {
        const opened = await open(invocation, options, start);
        await makeReady(invocation, roster, opened);
        return { ...opened, roster };
    });
}

/**
 * The same for a command that takes away first, which no mistake in the roster stops: where the
 * roster is refused, answers the exit code only if there is nothing yet to take away.
 */
export async function openAnyway(
    invocation: Invocation,
    options: StackOptions,
    notLive: string,
): Promise<Opened | 1> {
    const start = begin(invocation, options, notLive);
    const nothingYet = !existsSync(sandboxFolders(invocation.home).state);
    if (!soundRoster(start.judged) && nothingYet) return refuse(invocation, start.judged);
    return withMode(() => open(invocation, options, start));
}

/** The world's ground, and the stacks that are missing, empty. */
export async function makeReady(
    invocation: Invocation,
    roster: Roster,
    { workplace, existing }: Pick<Opened, "workplace" | "existing">,
): Promise<void> {
    const { world } = sandboxFolders(invocation.home);
    await seedWorld(world, seedOf(roster)).catch((error: Error) => {
        throw refused(`the sandbox cannot be used: ${error.message}`);
    });
    // All of them: an environment reads what org exports, whether or not org is asked for.
    const all = stacksOf(roster);
    const missing = all.filter((stack) => !existing.includes(stack));
    await runLimited(
        missing.map((stack) => () => initStack({ ...workplace, stack })),
        missing.length,
    );
    warnOfUnnamed(invocation, existing, all);
}

/** The roster, if nothing is wrong with it. */
export function soundRoster({ roster, problems }: JudgedRoster): Roster | undefined {
    return errorsOf(problems).length === 0 ? roster : undefined;
}

type Start = Pick<Opened, "judged" | "instant" | "folder">;

function begin(invocation: Invocation, options: StackOptions, notLive: string): Start {
    const { home, roster: folder, io } = invocation;
    if (chooseMode(invocation, options) === "live") throw notYetLive(notLive);
    announceSandbox(invocation, sandboxFolders(home).world);
    const instant = readInstant(io, { live: false });
    const judged = judgeRoster(folder, { instant, lapsed: "warning" });
    return { judged, instant, folder: resolve(io.folder, folder) };
}

function refuse(invocation: Invocation, judged: JudgedRoster): 1 {
    answerProblems(invocation, judged, { mode: "sandbox" });
    invocation.note("nothing was touched");
    return 1;
}

async function open(invocation: Invocation, options: StackOptions, start: Start): Promise<Opened> {
    const { judged, instant, folder } = start;
    const { roster } = judged;
    const sound = soundRoster(judged);
    if (sound) {
        for (const problem of judged.problems) {
            invocation.note(formatProblem(problem, invocation.noteStyle));
        }
    }
    const all = roster ? stacksOf(roster) : [];
    const stacks = roster ? selectStacks(all, options.stack) : [];
    const session = await openSandbox(invocation, configOf(all, folder), {
        // All stacks of a run act at one instant, which is the one that the roster is judged at.
        ROLLCALL_NOW: isoInstant(instant),
    });
    const { workplace, existing } = session;
    const asked = (stack: string) => !options.stack || options.stack.includes(stack);
    return {
        ...start,
        stacks: sound ? stacks : stacks.filter((stack) => existing.includes(stack)),
        existing,
        revocable: existing.filter(asked),
        workplace,
    };
}

/** Every JSON answer of a command that touches systems says where, a failure too. */
export async function withMode<T>(work: () => Promise<T>): Promise<T> {
    try {
        return await work();
    } catch (error) {
        const failure = error instanceof EngineError ? refused(error.message) : error;
        if (!(failure instanceof Failure)) throw failure;
        const { exitCode, message, hint, details } = failure;
        throw new Failure(exitCode, message, {
            ...(hint === undefined ? {} : { hint }),
            details: { ok: false, mode: "sandbox", ...details },
        });
    }
}

function notYetLive(why: string): Failure {
    return new Failure(1, `--live is refused: ${why}`, {
        hint: "leave --live out to work on the sandbox",
        details: { ok: false, mode: "live" },
    });
}

function configOf(stacks: readonly string[], roster: string): Record<string, StackConfig> {
    const shared = { "rollcall:roster": roster, "rollcall:sandbox": true };
    return {
        ...Object.fromEntries(
            stacks.map((stack) => [stack, { "rollcall:environment": stack, ...shared }]),
        ),
        // Without an environment the program takes the stack's name for it.
        [anyStack]: shared,
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
