import type { Roster } from "../model/roster";
import type { Definition } from "./definition";
import { readInstant } from "./instant";
import type { Invocation } from "./invocation";
import type { JudgedRoster } from "./readRoster";
import { errorsOf, judgeRoster } from "./readRoster";
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
        const instant = readInstant(invocation.io, { live: false });
        const judged = judgeRoster(invocation.roster, { instant, lapsed: "error" });
        return answerProblems(invocation, judged);
    },
};

/** The answer of `check`, which others give too where they refuse; `more` goes into the JSON. */
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
