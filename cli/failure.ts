/** 1: refused or failed; 2: wrong use. */
export type FailureCode = 1 | 2;

/** A command's refusal: in words for people, without a stack trace. */
export class Failure extends Error {
    override readonly name = "Failure";
    /** What to do about it. */
    readonly hint: string | undefined;
    /** Added beside `error` in the JSON answer. */
    readonly details: object;

    constructor(
        readonly exitCode: FailureCode,
        message: string,
        { hint, details = {} }: { readonly hint?: string; readonly details?: object } = {},
    ) {
        super(message);
        this.hint = hint;
        this.details = details;
    }
}

/** Asked for correctly, but not done. */
export function refused(message: string, hint?: string): Failure {
    return new Failure(1, message, hint === undefined ? {} : { hint });
}

/** Asked for in a way that makes no sense. */
export function wrongUse(message: string, hint?: string): Failure {
    return new Failure(2, message, hint === undefined ? {} : { hint });
}

/** A name that nothing has; it is only known to be wrong where everything was read that could have it. */
export function unknownName(message: string, hint: string, readAll: boolean): Failure {
    return readAll ? wrongUse(message, hint) : refused(message, hint);
}
