/** Stands for any letters, or none: `*`. */
export const anyText: unique symbol = Symbol("*");
/** Stands for exactly one letter: `?`. */
export const anyLetter: unique symbol = Symbol("?");

/**
 * A pattern, letter by letter. What a policy variable brings in is literal, stars too, so that
 * whoever names a session or a tag cannot widen a policy.
 */
export type Glob = readonly (string | typeof anyText | typeof anyLetter)[];

export function parseGlob(pattern: string): Glob {
    return lettersOf(pattern).map((letter) =>
        letter === "*" ? anyText : letter === "?" ? anyLetter : letter,
    );
}

/** A pattern that matches this text alone. */
export function literal(text: string): Glob {
    return lettersOf(text);
}

/** Splits between letters of more than one unit too; without any the plain split is far quicker. */
function lettersOf(text: string): string[] {
    return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text.split("");
}

/** The text of a pattern without wildcards. */
export function textOf(glob: Glob): string {
    return glob.map((part) => (typeof part === "string" ? part : part.description)).join("");
}

/**
 * Whether a pattern matches a whole text. On a mismatch only the last star gives way, so the time
 * is at most the product of both lengths: no policy can make it exponential.
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
