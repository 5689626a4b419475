/**
 * An instant in milliseconds since 1970-01-01T00:00:00Z.
 *
 * Nothing in `model/` or `planners/` reads a clock: the instant is always an argument.
 */
export type Instant = number;

/** Seconds in a duration such as `15m`, `12h` or `30d`. */
export type Seconds = number;

/** When something holds: from `from` (inclusive) until `until` (exclusive); a missing side is open. */
export interface Window {
    readonly from?: Instant;
    readonly until?: Instant;
}

export const day = 86_400_000;

const dateForm = /^\d{4}-\d{2}-\d{2}$/;
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/;
const durationForm = /^([1-9]\d{0,4})(m|h|d)$/;
const unitSeconds = { m: 60, h: 3_600, d: 86_400 } as const;

/**
 * Parses `2026-12-31` or `2026-12-31T18:00:00Z`.
 *
 * A bare date is a whole day in UTC: as a `from` it means the start of the day, as an `until` the start of
 * the next. Returns undefined if the text has neither form or the day does not exist.
 */
export function parseInstant(text: string, end: "from" | "until"): Instant | undefined {
    if (!dateForm.test(text) && !instantForm.test(text)) return undefined;
    const instant = Date.parse(text);
    // Date.parse rolls 2026-02-30 over into March: a day that does not exist is refused instead.
    if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(text.slice(0, 10))) {
        return undefined;
    }
    return dateForm.test(text) && end === "until" ? instant + day : instant;
}

/** Parses `15m`, `12h` or `30d`; undefined for any other form. */
export function parseDuration(text: string): Seconds | undefined {
    const match = durationForm.exec(text);
    if (!match) return undefined;
    return Number(match[1]) * unitSeconds[match[2] as keyof typeof unitSeconds];
}

/** The inverse of {@link parseInstant}: a bare date if the instant is the start of a day. */
export function formatInstant(instant: Instant, end: "from" | "until"): string {
    if (instant % day !== 0) return isoInstant(instant);
    return new Date(end === "until" ? instant - day : instant).toISOString().slice(0, 10);
}

/** `2026-12-31T18:00:00Z`, without milliseconds, which no system we talk to stores. */
export function isoInstant(instant: Instant): string {
    return new Date(instant).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** In the largest unit that divides the duration: 3600 is `1h`. */
export function formatDuration(seconds: Seconds): string {
    if (seconds % unitSeconds.d === 0) return `${seconds / unitSeconds.d}d`;
    if (seconds % unitSeconds.h === 0) return `${seconds / unitSeconds.h}h`;
    return `${seconds / unitSeconds.m}m`;
}

export function holds(window: Window, instant: Instant): boolean {
    return (window.from ?? -Infinity) <= instant && instant < (window.until ?? Infinity);
}

/** The time that both share; it may be empty, in which case `from` is not before `until`. */
export function intersect(one: Window, other: Window): Window {
    return window(
        Math.max(one.from ?? -Infinity, other.from ?? -Infinity),
        Math.min(one.until ?? Infinity, other.until ?? Infinity),
    );
}

/** The smallest window that covers both. */
export function cover(one: Window, other: Window): Window {
    return window(
        Math.min(one.from ?? -Infinity, other.from ?? -Infinity),
        Math.max(one.until ?? Infinity, other.until ?? Infinity),
    );
}

/** Only the window of an object that may have other properties. */
export function windowOf({ from, until }: Window): Window {
    return window(from ?? -Infinity, until ?? Infinity);
}

/** Leaves out an open side, so that equal windows are equal data. */
function window(from: number, until: number): Window {
    if (from === -Infinity) return until === Infinity ? {} : { until };
    return until === Infinity ? { from } : { from, until };
}
