import type { Roster } from "../model/roster";
import { organizationStack } from "../planners/resources";
import { found, type SandboxPlace, type SandboxReader, type SandboxRemovals } from "./sandboxWorld";
import type { Canary, FoundAccess, Subject } from "./system";

export function singInGitHub(world: SandboxReader, { organization, people }: Roster): Canary {
    const { owner, ownerId, owners } = organization.github;
    if (!world.read("github/organizations", ownerId)) {
        return { ok: false, reason: `the world has no organisation ${owner} (${ownerId})` };
    }
    const seen = owners.some(({ key }) => {
        const id = people.get(key)?.github?.id;
        const member = id === undefined ? undefined : world.read("github/members", id);
        return member?.role === "admin" && member.state === "active";
    });
    return seen
        ? { ok: true, reason: "an owner whom the roster names is seen as one" }
        : { ok: false, reason: "none of the roster's owners is an owner in the world" };
}

export function findInGitHub({ world, words }: SandboxPlace, subject: Subject): FoundAccess[] {
    const { key: person, github } = subject;
    if (!github) return [];
    const accountId = github.id;
    const mine = (each: { readonly accountId: number }) => each.accountId === accountId;
    const on = { person, stack: organizationStack, target: "org/github" };
    const names = new Map(world.list("github/repositories").map(({ id, name }) => [id, name]));
    const inRepository = (id: number) => {
        const name = names.get(id) ?? String(id);
        return { name, place: { ...on, target: words.repositoryTarget(id, name) } };
    };
    const owner = world.list("github/organizations")[0]?.login;
    const members = world.list("github/members").filter(mine);
    const collaborators = world.list("github/collaborators").filter(mine);
    return [
        ...members.map(({ role, state }) =>
            found("github", on, {
                kind: state === "pending" ? "invitation" : "membership",
                permission: role === "admin" ? "owner" : "member",
                what: state === "pending" ? `invitation to ${owner}` : `membership of ${owner}`,
                leaves: words.membershipLeaves(person),
                ids: { accountId },
            }),
        ),
        ...world
            .list("github/teamMembers")
            .filter(mine)
            .map(({ teamId }) => {
                const slug = world.read("github/teams", teamId)?.slug ?? String(teamId);
                return found("github", on, {
                    kind: "team membership",
                    permission: "member",
                    what: `team ${slug}`,
                    leaves: words.teamLeaves(person, slug),
                    ids: { accountId, teamId },
                });
            }),
        ...collaborators.map(({ repositoryId, permission }) => {
            const { name, place } = inRepository(repositoryId);
            return found("github", place, {
                kind: "direct collaborator",
                permission,
                what: `collaborator of ${name}`,
                leaves: words.collaboratorLeaves(person, repositoryId),
                ids: { accountId, repositoryId },
            });
        }),
        ...(collaborators.length > 0 && members.length === 0
            ? [
                  found("github", on, {
                      kind: "outside collaborator",
                      permission: "outside collaborator",
                      what: "outside collaborator",
                      ids: { accountId },
                  }),
              ]
            : []),
        ...world
            .list("github/environments")
            .filter(({ reviewers }) => reviewers.users.includes(accountId))
            .map(({ repositoryId, name: environment }) => {
                const { name, place } = inRepository(repositoryId);
                return found("github", place, {
                    kind: "environment reviewer",
                    permission: "reviewer",
                    what: `reviewer of environment ${environment} of ${name}`,
                    ids: { accountId, repositoryId, environment },
                });
            }),
    ];
}

export const removalsInGitHub: SandboxRemovals = {
    membership: leave,
    invitation: leave,
    "team membership": (world, { accountId, teamId }) =>
        world.remove("github/teamMembers", `${teamId}.${accountId}`),
    "direct collaborator": (world, { accountId, repositoryId }) =>
        world.remove("github/collaborators", `${repositoryId}.${accountId}`),
    "outside collaborator": leaveRepositories,
    "environment reviewer": (world, { accountId, repositoryId, environment }) => {
        const key = `${repositoryId}.${String(environment).toLowerCase()}`;
        const known = world.read("github/environments", key);
        if (!known) return;
        const { teams, users } = known.reviewers;
        const kept = users.filter((id) => id !== accountId);
        if (teams.length + kept.length === 0) {
            throw new Error(
                `environment ${environment}: the person is the only reviewer, and without one ` +
                    "everybody may deploy; name another reviewer first",
            );
        }
        world.put("github/environments", key, { ...known, reviewers: { teams, users: kept } });
    },
};

/** As in GitHub, team memberships and repository permissions end with the membership. */
function leave(...[world, ids]: Parameters<NonNullable<SandboxRemovals["membership"]>>): void {
    world.remove("github/members", ids.accountId ?? "");
    for (const { teamId, accountId } of world.list("github/teamMembers")) {
        if (accountId === ids.accountId) {
            world.remove("github/teamMembers", `${teamId}.${accountId}`);
        }
    }
    leaveRepositories(world, ids);
}

function leaveRepositories(
    ...[world, ids]: Parameters<NonNullable<SandboxRemovals["membership"]>>
): void {
    for (const { repositoryId, accountId } of world.list("github/collaborators")) {
        if (accountId === ids.accountId) {
            world.remove("github/collaborators", `${repositoryId}.${accountId}`);
        }
    }
}
