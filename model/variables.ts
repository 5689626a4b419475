import { suggest } from "./nearest";

/** The variables that `${...}` may name in the texts of roles, services and secrets. */
export const variables = [
    "organization",
    "environment",
    "account",
    "region",
    "service",
    "team",
] as const;
export type Variable = (typeof variables)[number];

const reference = /\$\{([^}]*)(\}?)/g;

export function usesVariable(text: string, variable: Variable): boolean {
    return text.includes(`\${${variable}}`);
}

/** For each `${...}` that names no variable, why it is refused. */
export function unknownVariables(text: string): string[] {
    if (!text.includes("${")) return [];
    return [...text.matchAll(reference)].flatMap(([whole, name = "", end]) => {
        if (end === "") return [`${JSON.stringify(whole)} has no closing brace`];
        if (isVariable(name)) return [];
        return [`${JSON.stringify(whole)} is not a variable here${suggest(name, variables)}`];
    });
}

/** Fills in known variables; unknown ones stay as written. */
export function expandVariables(
    text: string,
    values: Readonly<Partial<Record<Variable, string>>>,
): string {
    return text.replace(reference, (whole, name: string, end: string) =>
        end !== "" && isVariable(name) ? (values[name] ?? whole) : whole,
    );
}

function isVariable(name: string): name is Variable {
    return (variables as readonly string[]).includes(name);
}
