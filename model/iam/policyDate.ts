const w3cDate =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/**
 * Parses a date in a policy or a request into milliseconds since 1970: the W3C profile of ISO 8601, from
 * `2026` to `2026-12-31T18:00:00.5+01:00`, or seconds since 1970. Four digits are a year. Undefined for any
 * other form, and for a day or hour that does not exist.
 */
export function parsePolicyDate(text: string): number | undefined {
    const match = w3cDate.exec(text);
    if (!match) return /^\d{5,13}(\.\d{1,9})?$/.test(text) ? Number(text) * 1_000 : undefined;
    const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) =>
        Number(match[group] ?? (group === 2 || group === 3 ? 1 : 0)),
    ) as [number, number, number, number, number, number];
    const offset = parseOffset(match[8] ?? "Z");
    const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    // Date.UTC rolls over dates that do not exist, and maps the years 0 to 99 to the last century.
    const same =
        date.getUTCFullYear() === year &&
        date.getUTCMonth() === month - 1 &&
        date.getUTCDate() === day &&
        date.getUTCHours() === hour &&
        date.getUTCMinutes() === minute &&
        date.getUTCSeconds() === second;
    if (!same || offset === undefined) return undefined;
    return date.getTime() + Number(match[7] ?? 0) * 1_000 - offset;
}

function parseOffset(zone: string): number | undefined {
    if (zone === "Z") return 0;
    const [hours = 0, minutes = 0] = zone.slice(1).split(":").map(Number);
    if (hours > 23 || minutes > 59) return undefined;
    return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
