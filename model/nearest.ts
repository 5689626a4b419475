import { distance } from "fastest-levenshtein";

/** No real name is this long, and comparing two of them would take minutes. */
const longest = 100;

/**
 * The candidate that was probably meant, or undefined if none is close. Up to a third of the letters may
 * differ, or two of a short name; beyond that, the guess misleads more often than it helps.
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
const mostMeant = 3;

/** The end of a message about an unknown name: what was probably meant, or else what there is. */
export function suggest(given: string, candidates: Iterable<string>): string {
    const all = [...candidates];
    if (all.length === 0) return "; there are none";
    const meant = probablyMeant(given, all);
    if (meant.length > 0) return `; did you mean ${meant.map(quoted).join(" or ")}?`;
    const more = all.length > listed ? ` and ${all.length - listed} more` : "";
    return `; known: ${all.slice(0, listed).join(", ")}${more}`;
}

/** The same as a hint of its own, below a message. */
export function suggestion(given: string, candidates: Iterable<string>): string {
    return suggest(given, candidates).replace(/^; /, "");
}

/** The nearest; else those that begin with it or contain a similar word, unless there are too many. */
function probablyMeant(given: string, all: readonly string[]): string[] {
    const close = nearest(given, all);
    if (close !== undefined) return [close];
    if (given.length < 3 || given.length > longest) return [];
    const text = given.toLowerCase();
    const begun = all.filter((candidate) => candidate.toLowerCase().startsWith(text));
    const found =
        begun.length > 0
            ? begun
            : all.filter((candidate) => nearest(given, candidate.split(/[^a-zA-Z0-9]+/)));
    return found.length <= mostMeant ? found : [];
}

function quoted(name: string): string {
    return JSON.stringify(name);
}
