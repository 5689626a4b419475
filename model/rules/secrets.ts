import { day, formatDuration } from "../instant";
import type { Secret, SecretKind } from "../roster";
import type { Rule } from "./rule";

/** The longest that a static value may live: 90 days. */
const slowest = (90 * day) / 1_000;

/** Vault makes these logins for every request: there is no value to rotate or explain. */
const dynamic: ReadonlySet<SecretKind> = new Set(["vault-database"]);

/** Whether a secret has a lasting value, which whoever read it knows. */
export function isStatic({ kind }: Pick<Secret, "kind">): boolean {
    return !dynamic.has(kind);
}

/**
 * A lasting value is replaced within 90 days.
 *
 * That includes `external` ones. Rollcall does not rotate those, but leavers have read them all the
 * same: `rotateEvery` says how often whoever makes them replaces them.
 */
export const secretTooSlow: Rule = {
    id: "secret-too-slow",
    judge: ({ graph }) =>
        statics(graph.roster.secrets.values())
            .filter(({ rotateEvery = Infinity }) => rotateEvery > slowest)
            .map(({ key, at, kind, rotateEvery }) => ({
                at,
                subject: key,
                message: (secret) => {
                    const given =
                        rotateEvery === undefined
                            ? "is never rotated"
                            : `is rotated every ${formatDuration(rotateEvery)}`;
                    return (
                        `${secret} (${kind}) ${given}; set \`rotateEvery\` to ` +
                        `${formatDuration(slowest)} or less`
                    );
                },
                waivers: [`secrets.${key}`],
            })),
};

/** A value that can be copied and kept needs a reason why no identity can replace it. */
export const staticSecretWithoutReason: Rule = {
    id: "static-secret-without-reason",
    judge: ({ graph }) =>
        statics(graph.roster.secrets.values())
            .filter(({ reason }) => !reason?.trim())
            .map(({ key, at, kind }) => ({
                at,
                subject: key,
                message: (secret) =>
                    `${secret} (${kind}) is a value that can be copied and kept; say in \`reason\` ` +
                    "why an identity by OIDC cannot take its place",
            })),
};

function statics(secrets: Iterable<Secret>): Secret[] {
    return [...secrets].filter(isStatic);
}
