import type { Instant } from "../model/instant";
import type {
    AccessReader,
    Block,
    Canary,
    EndedSession,
    Findings,
    FoundAccess,
    Subject,
    System,
    Unread,
} from "./system";

/** Something that was found and removed, or could not be removed. */
export interface Removal {
    readonly found: FoundAccess;
    readonly at: Instant;
    readonly error?: string;
}

/** What one system showed, and what was done there before the last reading. */
export interface Reading extends Findings {
    readonly system: System;
    /** When the last reading began. */
    readonly at: Instant;
    readonly canary: Canary;
    readonly blocks: readonly Block[];
    readonly sessions: readonly EndedSession[];
    readonly removed: readonly Removal[];
}

type Clock = () => Instant;

/** Only reads; changes nothing. */
export async function readSystem(
    reader: AccessReader,
    subjects: readonly Subject[],
    now: Clock,
): Promise<Reading> {
    const before = await sing(reader);
    const at = now();
    const { found, unread } = await look(reader, subjects);
    const blocks = await reader.blocks(subjects, at).catch(() => []);
    const after = await sing(reader);
    return {
        system: reader.system,
        at,
        // The reader must see before and after: a token may lose its permissions in between.
        canary: before.ok ? after : before,
        found,
        unread,
        blocks,
        sessions: [],
        removed: [],
    };
}

/**
 * Ends the sessions of leavers, including those that were open before (`open`), and removes whatever of
 * theirs still exists. Then it reads again: only what that last reading shows counts, including what could
 * not be removed.
 */
export async function sweepSystem(
    reader: AccessReader,
    leavers: readonly Subject[],
    now: Clock,
    open: readonly EndedSession[] = [],
): Promise<Reading> {
    const { sessions, unread } = await endSessions(reader, leavers, open);
    const { found } = await look(reader, leavers);
    const removed: Removal[] = [];
    // One after the other: several removals may change the same list, which the system replaces as a whole.
    for (const each of found) removed.push(await remove(reader, each, now));
    const reading = await readSystem(reader, leavers, now);
    return { ...reading, unread: [...unread, ...reading.unread], sessions, removed };
}

async function sing(reader: AccessReader): Promise<Canary> {
    return reader.canary().catch((error: Error) => ({ ok: false, reason: error.message }));
}

async function look(reader: AccessReader, subjects: readonly Subject[]): Promise<Findings> {
    return reader.find(subjects).catch((error: Error) => ({
        found: [],
        unread: [{ system: reader.system, reason: error.message }],
    }));
}

async function endSessions(
    reader: AccessReader,
    leavers: readonly Subject[],
    open: readonly EndedSession[],
) {
    const { system } = reader;
    const sessions: EndedSession[] = [];
    const unread: Unread[] = [];
    for (const leaver of leavers) {
        const person = leaver.key;
        const own = open.filter(
            (each) =>
                each.person === person &&
                each.system === system &&
                !(each.ended || each.kind === "unseen"),
        );
        try {
            sessions.push(...(await reader.endSessions(leaver, own)));
        } catch (error) {
            const reason = (error as Error).message;
            const session = { person, system, kind: "unseen", ended: false } as const;
            sessions.push({ ...session, what: `sessions in ${system}`, reason });
            unread.push({ system, target: "sessions", reason: `sessions of ${person}: ${reason}` });
        }
    }
    return { sessions, unread };
}

async function remove(reader: AccessReader, found: FoundAccess, now: Clock): Promise<Removal> {
    try {
        await reader.remove(found);
        return { found, at: now() };
    } catch (error) {
        return { found, at: now(), error: (error as Error).message };
    }
}
