import type { GitHubUser } from "./githubAccounts";
import { type Invitation, permissionNames } from "./githubOrganization";
import type { Place } from "./githubPlace";
import type { Known, Stranger } from "./stranger";

const where = { system: "github", stack: "org", target: "org/github" } as const;

/** Members, outside collaborators and invitees whom the roster does not know; costs four lists. */
export async function findGitHubStrangers(place: Place, known: Known): Promise<Stranger[]> {
    const { client, owner } = place;
    const list = <T>(name: string, query = {}) => client.list<T>(`orgs/${owner}/${name}`, query);
    const accounts: [GitHubUser, Pick<Stranger, "kind" | "permission" | "what">][] = [];
    for (const role of ["admin", "member"]) {
        const permission = permissionNames[role] ?? role;
        for (const user of await list<GitHubUser>("members", { role })) {
            accounts.push([
                user,
                { kind: "membership", permission, what: `membership of ${owner}` },
            ]);
        }
    }
    for (const user of await list<GitHubUser>("outside_collaborators")) {
        const kind = "outside collaborator";
        accounts.push([user, { kind, permission: kind, what: `${kind} of ${owner}` }]);
    }
    const strangers = accounts.filter(([{ id }]) => !known.githubIds.has(id));
    const invited = await findInvited(place, known, await list<Invitation>("invitations"));
    return [
        ...strangers.map(([{ id, login }, found]) => ({
            ...where,
            ...found,
            account: `${login} (${id})`,
        })),
        ...invited,
    ];
}

/** An invitation has a login or an e-mail address; the id is looked up only if the login is not known. */
async function findInvited(
    { client }: Place,
    known: Known,
    invitations: readonly Invitation[],
): Promise<Stranger[]> {
    const found: Stranger[] = [];
    for (const { login, email, role } of invitations) {
        if ([login, email].some((name) => name && known.names.has(name.toLowerCase()))) continue;
        const user = login
            ? await client.find<GitHubUser>(`users/${encodeURIComponent(login)}`)
            : undefined;
        if (user && known.githubIds.has(user.id)) continue;
        const account = login ?? email ?? "somebody";
        found.push({
            ...where,
            kind: "invitation",
            account: user ? `${account} (${user.id})` : account,
            permission: permissionNames[role] ?? role,
            what: `invitation of ${account}`,
        });
    }
    return found;
}
