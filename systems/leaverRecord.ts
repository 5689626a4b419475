import { isDeepStrictEqual } from "node:util";
import { type Instant, parseInstant } from "../model/instant";
import type { Entitlement } from "../planners/entitlements";
import { identityOf } from "../planners/entitlements";
import { endOfLastSession, minutesOfSession, sessionOf } from "../planners/lastSession";
import { isReadBy, type ReadableSecret } from "../planners/readableSecrets";
import { leafKey, leafKeyOfUrn, ownLeaves } from "./match";
import type { EngineDelete } from "./proof";
import type { KnownSecret } from "./rotated";
import type { Reading, Removal } from "./sweep";
import type { EndedSession, Subject } from "./system";

/** Where the list of what somebody lost comes from, best first. */
export type Basis = "applied plan" | "roster" | `commit ${string}` | "leaves in state" | "nothing";

/** What is on record about somebody who lost something. Plain JSON; later runs add to it. */
export interface LeaverRecord {
    readonly subject: Subject;
    /** Other accounts under which the person was searched for. */
    readonly formerly?: readonly Subject[];
    readonly name?: string;
    readonly bases: readonly Basis[];
    readonly lost: readonly Entitlement[];
    readonly deletes: readonly EngineDelete[];
    readonly sessions: readonly EndedSession[];
    readonly removed: readonly Removal[];
    /** How long a session may last, in minutes, for each role and service at the time. */
    readonly sessionMinutes: Readonly<Record<string, number>>;
    /** What the person could read; absent if the run was by an older version that did not record it. */
    readonly secrets?: readonly KnownSecret[];
    /** When a reading first showed that everything was gone. */
    readonly provedAt?: Instant;
    /** When everything was taken away by `rollcall revoke NAME`, whatever the roster says. */
    readonly revokedByName?: Instant;
}

export function emptyRecord(subject: Subject): LeaverRecord {
    return {
        subject,
        bases: [],
        lost: [],
        deletes: [],
        sessions: [],
        removed: [],
        sessionMinutes: {},
    };
}

/** Somebody who never had anything needs no record. */
export function isEmpty({ lost, deletes, sessions, removed }: LeaverRecord): boolean {
    return lost.length + deletes.length + sessions.length + removed.length === 0;
}

/** The record of somebody who now has a different key. */
export function renameRecord(record: LeaverRecord, key: string): LeaverRecord {
    const { subject, lost } = record;
    if (subject.key === key) return record;
    const person = <T extends { readonly person: string }>(one: T): T => ({ ...one, person: key });
    return {
        ...record,
        subject: { ...subject, key, previously: [subject.key, ...subject.previously] },
        lost: lost.map((each) => ({ ...each, principal: `person:${key}` })),
        sessions: record.sessions.map(person),
        removed: record.removed.map((each) => ({ ...each, found: person(each.found) })),
    };
}

/**
 * Records what is about to be lost. Earlier entries stay, because a run may have been killed. An entry that
 * differs from the recorded one was granted again since, so what is known of its removal is outdated.
 */
export function addLosses(record: LeaverRecord, added: Losses): LeaverRecord {
    const lost = new Map(record.lost.map((each) => [identityOf(each), each] as const));
    const news = added.lost.filter((each) => {
        const before = lost.get(identityOf(each));
        const now = before ? givenAnew(before, each) : each;
        lost.set(identityOf(each), now);
        return !isDeepStrictEqual(before, now);
    });
    // The longest ever granted: an older session may still have that length.
    const sessionMinutes = longest(record.sessionMinutes, minutesOf(added));
    const noted = { ...record, sessionMinutes };
    if (news.length === 0) return isDeepStrictEqual(noted, record) ? record : noted;
    return {
        ...forgetGoing(noted, news),
        bases: [...new Set([...record.bases, added.basis])],
        lost: [...lost.values()],
    };
}

type Losses = Pick<LeaverRecord, "lost" | "sessionMinutes"> & { readonly basis: Basis };

/** The same entitlement with every way that ever led to it and the later end: each may still be in use. */
function givenAnew(before: Entitlement, after: Entitlement): Entitlement {
    const { until: _until, enforcement: _enforcement, ...rest } = after;
    const { until, enforcement } = endOf(before) > endOf(after) ? before : after;
    return {
        ...rest,
        ...(until === undefined ? {} : { until }),
        ...(enforcement === undefined ? {} : { enforcement }),
        resources: [...new Set([...after.resources, ...before.resources])],
    };
}

function endOf({ until }: Entitlement): Instant {
    return until === undefined ? Infinity : (parseInstant(until, "until") ?? Infinity);
}

/** Unknown counts as the maximum, whatever is learned later. */
function minutesOf({ lost, sessionMinutes }: Losses): Record<string, number> {
    const known = new Map(Object.entries(sessionMinutes));
    const all = lost.map((each) => [sessionOf(each), minutesOfSession(each, known)] as const);
    for (const [session, minutes] of all) {
        if (session !== undefined && minutes !== undefined) known.set(session, minutes);
    }
    return Object.fromEntries(known);
}

/** What the applied plan grants, and who can read what. */
export interface Given {
    readonly entitlements: readonly Entitlement[];
    readonly readable: readonly ReadableSecret[];
}

/** Records what was granted again: how it was first removed says nothing about its next removal. */
export function addRegained(record: LeaverRecord, { entitlements, readable }: Given): LeaverRecord {
    const { subject, secrets } = record;
    const lost = new Set(record.lost.map(identityOf));
    const given = entitlements.filter(
        (each) => each.principal === `person:${subject.key}` && lost.has(identityOf(each)),
    );
    const noted = {
        ...(given.length > 0 ? forgetGoing(record, given) : record),
        ...(secrets
            ? { secrets: secrets.filter((known) => !isReadBy(subject.key, known, readable)) }
            : {}),
    };
    return isDeepStrictEqual(noted, record) ? record : noted;
}

function forgetGoing(record: LeaverRecord, given: readonly Entitlement[]): LeaverRecord {
    const own = new Set(given.flatMap((each) => [...ownLeaves(each)]));
    const isOwn = (leaf: string) => own.has(leafKey(leaf) ?? leaf);
    return {
        ...unproved(record),
        deletes: record.deletes.filter(({ urn }) => !own.has(leafKeyOfUrn(urn))),
        removed: record.removed.filter(({ found }) => !found.leaves.some(isOwn)),
    };
}

/** Records what the person could read; earlier entries stay, with the later of two versions. */
export function addSecrets(record: LeaverRecord, secrets: readonly KnownSecret[]): LeaverRecord {
    const known = new Map(
        (record.secrets ?? []).map((each) => [`${each.secret} in ${each.environment}`, each]),
    );
    for (const each of secrets) {
        const name = `${each.secret} in ${each.environment}`;
        const before = known.get(name);
        // Somebody whose earlier loss was reversed may have read a later value as well.
        const isLater = (each.version ?? 0) > (before?.version ?? 0);
        known.set(name, before && !isLater ? before : each);
    }
    return { ...record, secrets: [...known.values()] };
}

/** Records what the engine did: of several attempts at a leaf, the last counts. */
export function addDeletes(record: LeaverRecord, deletes: readonly EngineDelete[]): LeaverRecord {
    if (deletes.length === 0) return record;
    const all = [...record.deletes, ...deletes].map((each) => [each.urn, each] as const);
    return { ...unproved(record), deletes: [...new Map(all).values()] };
}

/** Records what a sweep ended and removed, and what it saw to be over. */
export function addReading(record: LeaverRecord, reading: Swept): LeaverRecord {
    const key = record.subject.key;
    // Sessions that could not be searched for count as open only while a revocation remains to be proved.
    const isDue = record.lost.length > 0 && record.provedAt === undefined;
    const own = reading.sessions.filter(
        ({ person, kind }) => person === key && (isDue || kind !== "unseen"),
    );
    const gone = reading.removed.filter(({ found }) => found.person === key);
    const sessions = sessionsAfter(record.sessions, own, reading);
    if (gone.length === 0 && isDeepStrictEqual(sessions, record.sessions)) return record;
    const removed = [...record.removed, ...gone].map((each) => [each.found.what, each] as const);
    return {
        ...(own.length + gone.length > 0 ? unproved(record) : record),
        sessions,
        removed: [...new Map(removed).values()],
    };
}

type Swept = Pick<Reading, "system" | "at" | "canary" | "unread" | "sessions" | "removed">;

/** A session that was open and is no longer found is over, provided that the reader was able to see. */
function sessionsAfter(
    before: readonly EndedSession[],
    now: readonly EndedSession[],
    { system, at, canary, unread }: Swept,
): EndedSession[] {
    const sees = canary.ok && unread.length === 0;
    const sessions = new Map(
        before.map((each) => {
            const isOver = sees && each.system === system && !each.ended;
            const after = isOver ? { ...each, ended: true, endedAt: at } : each;
            return [nameOf(each), after] as const;
        }),
    );
    for (const each of now) {
        const known = before.find((other) => nameOf(other) === nameOf(each));
        const wasOpen = known !== undefined && !known.ended;
        sessions.set(nameOf(each), wasOpen && each.ended ? { ...each, endedAt: at } : each);
    }
    return [...sessions.values()];
}

function nameOf({ system, what }: EndedSession): string {
    return `${system} ${what}`;
}

/** Something was lost again: the earlier proof does not cover it. */
function unproved({ provedAt: _, ...record }: LeaverRecord): LeaverRecord {
    return record;
}

/** The longer of the two, by role. */
export function longest(
    one: Readonly<Record<string, number>>,
    other: Readonly<Record<string, number>>,
): Record<string, number> {
    const roles = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return Object.fromEntries(
        roles.map((role) => [role, Math.max(one[role] ?? 0, other[role] ?? 0)]),
    );
}

/**
 * Until when a tombstone must stay: the longest session of what was lost, plus an hour, counted from the
 * proof that everything is gone; undefined while that is not proved.
 */
export function tombstoneTerm({
    lost,
    sessionMinutes,
    provedAt,
}: Pick<LeaverRecord, "lost" | "sessionMinutes" | "provedAt">): Instant | undefined {
    if (provedAt === undefined) return undefined;
    const known = new Map(Object.entries(sessionMinutes));
    const minutes = lost.map((each) => minutesOfSession(each, known) ?? 0);
    return endOfLastSession(provedAt, Math.max(0, ...minutes));
}
