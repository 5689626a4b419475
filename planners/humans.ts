import type { Leaver, Person, Roster } from "../model/roster";

/**
 * By what one human is told from another. Either may change and it is the same human: an account
 * is given up, a name is changed. Who has neither of the two in common is another.
 */
export interface Human {
    readonly email?: string;
    /** GitHub's numeric id of the account. */
    readonly github?: number;
    /** The key of whom this is another account: it goes with that one, though no file says so any more. */
    readonly sameAs?: string;
}

/** The human behind each key, living or leaver. */
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

/** Humans from a stack's output, as far as they can be read. */
export function readHumans(output: unknown): Humans {
    if (typeof output !== "object" || output === null || Array.isArray(output)) return {};
    return Object.fromEntries(
        Object.entries(output).filter(([, human]) => typeof human === "object" && human !== null),
    );
}

/**
 * Why a roster must not be given by: somebody has a key, or had it earlier, that was another human's
 * when the org stack was applied last. Resources go by keys, so the newcomer would take over the
 * former one's user, entity and open tokens, and nobody would have left.
 */
export function findOtherHumans(
    { people, leavers }: Pick<Roster, "people" | "leavers">,
    recorded: Humans,
): string[] {
    return [...people.values(), ...leavers.values()].flatMap((somebody) => {
        const now = humanOf(somebody);
        if (isUnknown(now)) return [];
        return [somebody.key, ...somebody.previously].flatMap((key) => {
            const before = Object.hasOwn(recorded, key) ? recorded[key] : undefined;
            if (before === undefined || isSame(before, now)) return [];
            // To complete a tombstone gives nothing; whoever may be given something must be known.
            if (isUnknown(before) && leavers.get(somebody.key) === somebody) return [];
            return refusal(somebody.key, now, key, before);
        });
    });
}

function refusal(key: string, now: Human, formerKey: string, before: Human): string {
    const former = formerKey === key ? "" : `${formerKey} `;
    return (
        `${key} is ${describe(now)} in this roster, and ${former}was ${describe(before)} when org ` +
        "was applied last; what the one has would become the other's, open sessions too: put the " +
        `former one back, run \`rollcall leave ${formerKey}\`, and give the newcomer a new key; if ` +
        "they are one human whose account and e-mail changed, land one change after the other"
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
