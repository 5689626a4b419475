import type { Instant } from "../model/instant";
import type { Roster } from "../model/roster";

/**
 * The same roster as if nothing in it ended at these instants. Whatever this one grants and the original
 * does not was taken away by time, not by a change.
 */
export function withoutEnds(roster: Roster, known: ReadonlySet<Instant>): Roster {
    return strip(roster, known) as Roster;
}

/** All instants at which something in a roster ends, in order. */
export function endsOf(roster: Roster): Instant[] {
    const ends = new Set<Instant>();
    collect(roster, ends);
    return [...ends].sort((a, b) => a - b);
}

function strip(value: unknown, known: ReadonlySet<Instant>): unknown {
    if (Array.isArray(value)) return value.map((each) => strip(each, known));
    if (value instanceof Map) {
        return new Map([...value].map(([key, each]) => [key, strip(each, known)] as const));
    }
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).filter(([key, each]) => key !== "until" || !known.has(each));
    return Object.fromEntries(kept.map(([key, each]) => [key, strip(each, known)]));
}

function collect(value: unknown, ends: Set<Instant>): void {
    if (typeof value !== "object" || value === null) return;
    const children = value instanceof Map ? [...value.values()] : Object.values(value);
    const { until } = value as { readonly until?: unknown };
    if (typeof until === "number") ends.add(until);
    for (const child of children) collect(child, ends);
}
