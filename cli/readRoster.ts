import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Instant } from "../model/instant";
import { loadRoster } from "../model/load";
import type { Problem } from "../model/problem";
import { sortProblems } from "../model/problem";
import type { Loaded } from "../model/readRoster";
import type { Roster } from "../model/roster";
import { judge } from "../planners/judge";
import { Failure } from "./failure";
import type { Invocation } from "./invocation";
import { count } from "./text/count";
import { countProblems, formatProblem } from "./text/problems";

/** A roster as it was found, with what is wrong with it by any rule. */
export interface JudgedRoster {
    /** Absent: it cannot be read. */
    readonly roster?: Roster;
    readonly problems: readonly Problem[];
    readonly files: readonly string[];
    /** Leavers, and the people with whom nothing is wrong, whatever is wrong with the rest. */
    readonly leavers: Loaded["leavers"];
    readonly people: Loaded["people"];
}

interface JudgeOptions {
    readonly instant: Instant;
    readonly lapsed: "error" | "warning";
}

/** Reads and judges; a roster that could not be read is judged no further. */
export function judgeRoster(folder: string, options: JudgeOptions): JudgedRoster {
    return judgeLoaded(loadRoster(folder), options);
}

export function judgeLoaded(loaded: Loaded, options: JudgeOptions): JudgedRoster {
    const { roster, problems, files, leavers, people } = loaded;
    const judged = roster ? judgeOrSay(roster, options, files) : [];
    return {
        ...(roster ? { roster } : {}),
        problems: sortProblems([...problems, ...judged]),
        files,
        leavers,
        people,
    };
}

/** A failing rule (a bug of ours) stops what would be given, like any error, but not what is taken away. */
function judgeOrSay(roster: Roster, options: JudgeOptions, files: readonly string[]): Problem[] {
    try {
        return judge(roster, options);
    } catch (error) {
        const message =
            `the rules could not be applied: ${(error as Error).message}; this is a bug in Rollcall, ` +
            "not in the roster: report it, with what was last changed";
        const [file = ""] = files;
        return [{ file, line: 1, column: 1, severity: "error", rule: "unjudged", message }];
    }
}

/**
 * The roster for a command that only shows it: rules that it breaks are noted on standard error.
 *
 * @throws Failure where it cannot be read.
 */
export function openRoster(invocation: Invocation, instant: Instant): Roster {
    checkFolder(invocation);
    const judged = judgeRoster(invocation.roster, { instant, lapsed: "warning" });
    if (!judged.roster) throw unreadable(invocation, judged);
    const errors = errorsOf(judged.problems).length;
    if (errors > 0) {
        invocation.note(
            invocation.noteStyle(
                "yellow",
                `note: this roster has ${count(errors, "error")}, so nothing would be provisioned ` +
                    "from it; rollcall check lists them",
            ),
        );
    }
    return judged.roster;
}

export function errorsOf(problems: readonly Problem[]): Problem[] {
    return problems.filter(({ severity }) => severity === "error");
}

export const whereToRun = "run where the roster is, or give --roster <folder>";

/** Why the roster's folder is none: somebody stands elsewhere, and no file is wrong. */
export function whyNoFolder({ io, roster }: Invocation): string | undefined {
    const found = statSync(resolve(io.folder, roster), { throwIfNoEntry: false });
    if (found?.isDirectory()) return undefined;
    const name = JSON.stringify(roster);
    return found ? `${name} is no folder` : `no folder ${name} in ${io.folder}`;
}

/** @throws Failure where the roster's folder is none. */
export function checkFolder(invocation: Invocation, details: object = {}): void {
    const why = whyNoFolder(invocation);
    if (why === undefined) return;
    throw new Failure(2, why, { hint: whereToRun, details: { ok: false, ...details } });
}

function unreadable(invocation: Invocation, { problems }: JudgedRoster): Failure {
    const lines = invocation.json
        ? []
        : problems.map((problem) => formatProblem(problem, invocation.noteStyle));
    return new Failure(1, [whyUnknown(problems), ...lines].join("\n"), {
        hint: "correct that first: rollcall check judges it again",
        details: { ok: false, problems },
    });
}

/** Why nothing follows from a roster: a name that nobody has is another matter than a torn file. */
export function whyUnknown(problems: readonly Problem[]): string {
    const found = countProblems(problems);
    return problems.some(({ rule }) => rule === "syntax")
        ? `the roster cannot be read: ${found}`
        : `the roster was read and has ${found}, so nobody can tell who may do what`;
}
