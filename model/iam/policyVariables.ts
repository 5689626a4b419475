import type { Glob } from "./glob";
import { literal, parseGlob } from "./glob";
import type { PolicyVersion } from "./policy";
import type { ContextValues } from "./request";
import { valuesOf } from "./request";

/** `${*}`, `${?}` and `${$}`; `${aws:username}`; `${aws:PrincipalTag/team, 'company-wide'}`. */
const variable = /\$\{(?:([*?$])|([^\s{},']+)(?:, '([^']*)')?)\}/g;

/** Which syntax a value may contain: `pattern` allows wildcards and variables, `text` only variables. */
export type Reading = "pattern" | "text" | "plain";

/**
 * A policy's value with its variables filled in, or undefined if one of them has no value: then the value
 * matches nothing. A variable has a value only if its key has exactly one, and that is not empty.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function resolveValue(
    value: string,
    reading: Reading,
    version: PolicyVersion,
    context: ContextValues,
): Glob | undefined {
    const read = reading === "pattern" ? parseGlob : literal;
    const plain = reading === "plain" || version !== "2012-10-17" || !hasVariable(value);
    if (plain) return read(value);
    const glob: (readonly Glob[number][])[] = [];
    let end = 0;
    for (const match of value.matchAll(variable)) {
        const filled = match[1] ?? lookUp(match[2] ?? "", context) ?? match[3];
        if (filled === undefined) return undefined;
        glob.push(read(value.slice(end, match.index)), literal(filled));
        end = match.index + match[0].length;
    }
    return [...glob, read(value.slice(end))].flat();
}

function lookUp(key: string, context: ContextValues): string | undefined {
    const [value, ...more] = valuesOf(context, key);
    return more.length === 0 ? value || undefined : undefined;
}

/** Whether a text contains a variable, well-formed or not. */
export function hasVariable(value: string): boolean {
    return value.includes("${");
}

/** What is wrong with the variables in a text, or undefined. */
export function variableProblem(value: string): string | undefined {
    const start = value.replace(variable, "").indexOf("${");
    if (start < 0) return undefined;
    return (
        `the variable in ${JSON.stringify(value)} is not well formed; ` +
        "write ${key}, ${key, 'default'}, ${*}, ${?} or ${$}"
    );
}
