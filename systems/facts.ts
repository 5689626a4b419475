import type { Instant } from "../model/instant";
import { compare } from "../model/problem";
import { accountsFor, leafKey, leafKeyOfUrn } from "./match";
import type { EngineDelete, Evidence } from "./proof";
import type { Reading } from "./sweep";
import type { Block, FoundAccess, System } from "./system";

/** The evidence, with the person's own parts picked out. */
export interface Facts {
    readonly evidence: Evidence;
    readonly required: ReadonlySet<System>;
    readonly readings: ReadonlyMap<System, Reading>;
    /** What exists and must not. */
    readonly undue: readonly FoundAccess[];
    /** What exists and may. */
    readonly due: readonly FoundAccess[];
    readonly blocks: readonly Block[];
    /** When the person's leaves were deleted, or the deletion failed. */
    readonly deletes: ReadonlyMap<string, EngineDelete>;
    readonly removals: ReadonlyMap<string, Instant>;
}

export function gather(evidence: Evidence): Facts {
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
                .flatMap(({ found, at }) =>
                    found.leaves.map((leaf) => [leafKey(leaf) ?? leaf, at] as const),
                ),
        ),
    };
}

/** Somebody who stays may have a login, whatever it gives. */
function isHarmless({ kind }: FoundAccess): boolean {
    return kind === "entity" || kind === "alias" || kind === "token";
}

/** Of several readings the last counts; of two at the same instant both count, the worse for each item. */
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
        // A block counts only if both readings saw it.
        blocks: one.blocks.filter((block) =>
            other.blocks.some((each) => JSON.stringify(each) === JSON.stringify(block)),
        ),
        sessions: [...one.sessions, ...other.sessions],
        removed: [...one.removed, ...other.removed],
    };
}

/** When one of the person's leaves was removed, if known; the later of two times. */
export function timeOf({ deletes, removals }: Facts, key: string): Instant | undefined {
    const deleted = deletes.get(key);
    const times = [
        deleted && deleted.failed === undefined ? deleted.at : [],
        removals.get(key) ?? [],
    ].flat();
    return times.length > 0 ? Math.max(...times) : undefined;
}

/** When a reading first showed that everything was gone there. */
export function firstSeenGone({ evidence, readings }: Facts, system: System): Instant {
    const { provedAt = Infinity, instant } = evidence;
    return Math.min(provedAt, readings.get(system)?.at ?? instant);
}
