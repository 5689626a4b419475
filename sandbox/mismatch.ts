/** A condition that a token does not meet. */
export interface Mismatch {
    /** The claim's name in the token, such as `ref`. */
    readonly claim: string;
    /** Values or patterns; any one of them would do. */
    readonly allowed: readonly string[];
    /** Empty if the token does not have the claim. */
    readonly given: readonly string[];
}

/** `ref is refs/heads/x; allowed: refs/heads/main, refs/tags/v*` */
export function describeMismatch({ claim, allowed, given }: Mismatch): string {
    const is = given.length === 0 ? "is missing" : `is ${given.join(", ")}`;
    return `${claim} ${is}; allowed: ${allowed.join(", ")}`;
}
