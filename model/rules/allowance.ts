import { hasWildcard, matches } from "../iam/iamPattern";

/** What a statement allows, in a roster or in an IAM policy. Actions and resources may be patterns. */
export interface Allowance {
    readonly actions: readonly string[];
    /** What its actions nevertheless exclude: `NotAction`, and what is denied on everything. */
    readonly except?: readonly string[];
    readonly resources: readonly string[];
    /** IAM's own: operator, key, values. */
    readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Whether a statement allows an action, which is in lower case and not a pattern. */
export function allows(allowance: Allowance, action: string): boolean {
    return (
        allowance.actions.some((pattern) => matches(pattern.toLowerCase(), action)) &&
        !isExcepted(allowance, action)
    );
}

/** Whether nothing is left of an action, or of all that a pattern stands for. */
export function isExcepted({ except = [] }: Allowance, action: string): boolean {
    return except.some((one) => {
        const pattern = one.toLowerCase();
        // A `?` would match another pattern's `*` as a character, and cover far less.
        if (pattern.includes("?") && hasWildcard(action)) return false;
        return matches(pattern, action.toLowerCase());
    });
}

/** Whether a positive condition restricts a matching key to values that exclude something. */
export function isBoundBy({ conditions }: Allowance, key: RegExp): boolean {
    return Object.entries(conditions).some(
        ([operator, keys]) =>
            /^String(Equals|EqualsIgnoreCase|Like)$/i.test(operator) &&
            Object.entries(keys).some(
                ([name, values]) =>
                    key.test(name) && values.every((value) => !/^[*?]*$/.test(value)),
            ),
    );
}
