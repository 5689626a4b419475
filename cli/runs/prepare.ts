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
import type { StackSummary } from "./report";
import { runLimited } from "./runLimited";
import { openSandbox } from "./sandboxSession";
import { seedOf } from "./seedOf";
import { selectStacks, stacksOf } from "./selectStacks";

export interface StackOptions extends ModeOptions {
    readonly stack?: readonly string[];
    readonly yes?: boolean;
}

/** A roster that nothing is wrong with, and the stacks it is for. */
export interface Prepared {
    readonly roster: Roster;
    readonly instant: Instant;
    /** Those that were asked for, org first. */
    readonly stacks: readonly string[];
    /** Those that the backend had before. */
    readonly existing: readonly string[];
    /** Those in which access may have to be revoked: asked for, or no longer named by the roster. */
    readonly revocable: readonly string[];
    readonly workplace: Workplace;
}

/** What is done even for a roster that is refused. */
export type WhenRefused = (
    judged: JudgedRoster,
    instant: Instant,
) => Promise<readonly StackSummary[]>;

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
 * found, the sandbox made ready. Answers the exit code where the roster is refused; then nothing has
 * been touched but what `whenRefused` does, which answers the stacks in which it did something.
 *
 * @throws Failure where it cannot go on.
 */
export async function prepare(
    invocation: Invocation,
    options: StackOptions,
    notLive: string,
    whenRefused: WhenRefused = async () => [],
): Promise<Prepared | 1> {
    const mode = chooseMode(invocation, options);
    if (mode === "live") throw notYetLive(notLive);
    return withMode(async () => {
        const { home, roster: folder, io } = invocation;
        const { world } = sandboxFolders(home);
        announceSandbox(invocation, world);
        const instant = readInstant(io, { live: false });
        const judged = judgeRoster(folder, { instant, lapsed: "warning" });
        const { roster, problems } = judged;
        if (!roster || errorsOf(problems).length > 0) {
            const stacks = await whenRefused(judged, instant);
            answerProblems(invocation, judged, { mode, ...(stacks.length > 0 ? { stacks } : {}) });
            invocation.note(
                stacks.length > 0
                    ? "leavers were revoked; nothing else was touched"
                    : "nothing was touched",
            );
            return 1;
        }
        for (const problem of problems) {
            invocation.note(formatProblem(problem, invocation.noteStyle));
        }
        const all = stacksOf(roster);
        const stacks = selectStacks(all, options.stack);
        const session = await openSandbox(invocation, configOf(all, resolve(io.folder, folder)), {
            // All stacks of a run act at one instant, which is the one that the roster is judged at.
            ROLLCALL_NOW: isoInstant(instant),
        });
        await seedWorld(world, seedOf(roster)).catch((error: Error) => {
            throw refused(`the sandbox cannot be used: ${error.message}`);
        });
        const { workplace, existing } = session;
        // All of them: an environment reads what org exports, whether or not org is asked for.
        const missing = all.filter((stack) => !existing.includes(stack));
        await runLimited(
            missing.map((stack) => () => initStack({ ...workplace, stack })),
            missing.length,
        );
        warnOfUnnamed(invocation, existing, all);
        const revocable = existing.filter(
            (stack) => stacks.includes(stack) || (!options.stack && !all.includes(stack)),
        );
        return { roster, instant, stacks, existing, revocable, workplace };
    });
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
