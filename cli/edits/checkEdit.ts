import { parseRoster, type RosterFiles } from "../../model/parse";
import type { Problem } from "../../model/problem";
import { readingRules } from "../../model/problem";
import type { JudgedRoster } from "../readRoster";
import { judgeLoaded } from "../readRoster";

type JudgeOptions = Parameters<typeof judgeLoaded>[1];

/**
 * Reads the roster as an edit would leave it, before anything is written. Answers the problems that
 * the edit brings; of one that could not be judged before, none.
 *
 * @throws Error where it would be harder to read than before, or a leaver would still stand
 * somewhere: a mistake of ours, and nothing is written.
 */
export function checkEdit(
    files: RosterFiles,
    edited: readonly { readonly file: string; readonly after: Uint8Array }[],
    before: JudgedRoster,
    options: JudgeOptions,
): Problem[] {
    const after = new Map(edited.map((one) => [one.file, one.after]));
    const written = files.files.map(({ file, bytes }) => ({
        file,
        bytes: after.get(file) ?? bytes,
    }));
    const loaded = parseRoster({ ...files, files: written });
    const judged = judgeLoaded(loaded, options);
    // What could not be read before was not judged either, and some judge by a rule of reading.
    const comparable = before.roster ? judged.problems : loaded.problems;
    for (const rule of [...readingRules, "leaver-still-listed"] as const) {
        const [worse] = comparable.filter((problem) => problem.rule === rule);
        if (countOf(comparable, rule) <= countOf(before.problems, rule) || !worse) continue;
        if (rule === "leaver-still-listed" && !before.roster) continue;
        const place = `${worse.file}:${worse.line}`;
        throw new Error(
            `the edit would bring ${rule}, nothing was written: ${place} ${worse.message}`,
        );
    }
    return before.roster ? withoutKnown(judged.problems, before.problems) : [];
}

function countOf(problems: readonly Problem[], rule: Problem["rule"]): number {
    return problems.filter((problem) => problem.rule === rule).length;
}

/** By what they say: lines move. */
function withoutKnown(problems: readonly Problem[], known: readonly Problem[]): Problem[] {
    const left = known.map(sayingOf);
    return problems.filter((problem) => {
        const index = left.indexOf(sayingOf(problem));
        if (index >= 0) left.splice(index, 1);
        return index < 0;
    });
}

function sayingOf({ severity, rule, message }: Problem): string {
    return `${severity} ${rule} ${message.replace(/:\d+(?::\d+)?\b/g, "")}`;
}
