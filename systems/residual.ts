import type { Instant } from "../model/instant";
import { isoInstant } from "../model/instant";
import type { Entitlement } from "../planners/entitlements";
import { endOfLastSession, longestSession } from "../planners/lastSession";
import type { Facts } from "./proof";

/** Until when something that was revoked may still be used, and how. */
export interface Residual {
    /** `2026-11-24T18:00:00Z`; absent: nobody knows. */
    readonly until?: string;
    readonly why: string;
}

/**
 * What may still be used of what a sweep took away in AWS: nobody knows how long its sessions are, so
 * each counts as the longest.
 */
export function sweptSessions({ evidence, readings, blocks }: Facts): string[] {
    const { instant, subject, lost } = evidence;
    const known = new Set(lost.flatMap(({ resources }) => resources));
    return (readings.get("aws")?.removed ?? []).flatMap(({ found, at, error }) => {
        const { person, kind, what, leaves } = found;
        const opens = kind === "group membership" || kind === "account assignment";
        const isDenied = blocks.some(
            (block) => block.kind === "deny" && block.resources.some((one) => leaves.includes(one)),
        );
        const until = endOfLastSession(at, longestSession);
        if (person !== subject.key || error !== undefined || !opens || isDenied) return [];
        if (until <= instant || leaves.some((leaf) => known.has(leaf))) return [];
        return `${what} was taken away: a session in aws may be open, until ${isoInstant(until)}`;
    });
}

/**
 * What may still be used of an entitlement that is gone: a session in AWS lasts as long as its role
 * says, unless a deny on the user stands; a token in Vault, and a run of a workflow, as long as
 * nobody ended it. GitHub asks at every request, so its tokens and keys end with the membership.
 */
export function findResidual(
    { evidence, readings, blocks }: Facts,
    entitlement: Entitlement,
    revokedAt: Instant,
): Residual | undefined {
    const { instant, sessionMinutes, subject } = evidence;
    if (entitlement.system === "aws" && entitlement.via === undefined) {
        const denied = blocks.some(
            ({ kind, resources }) =>
                kind === "deny" && resources.some((one) => entitlement.resources.includes(one)),
        );
        const minutes = sessionMinutes.get(entitlement.permission) ?? longestSession;
        const until = endOfLastSession(revokedAt, minutes);
        return denied || until <= instant
            ? undefined
            : { until: isoInstant(until), why: "a session in aws may be open" };
    }
    const system = entitlement.via === undefined ? entitlement.system : "github";
    const open = (readings.get(system)?.sessions ?? []).filter(
        ({ person, ended, until }) =>
            person === subject.key && !ended && !(until !== undefined && until <= instant),
    );
    if (open.length === 0) return undefined;
    const ends = open.map(({ until }) => until ?? Infinity);
    const last = Math.max(...ends);
    const why = open
        .map(({ what }) => what)
        .sort()
        .join(", ");
    return { ...(last < Infinity ? { until: isoInstant(last) } : {}), why: `${why} is open` };
}
