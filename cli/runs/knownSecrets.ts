import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import type { ReadableSecret } from "../../planners/readableSecrets";
import { recordOf } from "../../planners/rotationRecords";
import type { KnownSecret, Rotations } from "../../systems/rotated";

/** What is known, when somebody loses access, of the secrets that the person could read. */
export interface Knowledge {
    /** Who could read what before. */
    readonly readable: readonly ReadableSecret[];
    /** What was recorded before, the readers of each value included. */
    readonly rotations: Rotations;
    /** As it is now: whatever it says is not yet proof of a change. */
    readonly roster: Roster | undefined;
    readonly instant: Instant;
}

/** Secrets that a person could read, by all keys that the person had. */
export function knownSecrets(
    names: readonly string[],
    { readable, rotations, roster, instant }: Knowledge,
): KnownSecret[] {
    const isReader = (readers: readonly string[]) => names.some((name) => readers.includes(name));
    const planned = readable.filter(({ readers }) => isReader(readers));
    const recorded = [...rotations].flatMap(([environment, records]) =>
        Object.entries(records)
            .filter(([, { rotation }]) => isReader(rotation.readers))
            .map(([secret, { rotation }]) => ({ secret, environment, kind: rotation.kind })),
    );
    const found = new Map(
        [...planned, ...recorded].map((each) => [`${each.secret} in ${each.environment}`, each]),
    );
    return [...found.values()].map(({ secret, environment, kind }) => {
        const now = [...(roster?.secrets.values() ?? [])].find(
            ({ key, previously }) => key === secret || previously.includes(secret),
        );
        const names = now ?? { key: secret, previously: [] };
        const version = recordOf(names, rotations.get(environment) ?? {})?.rotation.version;
        return {
            secret,
            environment,
            kind,
            lostAt: instant,
            ...(version === undefined ? {} : { version }),
            ...(now === undefined ? {} : { generation: now.generation }),
        };
    });
}
