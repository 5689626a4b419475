import type { Condition, PolicyDocument, PolicyStatement } from "../../model/iam";
import { hasWildcard, matches } from "../../model/iam/iamPattern";
import { issuer } from "../../planners/workflowRun";

/** The statements that let workflow runs in. */
export function trusting({ statements }: PolicyDocument): PolicyStatement[] {
    return statements.filter(
        ({ effect, principals, actions }) =>
            effect === "Allow" &&
            principals !== undefined &&
            (principals.except ||
                principals.entries.some(
                    ({ type, id }) => id === "*" || (type === "Federated" && id.includes(issuer)),
                )) &&
            actions.patterns.some((pattern) =>
                matches(pattern.toLowerCase(), "sts:assumerolewithwebidentity"),
            ) !== actions.except,
    );
}

/** Which claims of a token are required, with the alternatives allowed for each. */
export interface Claims {
    readonly values: (claim: string) => string[];
    /** The values that are wildcards: under StringEquals a star is just a star. */
    readonly patterns: (claim: string) => string[];
}

export function claimsOf(conditions: readonly Condition[]): Claims {
    const binding = conditions.filter(
        ({ operator, set, ifExists }) =>
            /^String(Equals|EqualsIgnoreCase|Like)$/.test(operator) &&
            set !== "ForAllValues" &&
            !ifExists,
    );
    const valuesOf = (claim: string, from: readonly Condition[]) =>
        from.filter(({ key }) => isClaim(key, claim)).flatMap(({ values }) => values);
    return {
        values: (claim) => valuesOf(claim, binding),
        patterns: (claim) =>
            valuesOf(
                claim,
                binding.filter(({ operator }) => operator === "StringLike"),
            ).filter(hasWildcard),
    };
}

/** `token.actions.githubusercontent.com:sub`, possibly with an enterprise's name after a slash. */
function isClaim(key: string, claim: string): boolean {
    const at = key.lastIndexOf(":");
    const from = key.slice(0, at).toLowerCase();
    return (
        key.slice(at + 1).toLowerCase() === claim &&
        (from === issuer || from.startsWith(`${issuer}/`))
    );
}
