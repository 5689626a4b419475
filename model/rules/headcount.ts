import type { Instant, Window } from "../instant";
import { formatInstant, holds } from "../instant";
import { compare } from "../problem";
import type { Finding } from "./rule";
import { enumerate, notice } from "./rule";

/** Somebody who counts, and for how long. All accounts of one person have the same `human`. */
export interface Stand extends Window {
    readonly human: string;
}

/** That there are not enough people, or soon will not be. */
export interface Shortage {
    /** Who is left. */
    readonly humans: readonly string[];
    readonly time?: Finding["time"];
    /** When it begins, where it is announced. */
    readonly from?: Instant;
}

/** Whether fewer than `least` different humans stand, now or within the next 14 days. */
export function shortage(
    stands: readonly Stand[],
    least: number,
    instant: Instant,
): Shortage | undefined {
    const now = humansAt(stands, instant);
    if (now.length < least) {
        const begun = stands.filter((stand) => (stand.from ?? -Infinity) <= instant);
        const ever = new Set(begun.map(({ human }) => human));
        return ever.size < least ? { humans: now } : { humans: now, time: "lapsed" };
    }
    const ends = new Set(stands.flatMap(({ until }) => until ?? []));
    for (const from of [...ends].sort((a, b) => a - b)) {
        if (from <= instant || from - instant > notice) continue;
        const then = humansAt(stands, from);
        if (then.length < least) return { humans: then, time: "announced", from };
    }
    return undefined;
}

function humansAt(stands: readonly Stand[], instant: Instant): string[] {
    const here = stands.filter((stand) => holds(stand, instant));
    return [...new Set(here.map(({ human }) => human))].sort(compare);
}

/** The `time` of a finding, where the shortage has one. */
export function timeOf({ time }: Shortage): Pick<Finding, "time"> {
    return time ? { time } : {};
}

/** `nobody`, `one person (erin)` or `2 people (erin, frank) after 2026-12-31`. */
export function describeShortage({ humans, from }: Shortage): string {
    const when = from === undefined ? "" : ` after ${formatInstant(from, "until")}`;
    if (humans.length === 0) return `nobody${when}`;
    const count = humans.length === 1 ? "one person" : `${humans.length} people`;
    return `${count} (${enumerate(humans)})${when}`;
}
