import type { Leaver, Person, Roster } from "../../model/roster";
import { departed } from "../../planners/departures";
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
}

/** Looks every declared account up by its id, which stays when the login changes. */
export async function resolveLogins(invocation: Invocation, opened: Opened): Promise<Logins> {
    const { roster, people, leavers } = opened.judged;
    const everybody = [...people.values(), ...leavers.values()];
    if (!roster) return { people: everybody, wrong: [] };
    try {
        const found = await resolve(invocation, opened, roster, everybody);
        const logins = new Map(found.map(({ person, actual }) => [person, actual]));
        const now = everybody.map((somebody) => withLogin(somebody, logins.get(somebody.key)));
        return { people: now, wrong: wrongLogins(found, opened) };
    } catch (error) {
        const why = `logins were not looked up: ${(error as Error).message}`;
        invocation.note(why);
        return { people: everybody, wrong: opened.mode === "live" ? [why] : [] };
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
