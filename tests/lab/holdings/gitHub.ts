import type { GitHubTeam } from "../../../sandbox/collections/github";
import type { World } from "../../../sandbox/world";
import type { GitHubClient } from "../../../systems/githubClient";
import type { Fact } from "./fact";

const owner = "acme";

/** Who has what in GitHub, and what guards it, as its API tells. */
export async function gitHubHoldings(client: GitHubClient): Promise<Fact[]> {
    const repositories = await client.list<Named>(`orgs/${owner}/repos`);
    const parts = [organization(client), members(client), teams(client, repositories)];
    for (const { name } of repositories) parts.push(repository(client, name));
    return (await Promise.all(parts)).flat();
}

interface Named {
    readonly name: string;
}

interface Account {
    readonly login: string;
}

async function organization(client: GitHubClient): Promise<Fact[]> {
    const found = await client.get<{ default_repository_permission: string }>(`orgs/${owner}`);
    const invited = await client.list<Account & { role: string }>(`orgs/${owner}/invitations`);
    return [
        ["organization", { basePermission: found.default_repository_permission }],
        ...invited.map(({ login, role }): Fact => {
            const given = role === "direct_member" ? "member" : role;
            return [`member ${login}`, { role: given, state: "pending" }];
        }),
    ];
}

async function members(client: GitHubClient): Promise<Fact[]> {
    const listed = await Promise.all(
        ["admin", "member"].map(async (role) =>
            (await client.list<Account>(`orgs/${owner}/members`, { role })).map(
                ({ login }): Fact => [`member ${login}`, { role, state: "active" }],
            ),
        ),
    );
    return listed.flat();
}

interface Team extends Named {
    readonly slug: string;
    readonly description: string;
    readonly privacy: string;
    readonly parent: Named | null;
}

async function teams(client: GitHubClient, repositories: readonly Named[]): Promise<Fact[]> {
    const found = await client.list<Team>(`orgs/${owner}/teams`);
    const facts = found.map(async ({ slug, name, description, privacy, parent }) => {
        const path = `orgs/${owner}/teams/${slug}`;
        const listed = await client.list<Account & { inherited: boolean }>(`${path}/members`);
        const own = listed.filter(({ inherited }) => !inherited);
        const memberships = own.map(async ({ login }): Promise<Fact> => {
            const { role, state } = await client.get<{ role: string; state: string }>(
                `${path}/memberships/${login}`,
            );
            return [`team ${name} member ${login}`, { role, state }];
        });
        const used = repositories.map(async (repository): Promise<Fact[]> => {
            const asked = `${path}/repos/${owner}/${repository.name}`;
            const answer = await client.find<{ role_name: string }>(asked, {
                headers: { accept: "application/vnd.github.v3.repository+json" },
            });
            const permission = answer && permissionOf(answer.role_name);
            return answer ? [[`team ${name} repository ${repository.name}`, permission]] : [];
        });
        const self: Fact = [`team ${name}`, { description, privacy, parent: parent?.name }];
        return [self, ...(await Promise.all(memberships)), ...(await Promise.all(used)).flat()];
    });
    return (await Promise.all(facts)).flat();
}

/** The API tells the long words of what is asked for by the short ones. */
function permissionOf(role: string): string {
    return { read: "pull", write: "push" }[role] ?? role;
}

interface Environment extends Named {
    readonly protection_rules: readonly {
        readonly wait_timer?: number;
        readonly prevent_self_review?: boolean;
        readonly reviewers?: readonly { readonly reviewer: Named & Account }[];
    }[];
    readonly can_admins_bypass: boolean;
    readonly deployment_branch_policy: { readonly custom_branch_policies: boolean } | null;
}

async function repository(client: GitHubClient, name: string): Promise<Fact[]> {
    const path = `repos/${owner}/${name}`;
    const direct = { affiliation: "direct" };
    const [people, invited, environments] = await Promise.all([
        client.list<Account & { role_name: string }>(`${path}/collaborators`, direct),
        client.list<{ invitee: Account | null }>(`${path}/invitations`),
        client.list<Environment>(`${path}/environments`, {}, "environments"),
    ]);
    const collaborators = people.map(({ login, role_name }): Fact => {
        return [`repository ${name} collaborator ${login}`, permissionOf(role_name)];
    });
    // In the sandbox whoever is invited accepts at once.
    const pending = invited.map(({ invitee }): Fact => {
        return [`repository ${name} invitation of ${invitee?.login}`, true];
    });
    const facts = environments.map((each) => environment(client, path, name, each));
    return [...collaborators, ...pending, ...(await Promise.all(facts)).flat()];
}

async function environment(
    client: GitHubClient,
    path: string,
    repository: string,
    found: Environment,
): Promise<Fact[]> {
    const at = `${path}/environments/${encodeURIComponent(found.name)}`;
    const [policies, variables, secrets] = await Promise.all([
        client.list<Named & { type: string }>(
            ...([`${at}/deployment-branch-policies`, {}, "branch_policies"] as const),
        ),
        client.list<Named & { value: string }>(`${at}/variables`, {}, "variables"),
        client.list<Named>(`${at}/secrets`, {}, "secrets"),
    ]);
    const what = `environment ${repository}/${found.name}`;
    const rules = found.protection_rules;
    const reviewers = rules.flatMap((rule) => rule.reviewers ?? []);
    return [
        [
            what,
            {
                waitTimer: rules.find(({ wait_timer }) => wait_timer)?.wait_timer ?? 0,
                reviewers: reviewers.map(({ reviewer }) => reviewer.name ?? reviewer.login).sort(),
                // GitHub tells of it with the reviewers.
                ...(reviewers.length > 0
                    ? { self: rules.some(({ prevent_self_review }) => prevent_self_review) }
                    : {}),
                canAdminsBypass: found.can_admins_bypass,
                custom: found.deployment_branch_policy?.custom_branch_policies ?? false,
            },
        ],
        ...policies.map(({ name, type }): Fact => [`${what} ${type} ${name}`, true]),
        ...variables.map(({ name, value }): Fact => [`${what} variable ${name}`, value]),
        ...secrets.map(({ name }): Fact => [`${what} secret ${name}`, true]),
    ];
}

/** The same of the sandbox's world. */
export function gitHubInWorld(world: World): Fact[] {
    const login = (id: number) => world.read("github/accounts", id)?.login ?? String(id);
    const repository = (id: number) => world.read("github/repositories", id)?.name ?? String(id);
    const team = (id: number) => world.read("github/teams", id)?.name ?? String(id);
    const owns = (id: number) => world.read("github/members", id)?.role === "admin";
    const environments = world.list("github/environments").map((each) => ({
        ...each,
        key: `${each.repositoryId}.${each.name.toLowerCase()}`,
        what: `environment ${repository(each.repositoryId)}/${each.name}`,
    }));
    const at = (key: string) => environments.find((each) => each.key === key)?.what ?? key;
    return [
        ...world
            .list("github/organizations")
            .map(({ basePermission }): Fact => ["organization", { basePermission }]),
        ...world
            .list("github/members")
            .map(
                ({ accountId, role, state }): Fact => [
                    `member ${login(accountId)}`,
                    { role, state },
                ],
            ),
        ...world.list("github/teams").map(({ name, description, privacy, parentId }): Fact => {
            const parent = parentId === undefined ? undefined : team(parentId);
            return [`team ${name}`, { description, privacy, parent }];
        }),
        ...world.list("github/teamMembers").map(({ teamId, accountId, role, state }): Fact => {
            const shown = owns(accountId) ? "maintainer" : role;
            return [`team ${team(teamId)} member ${login(accountId)}`, { role: shown, state }];
        }),
        ...world.list("github/teams").flatMap((each) => repositoriesOf(world, each)),
        ...world.list("github/collaborators").map((each): Fact => {
            const name = repository(each.repositoryId);
            return [`repository ${name} collaborator ${login(each.accountId)}`, each.permission];
        }),
        ...environments.map(({ what, reviewers, ...each }): Fact => {
            const named = [...reviewers.teams.map(team), ...reviewers.users.map(login)].sort();
            return [
                what,
                {
                    waitTimer: each.waitTimer,
                    reviewers: named,
                    ...(named.length > 0 ? { self: each.preventSelfReview } : {}),
                    canAdminsBypass: each.canAdminsBypass,
                    custom: each.branchPolicy === "custom",
                },
            ];
        }),
        ...world
            .list("github/deploymentPolicies")
            .map((each): Fact => [`${at(each.environment)} ${each.type} ${each.pattern}`, true]),
        ...world
            .list("github/environmentVariables")
            .map((each): Fact => [`${at(each.environment)} variable ${each.name}`, each.value]),
        ...world
            .list("github/environmentSecrets")
            .map((each): Fact => [`${at(each.environment)} secret ${each.name}`, true]),
    ];
}

const ranks = ["pull", "triage", "push", "maintain", "admin"];

/** A team may use what the team above it may. */
function repositoriesOf(world: World, { id, name, parentId }: GitHubTeam): Fact[] {
    const parents = [id, ...(parentId === undefined ? [] : [parentId])];
    const reached = new Map<number, string>();
    for (const { teamId, repositoryId, permission } of world.list("github/teamRepositories")) {
        const known = reached.get(repositoryId) ?? "";
        if (!parents.includes(teamId) || ranks.indexOf(known) >= ranks.indexOf(permission))
            continue;
        reached.set(repositoryId, permission);
    }
    return [...reached].map(([repository, permission]) => {
        const used = world.read("github/repositories", repository)?.name;
        return [`team ${name} repository ${used}`, permission];
    });
}
