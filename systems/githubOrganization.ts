import type { Account, GitHubUser } from "./githubAccounts";
import { GitHubError } from "./githubClient";
import type { Place, Search } from "./githubPlace";
import { mapLimited } from "./mapLimited";
import type { FoundAccess } from "./system";

interface Membership {
    readonly state: "active" | "pending";
    readonly role: string;
    readonly user: GitHubUser | null;
}

export interface Member extends GitHubUser {
    readonly role: string;
}

/** Everybody in the organisation, by the account's id: two lists. */
export async function listMembers({ client, owner }: Place): Promise<Map<number, Member>> {
    const members = new Map<number, Member>();
    for (const role of ["admin", "member"]) {
        for (const { id, login } of await client.list<GitHubUser>(`orgs/${owner}/members`, {
            role,
        })) {
            members.set(id, { id, login, role });
        }
    }
    return members;
}

/**
 * Members, billing managers, and invitees whose invitation GitHub links to an account. Only who is in
 * no list of members is asked for.
 */
export function findMembers(members: Promise<ReadonlyMap<number, Member>>): Search {
    return async (place, accounts) => {
        const { owner } = place;
        const listed = await members;
        const found: FoundAccess[] = [];
        for (const account of accounts) {
            const member = listed.get(account.id);
            const membership = member ? undefined : await findMembership(place, account);
            const role = member?.role ?? membership?.role;
            if (role === undefined) continue;
            const invited = membership?.state === "pending";
            found.push({
                ...onOrganization(account),
                kind: invited ? "invitation" : "membership",
                permission: permissionNames[role] ?? role,
                what: invited ? `invitation to ${owner}` : `membership of ${owner}`,
                leaves: place.words.membershipLeaves(account.person),
                ids: { accountId: account.id },
            });
        }
        return found;
    };
}

export const permissionNames: Readonly<Record<string, string>> = {
    admin: "owner",
    billing_manager: "billing manager",
    direct_member: "member",
};

async function findMembership(
    { client, owner }: Place,
    { id, login }: Account,
): Promise<Membership | undefined> {
    if (login === undefined) return undefined;
    const path = `orgs/${owner}/memberships/${encodeURIComponent(login)}`;
    const membership = await client.find<Membership>(path);
    return membership?.user?.id === id ? membership : undefined;
}

export interface Invitation {
    readonly id: number;
    readonly login: string | null;
    readonly email: string | null;
    readonly role: string;
}

/** Pending invitations: GitHub identifies the invitee only by login or e-mail. */
export const findInvitations: Search = async ({ client, owner, words }, accounts) => {
    const invitations = await client.list<Invitation>(`orgs/${owner}/invitations`);
    return accounts.flatMap((account) =>
        invitations
            .filter(({ login, email }) =>
                [login, email].some((name) => name && account.names.has(name.toLowerCase())),
            )
            .map(({ id, login, email, role }) => ({
                ...onOrganization(account),
                kind: "invitation" as const,
                permission: permissionNames[role] ?? role,
                what: `invitation of ${login ?? email}`,
                leaves: words.membershipLeaves(account.person),
                ids: { accountId: account.id, invitationId: id },
            })),
    );
};

export const findOutsiders: Search = async ({ client, owner }, accounts) => {
    const outsiders = await client.list<GitHubUser>(`orgs/${owner}/outside_collaborators`);
    const ids = new Set(outsiders.map(({ id }) => id));
    return accounts
        .filter(({ id }) => ids.has(id))
        .map((account) => ({
            ...onOrganization(account),
            kind: "outside collaborator",
            permission: "outside collaborator",
            what: `outside collaborator of ${owner}`,
            leaves: [],
            ids: { accountId: account.id },
        }));
};

interface Team {
    readonly id: number;
    readonly slug: string;
    readonly parent: { readonly id: number } | null;
}

export const findTeams: Search = async (place, accounts) => {
    const { client, owner } = place;
    const teams = await client.list<Team>(`orgs/${owner}/teams`);
    const parents = new Set(teams.map(({ parent }) => parent?.id));
    const found = await mapLimited(teams, 8, async (team) => {
        const members = parents.has(team.id)
            ? await ownMembers(place, team)
            : (await client.list<GitHubUser>(membersPath(place, team))).map(({ id }) => id);
        const ids = new Set(members);
        return accounts
            .filter(({ id }) => ids.has(id))
            .map((account) => teamAccess(place, account, team));
    });
    return found.flat();
};

function membersPath({ ownerId }: Place, { id }: Team): string {
    return `organizations/${ownerId}/team/${id}/members`;
}

/**
 * Ids of direct team members. REST also lists the members of child teams, whose membership has to be ended
 * there.
 */
async function ownMembers({ client, owner }: Place, { slug }: Team): Promise<number[]> {
    const ids: number[] = [];
    for (let after: string | null = null; ; ) {
        const variables: Readonly<Record<string, unknown>> = {
            owner: decodeURIComponent(owner),
            slug,
            after,
        };
        const { organization } = await client.query<TeamMembers>(teamMembers, variables);
        if (!organization?.team) throw new GitHubError(`POST graphql: no team ${slug}`, 200);
        const { nodes, pageInfo }: OwnMembers = organization.team.members;
        ids.push(...nodes.map(({ databaseId }) => databaseId));
        if (!pageInfo.hasNextPage) return ids;
        after = pageInfo.endCursor;
    }
}

/** https://docs.github.com/graphql/reference/teams */
const teamMembers = `query ($owner: String!, $slug: String!, $after: String) {
    organization(login: $owner) {
        team(slug: $slug) {
            members(membership: IMMEDIATE, first: 100, after: $after) {
                nodes { databaseId }
                pageInfo { hasNextPage endCursor }
            }
        }
    }
}`;

interface TeamMembers {
    readonly organization: {
        readonly team: {
            readonly members: OwnMembers;
        } | null;
    } | null;
}

interface OwnMembers {
    readonly nodes: readonly { readonly databaseId: number }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

function teamAccess(place: Place, account: Account, { id, slug }: Team): FoundAccess {
    return {
        ...onOrganization(account),
        kind: "team membership",
        permission: "member",
        what: `team ${slug}`,
        leaves: place.words.teamLeaves(account.person, slug),
        ids: { accountId: account.id, teamId: id },
    };
}

function onOrganization({ person }: Account) {
    return { person, system: "github", stack: "org", target: "org/github" } as const;
}
