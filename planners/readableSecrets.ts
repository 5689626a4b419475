import { createGraph } from "../model/graph";
import type { Instant } from "../model/instant";
import type { Roster, SecretKind } from "../model/roster";
import { isStatic } from "../model/rules/secrets";
import { findHoldings } from "./holdings";
import { findSecretAccess } from "./secretReaders";

/** A value that can be copied, and the people who can read it. */
export interface ReadableSecret {
    readonly secret: string;
    readonly environment: string;
    readonly kind: SecretKind;
    /** Keys of people. */
    readonly readers: readonly string[];
}

export function isReadBy(
    person: string,
    { secret, environment }: Pick<ReadableSecret, "secret" | "environment">,
    readable: readonly ReadableSecret[],
): boolean {
    return readable.some(
        (each) =>
            each.secret === secret &&
            each.environment === environment &&
            each.readers.includes(person),
    );
}

/** Every static secret that anybody can read at the instant, once for each of its environments. */
export function readableSecrets(roster: Roster, instant: Instant): ReadableSecret[] {
    if (roster.secrets.size === 0) return [];
    const find = findSecretAccess(findHoldings(createGraph(roster), instant));
    return [...roster.secrets.values()].filter(isStatic).flatMap((secret) =>
        secret.in.flatMap(({ key }) => {
            const { readers } = find(secret, key);
            const found = { secret: secret.key, environment: key, kind: secret.kind, readers };
            return readers.length > 0 ? [found] : [];
        }),
    );
}
