import type { Instant } from "../model/instant";
import { isoInstant, parseInstant } from "../model/instant";
import { compare } from "../model/problem";
import type { Entitlement } from "../planners/entitlements";
import { identityOf } from "../planners/entitlements";
import { type Facts, firstSeenGone, gather, timeOf } from "./facts";
import { blocksOf, gives, ownLeaves, seenIn } from "./match";
import { findResidual, type Residual, sweptSessions, unlistedSessions } from "./residual";
import { isKnownIn } from "./subject";
import type { Reading } from "./sweep";
import type { Subject, System } from "./system";

/** One deletion by the engine, from its own events. */
export interface EngineDelete {
    readonly urn: string;
    readonly at: Instant;
    /** Why it failed; absent if the engine reports it as done, which on its own proves nothing. */
    readonly failed?: string;
}

/** Everything known about what a person had and has. */
export interface Evidence {
    readonly subject: Subject;
    /** True for somebody who has left and must have nothing at all. */
    readonly leaver: boolean;
    /** What the last applied plan granted and must no longer exist. */
    readonly lost: readonly Entitlement[];
    /** The list comes only from leaves, so it lacks what was reached through something else. */
    readonly unlisted?: boolean;
    /** What the person rightly keeps; nothing for a leaver. */
    readonly kept: readonly Entitlement[];
    /** Systems that must be read, whether or not the person had anything there. */
    readonly required: readonly System[];
    readonly deletes: readonly EngineDelete[];
    readonly readings: readonly Reading[];
    /** By role or service; a missing one counts as the maximum. */
    readonly sessionMinutes: ReadonlyMap<string, number>;
    /** When everything was first seen to be gone; used if nobody recorded when something was removed. */
    readonly provedAt?: Instant;
    readonly instant: Instant;
}

export type ProofStatus = "revoked" | "kept" | "unproved" | "blocked";
export type ProofKind =
    | "read back absent"
    | "expired"
    | "blocked by deny"
    | "blocked by disabled entity"
    | "found"
    | "none";

export interface ProvedEntitlement {
    readonly entitlement: Entitlement;
    readonly status: ProofStatus;
    readonly proof: ProofKind;
    readonly detail?: string;
    /** `2026-11-24T08:00:00Z`; absent if it was already gone or still exists. */
    readonly revokedAt?: string;
    readonly residual?: Residual;
}

export interface Proof {
    /** Complete: nothing exists, no session is open, and every reader was able to see. */
    readonly verdict: "complete" | "incomplete";
    readonly items: readonly ProvedEntitlement[];
    /** Why it is incomplete, sorted. */
    readonly reasons: readonly string[];
    /** Everything is gone; only the end of sessions may still be missing. */
    readonly gone: boolean;
}

/**
 * Decides what is proved about each entitlement that a person lost. Pure; the order of the evidence makes
 * no difference.
 */
export function prove(evidence: Evidence): Proof {
    const facts = gather(evidence);
    const items = [...evidence.lost]
        .sort((a, b) => compare(identityOf(a), identityOf(b)))
        .map((entitlement) => decide(facts, entitlement));
    const general = generalReasons(facts);
    const open = [...sweptSessions(facts), ...unlistedSessions(facts)];
    const reasons = [...new Set([...general, ...open, ...items.flatMap(itemReasons)])];
    return {
        verdict: reasons.length === 0 ? "complete" : "incomplete",
        items,
        reasons: reasons.sort(compare),
        gone: general.length === 0 && items.every(({ status }) => status === "revoked"),
    };
}

const perhaps = "perhaps open, for nobody could look";

function generalReasons({ evidence, required, readings, undue }: Facts): string[] {
    const { subject } = evidence;
    const unseen = [...required].flatMap((system) => {
        const reading = readings.get(system);
        if (!reading) return [`${system} was not read`];
        if (reading.canary.ok) return [];
        return [`${system} may not show what is there: ${reading.canary.reason}`];
    });
    const all = [...readings.values()];
    return [
        ...unseen,
        ...all.flatMap(({ system, unread }) =>
            unread.map(({ target, reason }) => `${target ?? system} was not read: ${reason}`),
        ),
        ...undue.map(
            ({ what, target, permission }) => `still there: ${what} (${target}, ${permission})`,
        ),
        ...all.flatMap(({ sessions }) =>
            sessions
                .filter(({ person, ended, until }) => {
                    const over = until !== undefined && until <= evidence.instant;
                    return person === subject.key && !ended && !over;
                })
                .map(({ kind, what, reason }) => {
                    const open = kind === "unseen" ? perhaps : "still open";
                    return `${open}: ${what}${reason ? `: ${reason}` : ""}`;
                }),
        ),
    ];
}

function itemReasons({ entitlement, status, detail, residual }: ProvedEntitlement): string[] {
    const { target, permission, system } = entitlement;
    const what = `${permission} on ${target} in ${system}`;
    return [
        ...(status === "revoked" ? [] : [`${what} is ${status}${detail ? `: ${detail}` : ""}`]),
        ...(residual ? [`${what}: ${residual.why}, until ${residual.until ?? "it ends"}`] : []),
    ];
}

function decide(facts: Facts, entitlement: Entitlement): ProvedEntitlement {
    const { undue, due } = facts;
    const there = undue.find((found) =>
        entitlement.via === undefined ? gives(found, entitlement) : found.system === "github",
    );
    const doubt = there ? undefined : findDoubt(facts, entitlement);
    if (there || doubt !== undefined) {
        const block = blockOf(facts, entitlement);
        if (block) return { entitlement, status: "blocked", ...block };
        return there
            ? { entitlement, status: "kept", proof: "found", detail: there.what }
            : {
                  entitlement,
                  status: "unproved",
                  proof: "none",
                  ...(doubt ? { detail: doubt } : {}),
              };
    }
    const shared = due.find((found) => gives(found, entitlement));
    if (shared) {
        const detail = `${shared.what} stays for what is kept; what it gives now is not read back`;
        return { entitlement, status: "unproved", proof: "none", detail };
    }
    return absent(facts, entitlement);
}

/** Why this cannot be determined, or undefined. */
function findDoubt(facts: Facts, entitlement: Entitlement): string | undefined {
    const { evidence, readings } = facts;
    const system = seenIn(entitlement);
    const reading = readings.get(system);
    if (!reading) return `${system} was not read`;
    if (!reading.canary.ok) return reading.canary.reason;
    if (!isKnownIn(evidence.subject, system)) {
        return `nothing is known by which to look for the person in ${system}`;
    }
    return reading.unread.find(
        ({ target }) =>
            target === undefined || target === entitlement.target || entitlement.via !== undefined,
    )?.reason;
}

/** What makes it useless although it exists. */
function blockOf(
    { blocks, evidence }: Facts,
    entitlement: Entitlement,
): Pick<ProvedEntitlement, "proof" | "detail"> | undefined {
    const own = blocksOf(entitlement, blocks);
    if (own.length > 0) {
        const denied = own.every(({ kind }) => kind === "deny");
        const proof = denied ? "blocked by deny" : "blocked by disabled entity";
        return { proof, detail: own.map(({ what }) => what).join(", ") };
    }
    return hasExpired(entitlement, evidence.instant) ? { proof: "expired" } : undefined;
}

/** Ended by the system itself: in AWS the permission set contains the end. */
export function hasExpired({ until, enforcement }: Entitlement, instant: Instant): boolean {
    if (until === undefined || enforcement !== "target") return false;
    return (parseInstant(until, "until") ?? Infinity) <= instant;
}

function absent(facts: Facts, entitlement: Entitlement): ProvedEntitlement {
    const keys = ownLeaves(entitlement);
    const deletes = [...keys].flatMap((key) => facts.deletes.get(key) ?? []);
    const failed = deletes.find((each) => each.failed !== undefined)?.failed;
    const times = [...keys].flatMap((key) => timeOf(facts, key) ?? []);
    const at = times.length > 0 ? Math.max(...times) : undefined;
    // Of several ways to it, the last one removed counts; if the time of one is unknown, the time of the
    // reading does.
    const isTimed = times.length === keys.size;
    const goneAt = isTimed && at !== undefined ? at : firstSeenGone(facts, seenIn(entitlement));
    const expired = hasExpired(entitlement, goneAt);
    const residual = expired ? undefined : findResidual(facts, entitlement, goneAt);
    return {
        entitlement,
        status: "revoked",
        proof: expired ? "expired" : "read back absent",
        ...(failed === undefined ? {} : { detail: `the engine could not delete it: ${failed}` }),
        ...(at === undefined ? {} : { revokedAt: isoInstant(at) }),
        ...(residual ? { residual } : {}),
    };
}
