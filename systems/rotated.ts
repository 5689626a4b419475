import type { Instant } from "../model/instant";
import type { Roster, Secret, SecretKind } from "../model/roster";
import type { RecordedRotation } from "../planners/rotation";
import { recordOf } from "../planners/rotationRecords";

/** A secret that somebody could read when they lost access. */
export interface KnownSecret {
    readonly secret: string;
    readonly environment: string;
    readonly kind: SecretKind;
    /** When the loss was recorded. */
    readonly lostAt: Instant;
    /**
     * The last version that the person can know; absent if no run had made one yet, or it is made
     * elsewhere.
     */
    readonly version?: number;
    /** The roster's generation when the loss was recorded, including any raise by `rollcall leave`. */
    readonly generation?: number;
}

/** What became of a secret that the person could read. */
export interface RotatedSecret {
    readonly secret: string;
    readonly environment: string;
    readonly kind: SecretKind;
    /**
     * `rotated`: there is a new value, and the previous one no longer works. `overlapping`: the previous
     * one still works. `declared`: it is made elsewhere, and the roster says that it was changed.
     * `removed`: the secret no longer exists.
     */
    readonly status: "rotated" | "overlapping" | "declared" | "removed" | "not rotated";
    /** `2026-11-24T08:00:00Z`: when it was decided to make the new value. */
    readonly rotatedAt?: string;
    /** The current version. */
    readonly version?: number;
    /** How this is known, or why the secret counts as not rotated. */
    readonly detail: string;
    /** Until when, at least, the previous value works. */
    readonly previousUntil?: string;
}

/** Whether nothing that the person may know still works, as far as Rollcall can tell. */
export function isSettled({ status }: Pick<RotatedSecret, "status">): boolean {
    return status !== "not rotated" && status !== "overlapping";
}

/** What the environments' stacks recorded, by stack name; a missing stack could not be read. */
export type Rotations = ReadonlyMap<string, Readonly<Record<string, RecordedRotation>>>;

/** Whether a secret was rotated after somebody who could read it lost access. */
export function judgeRotation(
    known: KnownSecret,
    { secrets }: Pick<Roster, "secrets">,
    rotations: Rotations,
): RotatedSecret {
    const { secret, environment, kind } = known;
    const now = [...secrets.values()].find(
        ({ key, previously }) => key === secret || previously.includes(secret),
    );
    const isThere = now?.in.some(({ key }) => key === environment) ?? false;
    return {
        secret: now?.key ?? secret,
        environment,
        kind,
        ...(kind === "external"
            ? judgeDeclared(known, isThere ? now : undefined)
            : judgeMade(known, now ?? { key: secret, previously: [] }, isThere, rotations)),
    };
}

type Outcome = Omit<RotatedSecret, "secret" | "environment" | "kind">;

function judgeDeclared({ generation }: KnownSecret, now: Secret | undefined): Outcome {
    if (!now) {
        return {
            status: "not rotated",
            detail:
                "the roster no longer names it, and it is made elsewhere: have it changed there, and " +
                "declare it again with another generation",
        };
    }
    if (now.kind === "external" && now.generation === generation) {
        return {
            status: "not rotated",
            detail:
                "it is made elsewhere, and Rollcall cannot change it: have it changed there, then record " +
                `that with rollcall rotate ${now.key}`,
        };
    }
    return {
        status: "declared",
        detail: `the roster says that it was changed: generation ${now.generation}`,
    };
}

function judgeMade(
    { environment, kind, version: last, lostAt }: KnownSecret,
    names: Pick<Secret, "key" | "previously">,
    isThere: boolean,
    rotations: Rotations,
): Outcome {
    const records = rotations.get(environment);
    if (!records) {
        return { status: "not rotated", detail: `what ${environment} recorded cannot be read` };
    }
    const record = recordOf(names, records);
    if (!record) {
        return isThere
            ? { status: "not rotated", detail: "no run made a value; rollcall up does" }
            : { status: "removed", detail: "it was taken away wherever it was delivered" };
    }
    const { version, rotatedAt, previous } = record.rotation;
    // A secret of another kind is another secret, whose versions start again.
    const knows = (number: number, made: string) =>
        last === undefined || record.rotation.kind !== kind
            ? Date.parse(made) < lostAt
            : number <= last;
    if (knows(version, rotatedAt)) {
        return {
            status: "not rotated",
            version,
            detail: `the person may know it; ${whenDue(record.rotation)}`,
        };
    }
    const made = { version, rotatedAt };
    if (!record.done) {
        return { status: "not rotated", ...made, detail: "a step of it failed; run rollcall up" };
    }
    if (previous && !previous.disabled && knows(version - 1, previous.rotatedAt)) {
        return {
            status: "overlapping",
            ...made,
            previousUntil: previous.notAfter,
            detail: `the previous value works until ${previous.notAfter}, and the run after that retires it`,
        };
    }
    return { status: "rotated", ...made, detail: `version ${version}` };
}

/** At most two values exist: while the previous one still works, no run makes another. */
function whenDue({ kind, previous }: RecordedRotation["rotation"]): string {
    if (!previous) return "run rollcall up";
    // One run makes an access key inactive, and the next deletes it.
    const runs = kind === "aws-access-key" && !previous.disabled ? "three times" : "twice";
    return previous.disabled
        ? `the value before it goes first: run rollcall up ${runs}`
        : `it waits for the overlap until ${previous.notAfter}; run rollcall up ${runs} after that`;
}
