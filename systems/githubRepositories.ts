import { organizationStack } from "../planners/resources";
import type { Account, GitHubUser } from "./githubAccounts";
import { type GitHubClient, GitHubError } from "./githubClient";
import { attempt, type Place, type Repository, repositoryPath } from "./githubPlace";
import { mapLimited } from "./mapLimited";
import type { Findings, FoundAccess, NamedRepositories, Unread } from "./system";

/** The organisation's repositories, and those that had to be read but are not shown. */
export interface Repositories {
    readonly repositories: readonly Repository[];
    readonly unread: readonly Unread[];
}

/**
 * Every repository that the token can see. GitHub silently leaves out the others, so whether there may be
 * some is asked, and each repository in the roster must be there under its id.
 */
export async function listRepositories(
    { client, owner, words }: Place,
    declared: readonly Repository[],
): Promise<Repositories> {
    const repositories = await client.list<Repository>(`orgs/${owner}/repos`, { type: "all" });
    const hidden = await whyHidden(client, `orgs/${owner}`, repositories.length);
    const shown = new Set(repositories.map(({ id }) => id));
    const missing = declared.filter(({ id }) => !shown.has(id));
    return {
        repositories,
        unread: [
            ...missing.map(({ id, name }) => ({
                system: "github" as const,
                target: words.repositoryTarget(id, name),
                reason: `the token is not shown repository ${name} (${id})`,
            })),
            ...(hidden === undefined
                ? []
                : [
                      {
                          system: "github" as const,
                          target: `${organizationStack}/github`,
                          reason: hidden,
                      },
                  ]),
        ],
    };
}

interface Organization {
    readonly public_repos?: number;
    /** Shown only to owners. */
    readonly total_private_repos?: number;
}

/**
 * Why the organisation may have repositories that the token is not shown; undefined: it has none. An owner is
 * told how many there are; an app is told whether it is for all of them.
 */
async function whyHidden(
    client: GitHubClient,
    organization: string,
    shown: number,
): Promise<string | undefined> {
    const { public_repos: open = 0, total_private_repos: closed } =
        await client.get<Organization>(organization);
    if (closed !== undefined) {
        const total = open + closed;
        return shown < total
            ? `the token is shown ${shown} of the organisation's ${total} repositories`
            : undefined;
    }
    const selection = await selectionOf(client);
    if (selection === "all") return undefined;
    return selection === undefined
        ? "GitHub does not tell the token how many repositories the organisation has"
        : "the token is for selected repositories, and not for all of the organisation's";
}

/** Which repositories an app's token is for; undefined: it is not an app's. */
async function selectionOf(client: GitHubClient): Promise<string | undefined> {
    try {
        const path = "installation/repositories";
        const answer = await client.get<{ readonly repository_selection?: string }>(path, {
            per_page: 1,
        });
        return answer.repository_selection;
    } catch (error) {
        if (error instanceof GitHubError && [401, 403, 404].includes(error.status))
            return undefined;
        throw error;
    }
}

/**
 * The organisation's repositories under their current names, from one list; others that are asked for by
 * id, wherever they can be seen.
 */
export async function nameRepositories(
    client: GitHubClient,
    owner: string,
    ids: readonly number[],
): Promise<NamedRepositories> {
    const organization = `orgs/${encodeURIComponent(owner)}`;
    const listed = await client.list<Repository>(`${organization}/repos`, { type: "all" });
    const shown = new Set(listed.map(({ id }) => id));
    const others = ids.filter((id) => !shown.has(id));
    const elsewhere = await mapLimited(others, 8, async (id) => {
        const found = await client.find<OwnedRepository>(`repositories/${id}`);
        return found ? [{ id, owner: found.owner.login, name: found.name }] : [];
    });
    const hidden = await whyHidden(client, organization, listed.length);
    return {
        named: [...listed.map(({ id, name }) => ({ id, owner, name })), ...elsewhere.flat()],
        ...(hidden === undefined ? {} : { hidden }),
    };
}

interface OwnedRepository extends Repository {
    readonly owner: { readonly login: string };
}

/** What these accounts have in repositories directly, not through a team. */
export async function searchRepositories(
    place: Place,
    repositories: readonly Repository[],
    accounts: readonly Account[],
): Promise<Findings> {
    const readings = await mapLimited(repositories, 8, async (repository) => {
        const target = place.words.repositoryTarget(repository.id, repository.name);
        const results = await Promise.all(
            searches.map((search) =>
                attempt(search({ ...place, repository, target }, accounts), { target }),
            ),
        );
        return {
            found: results.flatMap(({ found }) => found),
            unread: results.flatMap(({ unread }) => unread),
        };
    });
    return {
        found: readings.flatMap(({ found }) => found),
        unread: readings.flatMap(({ unread }) => unread),
    };
}

interface InRepository extends Place {
    readonly repository: Repository;
    readonly target: string;
}

type RepositorySearch = (
    place: InRepository,
    accounts: readonly Account[],
) => Promise<FoundAccess[]>;

interface Collaborator extends GitHubUser {
    readonly role_name?: string;
}

const findCollaborators: RepositorySearch = async (place, accounts) => {
    const { client, repository } = place;
    const path = `${repositoryPath(place, repository)}/collaborators`;
    const collaborators = await client.list<Collaborator>(path, { affiliation: "direct" });
    return accounts.flatMap((account) =>
        collaborators
            .filter(({ id }) => id === account.id)
            .map(({ role_name = "collaborator" }) => ({
                ...inRepository(place, account),
                kind: "direct collaborator" as const,
                permission: permissionNames.get(role_name) ?? role_name,
                what: `collaborator of ${repository.name}`,
                leaves: place.words.collaboratorLeaves(account.person, repository.id),
            })),
    );
};

/** GitHub has other names for two of its permissions here; custom roles can have any name. */
const permissionNames = new Map([
    ["read", "pull"],
    ["write", "push"],
]);

interface RepositoryInvitation {
    readonly id: number;
    readonly invitee: GitHubUser | null;
    readonly permissions: string;
}

const findInvitations: RepositorySearch = async (place, accounts) => {
    const { client, repository } = place;
    const path = `${repositoryPath(place, repository)}/invitations`;
    const invitations = await client.list<RepositoryInvitation>(path);
    return accounts.flatMap((account) =>
        invitations
            .filter(({ invitee }) => invitee?.id === account.id)
            .map(({ id, permissions }) => ({
                ...inRepository(place, account, { invitationId: id }),
                kind: "repository invitation" as const,
                permission: permissionNames.get(permissions) ?? permissions,
                what: `invitation to ${repository.name}`,
                leaves: place.words.collaboratorLeaves(account.person, repository.id),
            })),
    );
};

export interface Environment {
    readonly name: string;
    readonly can_admins_bypass?: boolean;
    readonly deployment_branch_policy?: unknown;
    readonly protection_rules?: readonly {
        readonly type: string;
        readonly wait_timer?: number;
        readonly prevent_self_review?: boolean;
        readonly reviewers?: readonly Reviewer[];
    }[];
}

export interface Reviewer {
    readonly type?: "User" | "Team";
    readonly reviewer?: { readonly id: number };
}

export function reviewersOf({ protection_rules = [] }: Environment): Reviewer[] {
    return protection_rules.flatMap(({ reviewers = [] }) => reviewers);
}

export function reviews({ type, reviewer }: Reviewer, accountId: number): boolean {
    return type === "User" && reviewer?.id === accountId;
}

const findReviewers: RepositorySearch = async (place, accounts) => {
    const { client, repository } = place;
    const path = `${repositoryPath(place, repository)}/environments`;
    const environments = await client.list<Environment>(path, {}, "environments");
    return accounts.flatMap((account) =>
        environments
            .filter((environment) =>
                reviewersOf(environment).some((reviewer) => reviews(reviewer, account.id)),
            )
            .map(({ name }) => ({
                ...inRepository(place, account, { environment: name }),
                kind: "environment reviewer" as const,
                permission: "reviewer",
                what: `reviewer of environment ${name} of ${repository.name}`,
                leaves: [],
            })),
    );
};

interface DeployKey {
    readonly id: number;
    readonly title: string;
    readonly read_only: boolean;
    readonly added_by?: string | null;
}

/** Whoever created a key may well still have it. GitHub shows the creator's login but no id. */
const findDeployKeys: RepositorySearch = async (place, accounts) => {
    const { client, repository } = place;
    const keys = await client.list<DeployKey>(`${repositoryPath(place, repository)}/keys`);
    return accounts.flatMap((account) =>
        keys
            .filter(({ added_by }) => added_by && account.names.has(added_by.toLowerCase()))
            .map(({ id, title, read_only }) => ({
                ...inRepository(place, account, { keyId: id }),
                kind: "deploy key" as const,
                permission: read_only ? "pull" : "push",
                what: `deploy key ${title} of ${repository.name}`,
                leaves: [],
            })),
    );
};

const searches = [findCollaborators, findInvitations, findReviewers, findDeployKeys] as const;

function inRepository(
    { repository, target }: InRepository,
    { person, id }: Account,
    ids: FoundAccess["ids"] = {},
) {
    return {
        person,
        system: "github",
        stack: organizationStack,
        target,
        ids: { accountId: id, repository: repository.name, repositoryId: repository.id, ...ids },
    } as const;
}

/**
 * Removes a reviewer and keeps the other settings. The last one stays: an environment without reviewers
 * lets everybody deploy, which is worse than a reviewer who may no longer see it.
 */
export async function removeReviewer(
    client: GitHubClient,
    path: string,
    { environment: name, accountId }: FoundAccess["ids"],
): Promise<void> {
    const url = `${path}/environments/${encodeURIComponent(String(name))}`;
    const environment = await client.find<Environment>(url);
    if (!environment) return;
    const reviewers = reviewersOf(environment);
    const kept = reviewers.filter((reviewer) => !reviews(reviewer, Number(accountId)));
    if (kept.length === reviewers.length) return;
    if (kept.length === 0) {
        throw new Error(
            `PUT ${url}: not sent: the person is the only reviewer, and without one everybody ` +
                "may deploy; name another reviewer first",
        );
    }
    const rules = environment.protection_rules ?? [];
    await client.send("PUT", url, {
        wait_timer: rules.find(({ wait_timer }) => wait_timer !== undefined)?.wait_timer ?? 0,
        prevent_self_review: rules.some(({ prevent_self_review }) => prevent_self_review),
        reviewers: kept.map(({ type, reviewer }) => ({ type, id: reviewer?.id })),
        deployment_branch_policy: environment.deployment_branch_policy ?? null,
        ...(environment.can_admins_bypass === undefined
            ? {}
            : { can_admins_bypass: environment.can_admins_bypass }),
    });
}
