import { distance } from "fastest-levenshtein";

/** Nobody means a name of this length, and comparing two of them would take minutes. */
const longest = 100;

/**
 * The candidate that was probably meant; undefined when none is close. A third of the letters may
 * differ, or two that changed places: more, and the guess misleads more often than it helps.
 */
export function nearest(given: string, candidates: Iterable<string>): string | undefined {
    if (given.length > longest) return undefined;
    const text = given.toLowerCase();
    const cutOff = text.length < 4 ? 1 : Math.max(2, Math.floor(text.length / 3));
    let best: string | undefined;
    let least = cutOff + 1;
    for (const candidate of candidates) {
        if (Math.abs(candidate.length - text.length) >= least) continue;
        const steps = distance(text, candidate.toLowerCase());
        if (steps < least) [best, least] = [candidate, steps];
    }
    return best;
}

const listed = 8;

/** The end of a message about a name that is not known: the nearest one, or else what there is. */
export function suggest(given: string, candidates: Iterable<string>): string {
    const close = nearest(given, candidates);
    if (close !== undefined) return `; did you mean ${JSON.stringify(close)}?`;
    const all = [...candidates];
    if (all.length === 0) return "; there are none";
    const more = all.length > listed ? ` and ${all.length - listed} more` : "";
    return `; known: ${all.slice(0, listed).join(", ")}${more}`;
}
