import type { Roster } from "../model/roster";

/**
 * The same roster as if nothing in it ended: what it holds at an instant beyond what the roster
 * itself holds then was taken away by time, and by no change.
 */
export function withoutEnds(roster: Roster): Roster {
    return strip(roster) as Roster;
}

function strip(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(strip);
    if (value instanceof Map) {
        return new Map([...value].map(([key, each]) => [key, strip(each)] as const));
    }
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => key !== "until");
    return Object.fromEntries(kept.map(([key, each]) => [key, strip(each)]));
}
