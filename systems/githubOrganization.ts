import type { Account, GitHubUser } from "./githubAccounts";
import type { Place, Search } from "./githubPlace";
import type { FoundAccess } from "./system";

interface Membership {
    readonly state: "active" | "pending";
    readonly role: string;
    readonly user: GitHubUser | null;
}

/** Members, managers of the bill, and the invited whose invitation GitHub ties to an account. */
export const findMembers: Search = async (place, accounts) => {
    const { client, owner } = place;
    const roles = new Map<number, string>();
    for (const role of ["admin", "member"]) {
        for (const { id } of await client.list<GitHubUser>(`orgs/${owner}/members`, { role })) {
            roles.set(id, role);
        }
    }
    const found: FoundAccess[] = [];
    for (const account of accounts) {
        const membership = await findMembership(place, account);
        const role = roles.get(account.id) ?? membership?.role;
        if (role === undefined) continue;
        const invited = !roles.has(account.id) && membership?.state === "pending";
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

/** Invitations that nobody accepted yet: GitHub names the invited by login or e-mail alone. */
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
}

interface TeamMember extends GitHubUser {
    readonly role?: string;
    /** Through a team below, whose membership is the one to end. */
    readonly inherited?: boolean;
}

export const findTeams: Search = async (place, accounts) => {
    const { client, owner } = place;
    const teams = await client.list<Team>(`orgs/${owner}/teams`);
    const found: FoundAccess[] = [];
    for (const team of teams) {
        const members = await client.list<TeamMember>(
            `organizations/${place.ownerId}/team/${team.id}/members`,
        );
        for (const account of accounts) {
            const member = members.find(({ id }) => id === account.id);
            if (member && member.inherited !== true) found.push(teamAccess(place, account, team));
        }
    }
    return found;
};

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
