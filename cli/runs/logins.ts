import type { Leaver, Person, Roster } from "../../model/roster";
import { departed } from "../../planners/departures";
import { organizationStack } from "../../planners/resources";
import { findLeaves } from "../../planners/revocation";
import { subjectOf } from "../../systems/subject";
import type { ResolvedAccount } from "../../systems/system";
import type { Invocation } from "../invocation";
import type { Opened } from "./prepare";
import { openReaders } from "./readers";
import type { KnownAccount } from "./renamedAccounts";
import { findStranded } from "./renamedRepositories";
import { resolveRepositories } from "./repositories";
import type { RepositoryNames } from "./repositoryNames";
import type { StackState } from "./stackStates";

/** How people's accounts in GitHub go by now, and repositories, which are called by names too. */
export interface Logins {
    /** Whose account is known, by its login of today. */
    readonly people: readonly KnownAccount[];
    /**
     * Why nothing may be given by the names that the roster declares: one may be somebody else's by
     * now. What is taken away is found by ids, and waits for nobody.
     */
    readonly wrong: readonly string[];
    /** Whether the resource goes by no name that is not known to be its account's or repository's own. */
    readonly isSure: (urn: string) => boolean;
    /** Undefined: not looked up. */
    readonly repositories: RepositoryNames | undefined;
}

interface Accounts {
    /** Everybody, with the account's login of today. */
    readonly people: readonly (Person | Leaver)[];
    readonly wrong: readonly string[];
    /** Whether somebody's login is known to be the account's own. */
    readonly isSure: (person: string) => boolean;
}

/** Looks every declared account and repository up by its id, which stays when the name changes. */
export async function resolveLogins(invocation: Invocation, opened: Opened): Promise<Logins> {
    const [accounts, repositories] = await Promise.all([
        resolveAccounts(invocation, opened),
        resolveRepositories(invocation, opened),
    ]);
    return {
        people: accounts.people,
        wrong: [...accounts.wrong, ...repositories.wrong],
        isSure: (urn) =>
            (!goesByLogin(urn) || accounts.isSure(personOf(urn))) && repositories.isSure(urn),
        repositories: repositories.names,
    };
}

/** What stands under a name that reaches another repository gives nothing either: it would be replaced. */
export function withStranded(logins: Logins, states: readonly StackState[]): Logins {
    const stranded = findStranded(states, logins.repositories);
    return { ...logins, wrong: [...logins.wrong, ...stranded] };
}

/** A membership that is lowered by a login that is somebody else's by now would be his. */
function goesByLogin(urn: string): boolean {
    return findLeaves([{ urn, custom: true }]).some(
        ({ personal, type }) => personal && type.startsWith("github:"),
    );
}

function personOf(urn: string): string {
    return urn.split("::")[3]?.split("/")[0] ?? "";
}

async function resolveAccounts(invocation: Invocation, opened: Opened): Promise<Accounts> {
    const { roster, people, leavers } = opened.judged;
    const everybody = [...people.values(), ...leavers.values()];
    // Nothing goes by a login but in org, and another stack's job has no token to look them up.
    const inOrg = [...opened.stacks, ...opened.revocable].includes(organizationStack);
    if (!roster || !inOrg) return { people: everybody, wrong: [], isSure: () => true };
    const accounts = await lookUp(invocation, opened, roster, everybody);
    // The sandbox makes the accounts that the roster declares, and by its logins: none is wrong there.
    return opened.mode === "sandbox" ? { ...accounts, wrong: [], isSure: () => true } : accounts;
}

async function lookUp(
    invocation: Invocation,
    opened: Opened,
    roster: Roster,
    everybody: readonly (Person | Leaver)[],
): Promise<Accounts> {
    try {
        const found = await resolve(invocation, opened, roster, everybody);
        const logins = new Map(found.map(({ person, actual }) => [person, actual]));
        const now = everybody.map((somebody) => withLogin(somebody, logins.get(somebody.key)));
        const right = new Set(found.flatMap(({ person, matches }) => (matches ? person : [])));
        return { people: now, wrong: wrongLogins(found, opened), isSure: (key) => right.has(key) };
    } catch (error) {
        const why = `logins were not looked up: ${(error as Error).message}`;
        invocation.note(why);
        return { people: everybody, wrong: [why], isSure: () => false };
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

/** Why nothing may be given by the logins that the roster declares. */
function wrongLogins(
    found: readonly ResolvedAccount[],
    { judged: { people, leavers }, instant }: Opened,
): string[] {
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
