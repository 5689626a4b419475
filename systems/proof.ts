import type { Instant } from "../model/instant";
import { isoInstant, parseInstant } from "../model/instant";
import { compare } from "../model/problem";
import type { Entitlement } from "../planners/entitlements";
import { identityOf } from "../planners/entitlements";
import { accountsFor, gives, leafKeyOfUrn, ownLeaves } from "./match";
import { findResidual, type Residual, sweptSessions } from "./residual";
import { isKnownIn } from "./subject";
import type { Reading } from "./sweep";
import type { Block, FoundAccess, Subject, System } from "./system";

/** One delete by the engine, from its own events. */
export interface EngineDelete {
    readonly urn: string;
    readonly at: Instant;
    /** Why it failed; absent: the engine says that it is done, which proves nothing by itself. */
    readonly failed?: string;
}

/** Everything that is known of what a person had and has. */
export interface Evidence {
    readonly subject: Subject;
    /** True for somebody who left, who is to have nothing at all. */
    readonly leaver: boolean;
    /** What the last applied plan gave, and what must not be there any more. */
    readonly lost: readonly Entitlement[];
    /** What the person rightly keeps; a leaver nothing. */
    readonly kept: readonly Entitlement[];
    /** Systems that must be read, whether or not the person had anything there. */
    readonly required: readonly System[];
    readonly deletes: readonly EngineDelete[];
    readonly readings: readonly Reading[];
    /** By role; one that is not there counts as the longest that there is. */
    readonly sessionMinutes: ReadonlyMap<string, number>;
    /** When all of it was first seen to be gone, where nobody noted when it went. */
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
    /** `2026-11-24T08:00:00Z`; absent: it was gone already, or is not. */
    readonly revokedAt?: string;
    readonly residual?: Residual;
}

export interface Proof {
    /** Complete: nothing is there, nothing is open, and whoever looked was able to see. */
    readonly verdict: "complete" | "incomplete";
    readonly items: readonly ProvedEntitlement[];
    /** Why it is incomplete, sorted. */
    readonly reasons: readonly string[];
    /** Everything is gone: what may be missing is that sessions run out by themselves. */
    readonly gone: boolean;
}

/**
 * Decides what is proved of each entitlement that a person lost. Pure, and the order of the
 * evidence makes no difference.
 */
export function prove(evidence: Evidence): Proof {
    const facts = gather(evidence);
    const items = [...evidence.lost]
        .sort((a, b) => compare(identityOf(a), identityOf(b)))
        .map((entitlement) => decide(facts, entitlement));
    const general = generalReasons(facts);
    const open = sweptSessions(facts);
    const reasons = [...new Set([...general, ...open, ...items.flatMap(itemReasons)])];
    return {
        verdict: reasons.length === 0 ? "complete" : "incomplete",
        items,
        reasons: reasons.sort(compare),
        gone: general.length === 0 && items.every(({ status }) => status === "revoked"),
    };
}

/** The evidence, with what is the person's own picked out. */
export interface Facts {
    readonly evidence: Evidence;
    readonly required: ReadonlySet<System>;
    readonly readings: ReadonlyMap<System, Reading>;
    /** What is there and must not be. */
    readonly undue: readonly FoundAccess[];
    /** What is there and may be. */
    readonly due: readonly FoundAccess[];
    readonly blocks: readonly Block[];
    /** When the person's leaves went, or failed to. */
    readonly deletes: ReadonlyMap<string, EngineDelete>;
    readonly removals: ReadonlyMap<string, Instant>;
}

function gather(evidence: Evidence): Facts {
    const { subject, leaver, lost, required, deletes } = evidence;
    const readings = latestReadings(evidence);
    const all = [...readings.values()];
    const own = <T extends { readonly person: string; readonly what: string }>(items: T[]) =>
        items
            .filter(({ person }) => person === subject.key)
            .sort((a, b) => compare(a.what, b.what));
    const found = own(all.flatMap((reading) => reading.found));
    const kept = leaver ? [] : evidence.kept;
    const isDue = (one: FoundAccess) =>
        !leaver && (isHarmless(one) || kept.some((entitlement) => accountsFor(entitlement, one)));
    const removed = all.flatMap(({ removed }) =>
        removed.filter((one) => one.found.person === subject.key && one.error === undefined),
    );
    return {
        evidence,
        required: new Set([...required, ...lost.map(({ system }) => system)]),
        readings,
        undue: found.filter((one) => !isDue(one)),
        due: found.filter(isDue),
        blocks: own(all.flatMap((reading) => reading.blocks)).filter(({ acting }) => acting),
        deletes: new Map(
            [...deletes]
                .sort((a, b) => a.at - b.at || compare(a.failed ?? "", b.failed ?? ""))
                .map((each) => [leafKeyOfUrn(each.urn), each]),
        ),
        removals: new Map(
            removed
                .sort((a, b) => a.at - b.at)
                .flatMap(({ found, at }) => found.leaves.map((leaf) => [leaf, at] as const)),
        ),
    };
}

/** Somebody who stays may log in, whatever that then gives. */
function isHarmless({ kind }: FoundAccess): boolean {
    return kind === "entity" || kind === "token";
}

/** Of several readings the last counts; of two at one instant both do, the worse for each. */
function latestReadings({ readings }: Evidence): Map<System, Reading> {
    const latest = new Map<System, Reading>();
    for (const reading of readings) {
        const before = latest.get(reading.system);
        if (!before || before.at < reading.at) latest.set(reading.system, reading);
        else if (before.at === reading.at) latest.set(reading.system, both(before, reading));
    }
    return latest;
}

function both(one: Reading, other: Reading): Reading {
    const reasons = [one, other]
        .filter(({ canary }) => !canary.ok)
        .map(({ canary }) => canary.reason);
    return {
        ...one,
        canary:
            reasons.length === 0
                ? one.canary
                : { ok: false, reason: reasons.sort(compare).join("; ") },
        found: [...one.found, ...other.found],
        unread: [...one.unread, ...other.unread],
        // A block counts where both saw it.
        blocks: one.blocks.filter((block) =>
            other.blocks.some((each) => JSON.stringify(each) === JSON.stringify(block)),
        ),
        sessions: [...one.sessions, ...other.sessions],
        removed: [...one.removed, ...other.removed],
    };
}

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
                .map(({ what, reason }) => `still open: ${what}${reason ? `: ${reason}` : ""}`),
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

/** Why nobody can tell, if so. What is reached through a repository is proved in GitHub. */
function findDoubt(facts: Facts, entitlement: Entitlement): string | undefined {
    const { evidence, readings } = facts;
    const system = entitlement.via === undefined ? entitlement.system : "github";
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

/** What makes it useless all the same. */
function blockOf(
    { blocks, evidence }: Facts,
    entitlement: Entitlement,
): Pick<ProvedEntitlement, "proof" | "detail"> | undefined {
    if (entitlement.via !== undefined) return undefined;
    const block = blocks.find(
        ({ system, resources }) =>
            system === entitlement.system &&
            (resources.length === 0 ||
                resources.some((one) => entitlement.resources.includes(one))),
    );
    if (block) {
        const proof = block.kind === "deny" ? "blocked by deny" : "blocked by disabled entity";
        return { proof, detail: block.what };
    }
    return hasExpired(entitlement, evidence.instant) ? { proof: "expired" } : undefined;
}

/** Ended by the system itself: AWS has the end in the permission set. */
export function hasExpired({ until, enforcement }: Entitlement, instant: Instant): boolean {
    if (until === undefined || enforcement !== "target") return false;
    return (parseInstant(until, "until") ?? Infinity) <= instant;
}

function absent(facts: Facts, entitlement: Entitlement): ProvedEntitlement {
    const keys = ownLeaves(entitlement);
    const deletes = [...keys].flatMap((key) => facts.deletes.get(key) ?? []);
    const failed = deletes.find((each) => each.failed !== undefined)?.failed;
    const times = [
        ...deletes.filter((each) => each.failed === undefined).map(({ at }) => at),
        ...entitlement.resources.flatMap((resource) => facts.removals.get(resource) ?? []),
    ];
    const at = times.length > 0 ? Math.max(...times) : undefined;
    const { provedAt = Infinity, instant } = facts.evidence;
    const lookedAt = Math.min(provedAt, facts.readings.get(entitlement.system)?.at ?? instant);
    const expired = hasExpired(entitlement, at ?? lookedAt);
    const residual = expired ? undefined : findResidual(facts, entitlement, at ?? lookedAt);
    return {
        entitlement,
        status: "revoked",
        proof: expired ? "expired" : "read back absent",
        ...(failed === undefined ? {} : { detail: `the engine could not delete it: ${failed}` }),
        ...(at === undefined ? {} : { revokedAt: isoInstant(at) }),
        ...(residual ? { residual } : {}),
    };
}
