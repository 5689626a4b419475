import type { Leaver, Person, Roster } from "../../model/roster";
import { departed } from "../../planners/departures";
import { organizationStack } from "../../planners/resources";
import { subjectOf } from "../../systems/subject";
import type { ResolvedAccount } from "../../systems/system";
import type { Invocation } from "../invocation";
import type { Opened } from "./prepare";
import { openReaders } from "./readers";

/** How people's accounts in GitHub go by now. */
export interface Logins {
    /** Everybody, with the account's login of today. */
    readonly people: readonly (Person | Leaver)[];
    /**
     * Why nothing may be given by the logins that the roster declares: one may be somebody else's by
     * now. What is taken away is found by the accounts' ids, and waits for nobody.
     */
    readonly wrong: readonly string[];
    /** Whether somebody's login is known to be the account's own. */
    readonly isSure: (person: string) => boolean;
}

/** Looks every declared account up by its id, which stays when the login changes. */
export async function resolveLogins(invocation: Invocation, opened: Opened): Promise<Logins> {
    const { roster, people, leavers } = opened.judged;
    const everybody = [...people.values(), ...leavers.values()];
    // Nothing goes by a login but in org, and another stack's job has no token to look them up.
    const inOrg = [...opened.stacks, ...opened.revocable].includes(organizationStack);
    if (!roster || !inOrg) return { people: everybody, wrong: [], isSure: () => true };
    try {
        const found = await resolve(invocation, opened, roster, everybody);
        const logins = new Map(found.map(({ person, actual }) => [person, actual]));
        const now = everybody.map((somebody) => withLogin(somebody, logins.get(somebody.key)));
        const right = new Set(found.flatMap(({ person, matches }) => (matches ? person : [])));
        const isSure = (key: string) => opened.mode === "sandbox" || right.has(key);
        return { people: now, wrong: wrongLogins(found, opened), isSure };
    } catch (error) {
        const why = `logins were not looked up: ${(error as Error).message}`;
        invocation.note(why);
        const isSandbox = opened.mode === "sandbox";
        return { people: everybody, wrong: isSandbox ? [] : [why], isSure: () => isSandbox };
    }
}

async function resolve(
    invocation: Invocation,
    { mode }: Opened,
    roster: Roster,
    everybody: readonly (Person | Leaver)[],
): Promise<ResolvedAccount[]> {
    const readers = await openReaders(invocation, mode, roster);
    const subjects = everybody.map((somebody) => subjectOf(roster, somebody));
    const found = await Promise.all(readers.map((reader) => reader.resolve?.(subjects) ?? []));
    return found.flat();
}

function withLogin<T extends Person | Leaver>(somebody: T, login: string | undefined): T {
    const { github } = somebody;
    return github && login !== undefined ? { ...somebody, github: { ...github, login } } : somebody;
}

/** The sandbox makes the accounts that the roster declares, and by its logins, so none is wrong there. */
function wrongLogins(
    found: readonly ResolvedAccount[],
    { mode, judged: { people, leavers }, instant }: Opened,
): string[] {
    if (mode === "sandbox") return [];
    const gone = new Set(departed(people, leavers, instant).map(({ key }) => key));
    return found
        .filter(({ person, matches }) => !matches && people.has(person) && !gone.has(person))
        .map(({ person, declared, actual }) => {
            const id = people.get(person)?.github?.id;
            const now =
                actual === undefined
                    ? `no account with the id ${id} is to be seen: correct people.${person}.github`
                    : `the account ${id} goes by ${actual} now: write ${actual} into ` +
                      `people.${person}.github.login`;
            return `${person} is declared as ${declared} in GitHub, but ${now}`;
        });
}
