import type { Problem } from "../../model/problem";
import { count } from "./count";
import { harmless } from "./harmless";
import type { Style } from "./style";

/** One line per problem, `file:line:column rule message`; a warning is marked as one. */
export function formatProblem(problem: Problem, style: Style): string {
    const { file, line, column, rule, message, severity } = problem;
    const warning = severity === "warning";
    const said = harmless(message);
    return [
        style("dim", harmless(`${file}:${line}:${column}`)),
        style(warning ? "yellow" : "red", rule),
        warning ? `${said} (warning)` : said,
    ].join(" ");
}

/** `2 errors, 1 warning` */
export function countProblems(problems: readonly Problem[]): string {
    const errors = problems.filter(({ severity }) => severity === "error").length;
    const warnings = problems.length - errors;
    return [
        ...(errors > 0 ? [count(errors, "error")] : []),
        ...(warnings > 0 ? [count(warnings, "warning")] : []),
    ].join(", ");
}
