import type { Problem } from "../../model/problem";
import type { Violation } from "./findings";
import { describePath } from "./findings";

/**
 * A roster's problems, with the paths that lead from one environment into another. Where a rule has found
 * the problem already, the path is added to its message, waived or not, so that nothing is reported
 * twice; what no rule has found is a problem of its own, and never waived.
 */
export function withIsolation(
    problems: readonly Problem[],
    violations: readonly Violation[],
): Problem[] {
    const all = [...problems];
    for (const violation of violations) {
        const known = all.findIndex((problem) => isAbout(problem, violation));
        const problem = all[known];
        if (problem) all[known] = { ...problem, message: `${problem.message}; ${way(violation)}` };
        else all.push(problemOf(violation));
    }
    return all;
}

function isAbout({ rule, message, ...place }: Problem, { rule: broken, at }: Violation): boolean {
    return (
        place.file === at.file &&
        place.line === at.line &&
        place.column === at.column &&
        (rule === broken || (rule === "waived" && message.startsWith(`${broken}: `)))
    );
}

function problemOf(violation: Violation): Problem {
    const { rule, at, settle } = violation;
    const { file, line, column } = at;
    const message = `${way(violation)}; ${settle}`;
    return { severity: "error", rule, message, file, line, column };
}

/** `dev/catalog-api reaches prod: whoever may push ... (...), ...` */
function way({ from, to, path, more }: Violation): string {
    const others = more === 0 ? "" : `, and ${more} more ${more === 1 ? "way" : "ways"}`;
    return `${from} reaches ${to}: ${describePath(path)}${others}`;
}
