import { canonicalJson, type Json } from "../../../planners/canonical";

/** What there is in a system, in the words of people, and how it is. */
export type Fact = readonly [what: string, how: unknown];

/** Sorted lines, in which no id of a system's own making stands. */
export function linesOf(facts: readonly Fact[]): string[] {
    return facts.map(([what, how]) => `${what}: ${canonicalJson(plain(how))}`).sort();
}

/** As it is in JSON. */
function plain(value: unknown): Json {
    return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}
