/** `*`: any characters, or none. */
export const anyText: unique symbol = Symbol("*");
/** `?`: exactly one character. */
export const anyLetter: unique symbol = Symbol("?");

/**
 * A pattern, character by character. The value of a policy variable is literal, stars included, so that
 * whoever names a session or a tag cannot widen a policy.
 */
export type Glob = readonly (string | typeof anyText | typeof anyLetter)[];

export function parseGlob(pattern: string): Glob {
    return lettersOf(pattern).map((letter) =>
        letter === "*" ? anyText : letter === "?" ? anyLetter : letter,
    );
}

/** A pattern that matches only this text. */
export function literal(text: string): Glob {
    return lettersOf(text);
}

/**
 * Splits into code points; a text without surrogate pairs can be split the plain way, which is far faster.
 */
function lettersOf(text: string): string[] {
    return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text.split("");
}

/** The text of a pattern without wildcards. */
export function textOf(glob: Glob): string {
    return glob.map((part) => (typeof part === "string" ? part : part.description)).join("");
}

/**
 * Whether a pattern matches a whole text. On a mismatch only the last star is retried, so the time is at
 * most the product of both lengths: no policy can make it exponential.
 */
export function matchesGlob(glob: Glob, text: string): boolean {
    const letters = lettersOf(text);
    let at = 0;
    let index = 0;
    let star = -1;
    let retry = 0;
    while (index < letters.length) {
        const part = glob[at];
        if (part === anyText) {
            star = at++;
            retry = index;
        } else if (at < glob.length && (part === anyLetter || part === letters[index])) {
            at++;
            index++;
        } else if (star >= 0) {
            at = star + 1;
            index = ++retry;
        } else return false;
    }
    return glob.slice(at).every((part) => part === anyText);
}
