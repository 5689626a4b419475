import type { Instant } from "../model/instant";
import { isoInstant } from "../model/instant";
import type { Entitlement } from "../planners/entitlements";
import { endOfLastSession, longestSession, minutesOfSession } from "../planners/lastSession";
import { type Facts, firstSeenGone } from "./facts";
import { blocksOf, seenIn } from "./match";

/** How something that was revoked may still be used, and until when. */
export interface Residual {
    /** `2026-11-24T18:00:00Z`; absent if nobody knows. */
    readonly until?: string;
    readonly why: string;
}

/**
 * How what a sweep removed in AWS may still be used: the length of those sessions is unknown, so each
 * counts as the maximum.
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
 * What may still be used if only leaves tell what was lost: anyone who was in GitHub may have taken a
 * pipeline's credentials, and nobody knows which.
 */
export function unlistedSessions(facts: Facts): string[] {
    const { instant, lost, unlisted = false, required } = facts.evidence;
    const until = endOfLastSession(firstSeenGone(facts, "github"), longestSession);
    const hasPipelines = required.some((system) => system !== "github");
    const wasThere = lost.some(({ system }) => system === "github");
    if (!unlisted || !hasPipelines || !wasThere || until <= instant) return [];
    return [
        "nobody knows what was reached through repositories: a session or a token that a workflow " +
            `took may be in use, until ${isoInstant(until)}`,
    ];
}

/**
 * How an entitlement that is gone may still be used. A session in AWS lasts as long as its role allows,
 * unless a deny on the user is in force; credentials taken from a pipeline last as long as its service's
 * sessions; a token in Vault and a workflow run last until somebody ends them. GitHub checks every request,
 * so its tokens and keys end with the membership.
 */
export function findResidual(
    { evidence, readings, blocks }: Facts,
    entitlement: Entitlement,
    goneAt: Instant,
): Residual | undefined {
    const { instant, subject } = evidence;
    const minutes = minutesOfSession(entitlement, evidence.sessionMinutes);
    const endAfter = (at: Instant) => (minutes === undefined ? at : endOfLastSession(at, minutes));
    const open = (readings.get(seenIn(entitlement))?.sessions ?? []).filter(
        ({ person, ended, until }) =>
            person === subject.key && !ended && !(until !== undefined && until <= instant),
    );
    if (open.length > 0) {
        const last = Math.max(...open.map(({ until }) => until ?? Infinity));
        const what = open.map((each) => each.what).sort();
        const until = last < Infinity ? { until: isoInstant(endAfter(last)) } : {};
        const isSeen = open.every(({ kind }) => kind !== "unseen");
        return { ...until, why: `${what.join(", ")} ${isSeen ? "is" : "may be"} open` };
    }
    const until = endAfter(goneAt);
    const isOver = minutes === undefined || until <= instant;
    if (isOver || blocksOf(entitlement, blocks).length > 0) return undefined;
    return { until: isoInstant(until), why: whyOf(entitlement) };
}

function whyOf({ system, via }: Entitlement): string {
    if (via === undefined) return "a session in aws may be open";
    return system === "aws"
        ? "a session that its workflow took in aws may be open"
        : "a token that its workflow took in vault may be in use";
}
