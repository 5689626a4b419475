import type { RecordedRotation, Rotation } from "./rotation";

/** What an environment's stack exports about a secret. */
interface SecretOutput {
    readonly rotation: Rotation;
    /** The version, or whatever the engine writes for an output that a failed step left unknown. */
    readonly delivered: unknown;
}

/** The rotations that a stack recorded in its output `secrets`, by the secret's key. */
export function readRecords(secrets: unknown): Record<string, RecordedRotation> {
    if (typeof secrets !== "object" || secrets === null) return {};
    return Object.fromEntries(
        Object.entries(secrets as Record<string, SecretOutput>).map(
            ([key, { rotation, delivered }]) => [
                key,
                { rotation, done: delivered === rotation.version },
            ],
        ),
    );
}

/** What is recorded of a secret, under its current or a former key. */
export function recordOf(
    { key, previously }: { readonly key: string; readonly previously: readonly string[] },
    records: Readonly<Record<string, RecordedRotation>>,
): RecordedRotation | undefined {
    const known = [key, ...previously].find((name) => Object.hasOwn(records, name));
    return known === undefined ? undefined : records[known];
}
