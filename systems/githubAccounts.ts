import type { GitHubClient } from "./githubClient";
import type { Place } from "./githubPlace";
import { mapLimited } from "./mapLimited";
import type { ResolvedAccount, Subject } from "./system";

/** A subject's account as GitHub has it now. */
export interface Account {
    readonly person: string;
    readonly id: number;
    /** Absent if the account was deleted or the token may not see it. */
    readonly login?: string;
    /**
     * Its names in lower case, for places where GitHub shows no id: its login, and its last known login
     * unless that now belongs to somebody else.
     */
    readonly names: ReadonlySet<string>;
}

export interface GitHubUser {
    readonly id: number;
    readonly login: string;
}

/**
 * Looks the accounts up by their ids, which stay when logins change; those that a list has shown just now
 * (`shown`) need not be asked for.
 */
export async function findAccounts(
    client: GitHubClient,
    subjects: readonly Subject[],
    shown: ReadonlyMap<number, GitHubUser> = new Map(),
): Promise<Account[]> {
    const found = await mapLimited(subjects, 8, (subject) => findAccount(client, subject, shown));
    return found.flat();
}

async function findAccount(
    client: GitHubClient,
    { key, github, email }: Subject,
    shown: ReadonlyMap<number, GitHubUser>,
): Promise<Account[]> {
    if (!github) return [];
    const user = shown.get(github.id) ?? (await client.find<GitHubUser>(`user/${github.id}`));
    const names = [email, user?.login];
    if (!user || !sameLogin(user.login, github.login)) {
        const holder = await client.find<GitHubUser>(`users/${encodeURIComponent(github.login)}`);
        if (!holder || holder.id === github.id) names.push(github.login);
    }
    return [
        {
            person: key,
            id: github.id,
            ...(user ? { login: user.login } : {}),
            names: new Set(names.flatMap((name) => (name ? [name.toLowerCase()] : []))),
        },
    ];
}

/**
 * Whether each declared login still belongs to the declared id; most accounts are members, who come in one
 * list.
 */
export async function resolveAccounts(
    { client, owner }: Pick<Place, "client" | "owner">,
    subjects: readonly Pick<Subject, "key" | "github">[],
): Promise<ResolvedAccount[]> {
    if (!subjects.some(({ github }) => github)) return [];
    const members = await client.list<GitHubUser>(`orgs/${owner}/members`);
    const logins = new Map(members.map(({ id, login }) => [id, login]));
    const resolved = await mapLimited(subjects, 8, async ({ key, github }) => {
        if (!github) return [];
        const { id, login: declared } = github;
        const actual = logins.get(id) ?? (await client.find<GitHubUser>(`user/${id}`))?.login;
        const matches = actual !== undefined && sameLogin(actual, declared);
        return [{ person: key, declared, ...(actual === undefined ? {} : { actual }), matches }];
    });
    return resolved.flat();
}

/**
 * The login that now belongs to the id, for calls to GitHub: a login that was free a minute ago may belong
 * to somebody else now, who must lose nothing.
 */
export async function loginOf(client: GitHubClient, id: number): Promise<string | undefined> {
    const user = await client.find<GitHubUser>(`user/${id}`);
    return user && encodeURIComponent(user.login);
}

function sameLogin(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}
