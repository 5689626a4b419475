import { createHash } from "node:crypto";
import type { Instant, Seconds } from "../model/instant";
import { isoInstant } from "../model/instant";
import { compare } from "../model/problem";
import type { Secret, SecretKind } from "../model/roster";

/** The two slots for a secret's values: odd versions go into `a`, even ones into `b`. */
export type Slot = "a" | "b";

export function slotOf(version: number): Slot {
    return version % 2 === 1 ? "a" : "b";
}

/** Which values of a secret exist in an environment; never the values themselves. */
export interface Rotation {
    readonly kind: SecretKind;
    /** Grows by one with each new value. */
    readonly version: number;
    /** The roster's generation when the value was made. */
    readonly generation: number;
    /** When it was decided to make the value: `2026-12-01T08:00:00Z`. */
    readonly rotatedAt: string;
    /** Length of the value in characters. */
    readonly length: number;
    /** The previous value, as long as it works. */
    readonly previous?: PreviousValue;
    /** Keys of everyone who could ever read the value, including former keys of renamed people. */
    readonly readers: readonly string[];
    /** Only for a sealed secret whose value has been made. */
    readonly sealed?: SealedValue;
}

/** A value that only its GitHub environment can open. It is not a secret itself. */
export interface SealedValue {
    /** The id of the environment's public key that it was sealed with. */
    readonly keyId: string;
    /** Base64. */
    readonly text: string;
}

export interface PreviousValue {
    readonly rotatedAt: string;
    readonly length: number;
    /** When the run that delivered its successor took place. */
    readonly since: string;
    /** When it may be retired: `2026-12-02T08:00:00Z`. */
    readonly notAfter: string;
    /** It no longer works, but can be reactivated until it is deleted. */
    readonly disabled?: true;
}

/** A rotation as a stack recorded it; not `done` if one of its steps failed. */
export interface RecordedRotation {
    readonly rotation: Rotation;
    readonly done: boolean;
}

/** What the roster requires of a secret in an environment at an instant. */
export interface Demand {
    /** A secret of another kind is another secret: nothing of the former is kept. */
    readonly kind: SecretKind;
    readonly generation: number;
    readonly length: number;
    /** The last instant at which `rotateEvery` made a new value due; undefined if there is none. */
    readonly boundary?: Instant;
    readonly overlap: Seconds;
    /** Keys of those who can read it now, each with all keys that the person has had. */
    readonly readers: ReadonlyMap<string, readonly string[]>;
    /** Only a GitHub environment may be able to open the value. */
    readonly sealed?: true;
    /** The id of that environment's public key; undefined if it is not known. */
    readonly keyId?: string;
}

/**
 * What a run at an instant makes of the recorded rotation. It takes at most one step, so that there is
 * always a working value and never more than two.
 *
 * - A step that failed is finished before another begins, whatever has become due: some consumers may
 *   already have its value.
 * - A new value uses the free slot, and only in a run after the old value was removed everywhere; until
 *   then some destination may still hold it. Its own overlap begins with the run that delivers it, not when
 *   it was due, so that a late run cuts nobody off.
 * - A value whose overlap has passed is retired at once; only an access key is first disabled, and deleted
 *   by a later run.
 */
export function rotate(
    demand: Demand,
    recorded: RecordedRotation | undefined,
    instant: Instant,
): Rotation {
    if (recorded?.rotation.kind !== demand.kind) return firstValue(demand, instant);
    if (demand.sealed || recorded.rotation.sealed) {
        return rotateSealed(demand, recorded.rotation, instant);
    }
    const { done } = recorded;
    const rotation = withOverlap(recorded.rotation, demand, done ? undefined : instant);
    const { previous } = rotation;
    const known = withReaders(rotation, demand);
    if (!done || (previous && instant < Date.parse(previous.notAfter))) return known;
    if (previous) {
        const isActiveKey = demand.kind === "aws-access-key" && !previous.disabled;
        return isActiveKey
            ? { ...known, previous: { ...previous, disabled: true } }
            : withoutPrevious(known);
    }
    return reasonsToRotate(demand, rotation).length > 0
        ? nextValue(demand, rotation, instant)
        : known;
}

/**
 * GitHub holds one value and never returns it, so the next one replaces it at once, whatever became of the
 * last. A secret that becomes sealed, or stops being sealed, also starts without a previous value.
 */
function rotateSealed(demand: Demand, rotation: Rotation, instant: Instant): Rotation {
    return demand.sealed && reasonsToRotate(demand, rotation).length === 0
        ? withReaders(rotation, demand)
        : withoutPrevious(nextValue(demand, rotation, instant));
}

/**
 * The overlap that the roster requires now, counted from the run that delivered the successor, which may be
 * this one.
 */
export function withOverlap(rotation: Rotation, { overlap }: Demand, instant?: Instant): Rotation {
    const { previous } = rotation;
    if (!previous || previous.disabled) return rotation;
    const since = instant === undefined ? previous.since : isoInstant(fullSecond(instant));
    return { ...rotation, previous: { ...previous, since, notAfter: endOf(since, overlap) } };
}

/** Why a new value is due, in words; empty if none is. */
export function reasonsToRotate(demand: Demand, rotation: Rotation): string[] {
    const { generation, length, boundary, sealed = false, keyId } = demand;
    const known = rotation.sealed?.keyId;
    return [
        ...(generation === rotation.generation ? [] : [`generation is ${generation}`]),
        ...(length === rotation.length ? [] : [`length is ${length}`]),
        ...(sealed === (known !== undefined) ? [] : [`sealed is ${sealed}`]),
        ...(known !== undefined && keyId !== undefined && keyId !== known
            ? ["its GitHub environment has another public key"]
            : []),
        ...(boundary !== undefined && boundary > Date.parse(rotation.rotatedAt)
            ? [`due since ${isoInstant(boundary)}`]
            : []),
        ...lostReaders(demand, rotation).map((key) => `${key} could read it and no longer can`),
    ];
}

/** Who could read the value and no longer can. */
export function lostReaders({ readers }: Demand, rotation: Rotation): string[] {
    const present = new Set([...readers.values()].flat());
    return rotation.readers.filter((key) => !present.has(key));
}

/**
 * The last instant up to this one at which `rotateEvery` makes a new value due, and the next. Each secret
 * has its own offset, so that not all secrets with one interval rotate in the same run; it is derived from
 * the oldest key, so that a rename changes nothing.
 */
export function boundariesOf(
    { key, previously, rotateEvery }: Pick<Secret, "key" | "previously" | "rotateEvery">,
    environment: string,
    instant: Instant,
): { readonly last: Instant; readonly next: Instant } | undefined {
    if (rotateEvery === undefined) return undefined;
    const period = rotateEvery * 1_000;
    const name = `${previously.at(-1) ?? key}/${environment}`;
    const bytes = createHash("sha256").update(name).digest();
    const start = (bytes.readUIntBE(0, 6) % rotateEvery) * 1_000;
    const last = start + Math.floor((instant - start) / period) * period;
    return { last, next: last + period };
}

/** A previous value is kept no longer than its successor lives. */
export function overlapOf({ overlap, rotateEvery }: Pick<Secret, "overlap" | "rotateEvery">) {
    return Math.min(overlap, rotateEvery ?? Infinity);
}

function firstValue({ kind, generation, length, readers }: Demand, instant: Instant): Rotation {
    return {
        kind,
        version: 1,
        generation,
        length,
        rotatedAt: isoInstant(instant),
        readers: sorted([...readers.keys()]),
    };
}

function nextValue(
    demand: Demand,
    { version, rotatedAt, length }: Rotation,
    instant: Instant,
): Rotation {
    const since = isoInstant(fullSecond(instant));
    return {
        ...firstValue(demand, instant),
        version: version + 1,
        previous: { rotatedAt, length, since, notAfter: endOf(since, demand.overlap) },
    };
}

function withoutPrevious({ previous: _, ...rotation }: Rotation): Rotation {
    return rotation;
}

/** Everyone who could read a value knows it until it is replaced. */
function withReaders(rotation: Rotation, { readers }: Demand): Rotation {
    return { ...rotation, readers: sorted([...rotation.readers, ...readers.keys()]) };
}

/** Rounded up, so that nothing ends early: recorded instants have whole seconds. */
function fullSecond(instant: Instant): Instant {
    return Math.ceil(instant / 1_000) * 1_000;
}

function endOf(since: string, overlap: Seconds): string {
    return isoInstant(Date.parse(since) + overlap * 1_000);
}

function sorted(keys: readonly string[]): string[] {
    return [...new Set(keys)].sort(compare);
}
