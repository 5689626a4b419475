import type { Instant } from "../model/instant";
import { formatInstant } from "../model/instant";
import type { Problem } from "../model/problem";
import type { Roster, Secret } from "../model/roster";
import { isStatic } from "../model/rules/secrets";
import type { Holdings } from "./holdings";
import { findHoldings } from "./holdings";
import { boundariesOf } from "./rotation";
import { findSecretAccess } from "./secretReaders";

/**
 * Secrets that somebody could read until an end that has passed, with no rotation due since: that person
 * still knows the value.
 *
 * The roster alone shows no more than that. It no longer says what a leaver, or somebody whose line was
 * removed, could read: for them `rollcall leave` raises the generations in the same edit, and a run
 * compares the recorded readers.
 */
export function findStillKnown(holdings: Holdings): Problem[] {
    const { graph, instant } = holdings;
    const secrets = [...graph.roster.secrets.values()].filter(isStatic);
    if (secrets.length === 0) return [];
    const ends = passedEnds(graph.roster, instant);
    const accessNow = findSecretAccess(holdings);
    const accessBefore = memoize((end) => findSecretAccess(findHoldings(graph, end - 1)));
    return secrets.flatMap((secret) =>
        secret.in.flatMap(({ key }) => {
            const since = boundariesOf(secret, key, instant)?.last ?? -Infinity;
            const lately = ends.filter((end) => end > since);
            if (lately.length === 0) return [];
            const present = new Set(accessNow(secret, key).readers);
            return lately.flatMap((end) =>
                accessBefore(end)(secret, key)
                    .readers.filter((reader) => !present.has(reader))
                    .filter((reader) => endsWith(accessBefore, ends, end, secret, key, reader))
                    .map((reader) => stillKnown(secret, key, reader, end)),
            );
        }),
    );
}

type AccessBefore = (end: Instant) => ReturnType<typeof findSecretAccess>;

/** Of several ends, only the last is the one at which the person lost access. */
function endsWith(
    accessBefore: AccessBefore,
    ends: readonly Instant[],
    end: Instant,
    secret: Secret,
    environment: string,
    reader: string,
): boolean {
    return !ends
        .filter((later) => later > end)
        .some((later) => accessBefore(later)(secret, environment).readers.includes(reader));
}

function stillKnown(
    { key, kind, generation, at: { file, line, column } }: Secret,
    environment: string,
    reader: string,
    end: Instant,
): Problem {
    const then =
        kind === "external"
            ? "have it changed where it is made"
            : `the next \`rollcall up\` gives it a new value, or set \`generation\` to ${generation + 1}`;
    const message =
        `${reader} could read ${key} in ${environment} until ${formatInstant(end, "until")} and ` +
        `still knows it; ${then}`;
    return { severity: "warning", rule: "secret-still-known", message, file, line, column };
}

/** The instants at which something in the roster ended, without duplicates. */
function passedEnds({ people, teams, grants }: Roster, instant: Instant): Instant[] {
    const windows = [
        ...people.values(),
        ...[...teams.values()].flatMap(({ members }) => members),
        ...grants,
    ];
    const ends = windows.flatMap(({ until }) =>
        until !== undefined && until <= instant ? [until] : [],
    );
    return [...new Set(ends)].sort((a, b) => a - b);
}

function memoize<V>(compute: (key: Instant) => V): (key: Instant) => V {
    const known = new Map<Instant, V>();
    return (key) => {
        const value = known.get(key) ?? compute(key);
        known.set(key, value);
        return value;
    };
}
