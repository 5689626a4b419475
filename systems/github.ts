import type { Roster } from "../model/roster";
import { findAccounts, type GitHubUser, loginOf, resolveAccounts } from "./githubAccounts";
import { GitHubClient, type GitHubConnection, GitHubError } from "./githubClient";
import {
    findInvitations,
    findMembers,
    findOutsiders,
    findTeams,
    listMembers,
} from "./githubOrganization";
import { attempt, type Place, type Repository, repositoryPath, type Search } from "./githubPlace";
import {
    listRepositories,
    nameRepositories,
    removeReviewer,
    searchRepositories,
} from "./githubRepositories";
import { findLostRights } from "./githubRights";
import { endGitHubSessions, findRunsAgain } from "./githubSessions";
import { findGitHubStrangers } from "./githubStrangers";
import { knownOf } from "./stranger";
import type { AccessKind, AccessReader, Canary, Findings, FoundAccess, Subject } from "./system";
import { vocabularyOf } from "./vocabulary";

/**
 * Reads access back from a GitHub organisation. The token must be an owner's or that of an app that may
 * administer members and repositories: GitHub answers all others with 404 or a shorter list.
 */
export function createGitHubReader(roster: Roster, connection: GitHubConnection): AccessReader {
    const { owner, ownerId } = roster.organization.github;
    const client = new GitHubClient(connection);
    const place = {
        client,
        owner: encodeURIComponent(owner),
        ownerId,
        words: vocabularyOf(roster),
    };
    const repositories = declaredRepositories(roster);
    const refuseLost = refusing(() => findLostRights(client, { owner, ownerId }));
    return {
        system: "github",
        canary: () => sing(place, ownerIds(roster)),
        find: (subjects) => find(place, repositories, subjects),
        strangers: (known) => findGitHubStrangers(place, knownOf(known)),
        blocks: async () => [],
        remove: async (found) => {
            await refuseLost();
            await remove(place, found);
        },
        endSessions: async (subject, open = []) => {
            await refuseLost();
            const [account] = await findAccounts(client, [subject]);
            const listed = account ? await endGitHubSessions(place, repositories, account) : [];
            return [...listed, ...(await findRunsAgain(place, open, listed))];
        },
        resolve: (subjects) => resolveAccounts(place, subjects),
        nameRepositories: (ids) => nameRepositories(client, owner, ids),
    };
}

/** Throws the reason if nothing may be deleted; asked once per reader, for everything that it deletes. */
function refusing(ask: () => Promise<string | undefined>): () => Promise<void> {
    let asked: Promise<string | undefined> | undefined;
    return async () => {
        asked ??= ask();
        const why = await asked;
        if (why !== undefined) throw new GitHubError(why, 404);
    };
}

function declaredRepositories({ services }: Roster): Repository[] {
    const all = [...services.values()].flatMap(({ repository }) => repository ?? []);
    return [...new Map(all.map((repository) => [repository.id, repository])).values()];
}

function ownerIds({ organization, people }: Roster): Set<number> {
    return new Set(
        organization.github.owners.flatMap(({ key }) => people.get(key)?.github?.id ?? []),
    );
}

/**
 * Outsiders see only public members, and to them nothing else seems to exist. So an owner named in the
 * roster must be visible as one, in the list and through the call that only members may make, and so must
 * the two lists that only owners may see.
 */
async function sing(place: Place, owners: ReadonlySet<number>): Promise<Canary> {
    try {
        const reason = await findBlindness(place, owners);
        return reason === undefined
            ? { ok: true, reason: "an owner whom the roster names is seen as one" }
            : { ok: false, reason };
    } catch (error) {
        if (!(error instanceof GitHubError)) throw error;
        return { ok: false, reason: error.message };
    }
}

async function findBlindness(
    { client, owner, ownerId }: Place,
    owners: ReadonlySet<number>,
): Promise<string | undefined> {
    const organization = await client.get<GitHubUser>(`orgs/${owner}`);
    if (organization.id !== ownerId) {
        return `organisation ${owner} has the id ${organization.id}, the roster declares ${ownerId}`;
    }
    const admins = await client.list<GitHubUser>(`orgs/${owner}/members`, { role: "admin" });
    const known = admins.find(({ id }) => owners.has(id));
    if (!known) return `none of the roster's owners is among the ${admins.length} that are shown`;
    const path = `orgs/${owner}/memberships/${encodeURIComponent(known.login)}`;
    const membership = await client.get<{ role: string; state: string }>(path);
    if (membership.role !== "admin" || membership.state !== "active") {
        return `GET ${path}: answered ${membership.role}, ${membership.state}`;
    }
    await client.get(`user/${known.id}`);
    await client.get(`orgs/${owner}/invitations`, { per_page: 1 });
    await client.get(`orgs/${owner}/outside_collaborators`, { per_page: 1 });
    return undefined;
}

/** The places to search; each with the target that cannot be proved if that place cannot be read. */
const searches: readonly (readonly [search: Search, target: string | undefined])[] = [
    [findInvitations, "org/github"],
    [findOutsiders, undefined],
    [findTeams, undefined],
];

async function find(
    place: Place,
    declared: readonly Repository[],
    subjects: readonly Subject[],
): Promise<Findings> {
    if (!subjects.some(({ github }) => github)) return { found: [], unread: [] };
    const members = listMembers(place);
    // What cannot be listed is told by its own search.
    const shown = await members.catch(() => new Map());
    const accounts = await findAccounts(place.client, subjects, shown);
    const readings: Findings[] = [];
    for (const [search, target] of [[findMembers(members), undefined] as const, ...searches]) {
        const scope = target === undefined ? {} : { target };
        readings.push(await attempt(search(place, accounts), scope));
    }
    readings.push(await searchAll(place, declared, accounts));
    return {
        found: readings.flatMap(({ found }) => found),
        unread: readings.flatMap(({ unread }) => unread),
    };
}

async function searchAll(
    place: Place,
    declared: readonly Repository[],
    accounts: Parameters<Search>[1],
): Promise<Findings> {
    try {
        const { repositories, unread } = await listRepositories(place, declared);
        const findings = await searchRepositories(place, repositories, accounts);
        return { found: findings.found, unread: [...unread, ...findings.unread] };
    } catch (error) {
        if (!(error instanceof GitHubError)) throw error;
        return { found: [], unread: [{ system: "github", reason: error.message }] };
    }
}

async function remove(place: Place, found: FoundAccess): Promise<void> {
    const removal = removals[found.kind];
    if (!removal) throw new Error(`github has no ${found.kind} to remove`);
    await removal(place, found.ids);
}

type Removal = (place: Place, ids: FoundAccess["ids"]) => Promise<void>;

/** For calls that identify an account by login: uses the login that its id has at that moment. */
function byLogin(path: (place: Place, ids: FoundAccess["ids"], login: string) => string): Removal {
    return async (place, ids) => {
        const login = await loginOf(place.client, Number(ids.accountId));
        if (login !== undefined) await place.client.delete(path(place, ids, login));
    };
}

function byId(path: (place: Place, ids: FoundAccess["ids"]) => string): Removal {
    return (place, ids) => place.client.delete(path(place, ids));
}

const removeMembership = byLogin(({ owner }, _ids, login) => `orgs/${owner}/memberships/${login}`);

const removals: Readonly<Partial<Record<AccessKind, Removal>>> = {
    membership: removeMembership,
    invitation: (place, ids) =>
        ids.invitationId === undefined
            ? removeMembership(place, ids)
            : place.client.delete(`orgs/${place.owner}/invitations/${ids.invitationId}`),
    "outside collaborator": byLogin(
        ({ owner }, _ids, login) => `orgs/${owner}/outside_collaborators/${login}`,
    ),
    "team membership": byLogin(
        ({ ownerId }, { teamId }, login) =>
            `organizations/${ownerId}/team/${teamId}/memberships/${login}`,
    ),
    "direct collaborator": byLogin(
        (place, ids, login) => `${pathOf(place, ids)}/collaborators/${login}`,
    ),
    "repository invitation": byId(
        (place, ids) => `${pathOf(place, ids)}/invitations/${ids.invitationId}`,
    ),
    "deploy key": byId((place, ids) => `${pathOf(place, ids)}/keys/${ids.keyId}`),
    "environment reviewer": (place, ids) => removeReviewer(place.client, pathOf(place, ids), ids),
};

function pathOf(place: Place, ids: FoundAccess["ids"]): string {
    return repositoryPath(place, { id: Number(ids.repositoryId), name: String(ids.repository) });
}
