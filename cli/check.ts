import type { Instant } from "../model/instant";
import type { Problem } from "../model/problem";
import { sortProblems } from "../model/problem";
import type { Roster } from "../model/roster";
import type { Definition } from "./definition";
import { readInstant } from "./instant";
import type { Invocation } from "./invocation";
import type { Mode } from "./mode";
import type { JudgedRoster } from "./readRoster";
import { checkFolder, errorsOf, judgeRoster } from "./readRoster";
import { judgeTombstones } from "./runs/tombstones";
import { count } from "./text/count";
import { countProblems, formatProblem } from "./text/problems";

/** Everything that is wrong with the roster, in one list. */
export const check: Definition = {
    examples: [
        ["rollcall check", "judge the files in roster/"],
        ["rollcall check --roster acme", "judge those in acme/"],
        ["rollcall check --json | jq '.problems[].rule'", "the same as data"],
    ],
    run(invocation) {
        const instant = readInstant(invocation.io);
        checkFolder(invocation);
        const judged = judgeRoster(invocation.roster, { instant, lapsed: "error" });
        const words = wordsOnTombstones(invocation, judged, instant, ["live", "sandbox"]);
        const problems = sortProblems([...judged.problems, ...words]);
        return answerProblems(invocation, { ...judged, problems });
    },
};

/** What the records of leavers say about tombstones; a record that cannot be read stops nothing. */
export function wordsOnTombstones(
    { home, roster: folder, note }: Invocation,
    { roster }: JudgedRoster,
    instant: Instant,
    modes: readonly Mode[],
): Problem[] {
    if (!roster) return [];
    try {
        return judgeTombstones({ roster, folder, home, instant }, modes);
    } catch (error) {
        note(`tombstones: ${(error as Error).message}`);
        return [];
    }
}

/** The answer of `check`, which other commands also give when they refuse; `more` goes into the JSON. */
export function answerProblems(
    invocation: Invocation,
    { roster, problems, files }: JudgedRoster,
    more: object = {},
): 0 | 1 {
    const ok = errorsOf(problems).length === 0;
    const { style } = invocation;
    invocation.answer({ ok, ...more, problems }, () =>
        [
            ...problems.map((problem) => formatProblem(problem, style)),
            ok
                ? `${style("green", "ok")}: ${[countProblems(problems), contentsOf(roster)].filter(Boolean).join("; ")}`
                : style("red", `${countProblems(problems)} in ${count(files.length, "file")}`),
        ].join("\n"),
    );
    return ok ? 0 : 1;
}

function contentsOf(roster: Roster | undefined): string {
    if (!roster) return "";
    return [
        count(roster.people.size, "person", "people"),
        count(roster.teams.size, "team"),
        count(roster.roles.size, "role"),
        count(roster.grants.length, "grant"),
        count(roster.services.size, "service"),
        count(roster.environments.size, "environment"),
    ].join(", ");
}
