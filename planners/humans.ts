import type { Leaver, Person, Roster } from "../model/roster";

/**
 * What tells one person from another. If only one of the two changes, it is still the same person: people
 * change accounts and names. If neither matches, it is somebody else.
 */
export interface Human {
    readonly email?: string;
    /** GitHub's numeric id of the account. */
    readonly github?: number;
    /**
     * The key of the person whose other account this is: it leaves with that person, even if no file says
     * so any more.
     */
    readonly sameAs?: string;
}

/** The person behind each key, current or leaver. */
export type Humans = Readonly<Record<string, Human>>;

/** What the org stack records. */
export function humansOf({ people, leavers }: Pick<Roster, "people" | "leavers">): Humans {
    return Object.fromEntries(
        [...people.values(), ...leavers.values()].map((somebody) => [
            somebody.key,
            humanOf(somebody),
        ]),
    );
}

/** The people in a stack's output, as far as they can be read. */
export function readHumans(output: unknown): Humans {
    if (typeof output !== "object" || output === null || Array.isArray(output)) return {};
    return Object.fromEntries(
        Object.entries(output).filter(([, human]) => typeof human === "object" && human !== null),
    );
}

/**
 * Why a roster must not be applied: somebody's key, current or former, belonged to another person when the
 * org stack was last applied. Resources go by key, so the newcomer would take over the former person's
 * user, entity and open tokens, and nobody would have left.
 */
export function findOtherHumans(
    { people, leavers }: Pick<Roster, "people" | "leavers">,
    recorded: Humans,
): string[] {
    return [...people.values(), ...leavers.values()].flatMap((somebody) => {
        const now = humanOf(somebody);
        // A tombstone may consist of the key alone.
        if (isUnknown(now)) return [];
        return [somebody.key, ...somebody.previously].flatMap((key) => {
            const before = Object.hasOwn(recorded, key) ? recorded[key] : undefined;
            if (before === undefined || isSame(before, now)) return [];
            // Completing a tombstone grants nothing; anyone who may be granted something must be known.
            if (isUnknown(before) && leavers.get(somebody.key) === somebody) return [];
            return refusal(somebody.key, now, key, before);
        });
    });
}

function refusal(key: string, now: Human, formerKey: string, before: Human): string {
    const former = formerKey === key ? "" : `${formerKey} `;
    return (
        `${key} is ${describe(now)} in this roster, and ${former}was ${describe(before)} when org ` +
        "was last applied; the new person would get what the former one has, open sessions too: put the " +
        `former one back, run \`rollcall leave ${formerKey}\`, and give the newcomer a new key; if ` +
        "this is one person whose account and e-mail both changed, apply one change after the other"
    );
}

function humanOf({
    email,
    github,
    sameAs,
}: Pick<Person | Leaver, "github" | "sameAs"> & { email?: string }): Human {
    return {
        ...(email === undefined ? {} : { email }),
        ...(github ? { github: github.id } : {}),
        ...(sameAs ? { sameAs: sameAs.key } : {}),
    };
}

/** A tombstone may say nothing but the key. */
function isUnknown({ email, github }: Human): boolean {
    return email === undefined && github === undefined;
}

function isSame(one: Human, other: Human): boolean {
    return (
        (one.github !== undefined && one.github === other.github) ||
        (one.email !== undefined && one.email.toLowerCase() === other.email?.toLowerCase())
    );
}

function describe({ email, github }: Human): string {
    if (github === undefined) return email ?? "somebody of whom nothing is recorded";
    const account = `GitHub account ${github}`;
    return email === undefined ? account : `${email} (${account})`;
}
