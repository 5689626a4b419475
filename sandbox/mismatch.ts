/** A condition on a token that does not hold. */
export interface Mismatch {
    /** `ref`, as the token calls it. */
    readonly claim: string;
    /** Values or patterns, any of which would do. */
    readonly allowed: readonly string[];
    /** Empty: the token does not have the claim. */
    readonly given: readonly string[];
}

/** `ref is refs/heads/x; allowed: refs/heads/main, refs/tags/v*` */
export function describeMismatch({ claim, allowed, given }: Mismatch): string {
    const is = given.length === 0 ? "is missing" : `is ${given.join(", ")}`;
    return `${claim} ${is}; allowed: ${allowed.join(", ")}`;
}
