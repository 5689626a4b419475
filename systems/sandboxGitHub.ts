import type { Roster } from "../model/roster";
import { organizationStack } from "../planners/resources";
import {
    found,
    type SandboxPlace,
    type SandboxReader,
    type SandboxRemovals,
    type SandboxTransaction,
} from "./sandboxWorld";
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

export function findInGitHub(place: SandboxPlace, { key: person, github }: Subject): FoundAccess[] {
    if (!github) return [];
    const account = { person, accountId: github.id };
    return [
        ...findMembership(place, account),
        ...findTeams(place, account),
        ...findCollaborations(place, account),
        ...findReviews(place, account),
    ];
}

interface Account {
    readonly person: string;
    readonly accountId: number;
}

function findMembership({ world, words }: SandboxPlace, account: Account): FoundAccess[] {
    const { person, accountId } = account;
    const member = world.read("github/members", accountId);
    if (!member) return [];
    const isPending = member.state === "pending";
    const owner = world.list("github/organizations")[0]?.login;
    return [
        found("github", inOrganization(account), {
            kind: isPending ? "invitation" : "membership",
            permission: member.role === "admin" ? "owner" : "member",
            what: isPending ? `invitation to ${owner}` : `membership of ${owner}`,
            leaves: words.membershipLeaves(person),
            ids: { accountId },
        }),
    ];
}

function findTeams({ world, words }: SandboxPlace, account: Account): FoundAccess[] {
    const { person, accountId } = account;
    return world
        .list("github/teamMembers")
        .filter((each) => each.accountId === accountId)
        .map(({ teamId }) => {
            const slug = world.read("github/teams", teamId)?.slug ?? String(teamId);
            return found("github", inOrganization(account), {
                kind: "team membership",
                permission: "member",
                what: `team ${slug}`,
                leaves: words.teamLeaves(person, slug),
                ids: { accountId, teamId },
            });
        });
}

/** Repositories, and whether they make somebody who is no member an outside collaborator. */
function findCollaborations(place: SandboxPlace, account: Account): FoundAccess[] {
    const { world, words } = place;
    const { person, accountId } = account;
    const direct = world
        .list("github/collaborators")
        .filter((each) => each.accountId === accountId)
        .map(({ repositoryId, permission }) =>
            found("github", inRepository(place, account, repositoryId), {
                kind: "direct collaborator",
                permission,
                what: `collaborator of ${repositoryName(world, repositoryId)}`,
                leaves: words.collaboratorLeaves(person, repositoryId),
                ids: { accountId, repositoryId },
            }),
        );
    if (direct.length === 0 || world.read("github/members", accountId)) return direct;
    return [
        ...direct,
        found("github", inOrganization(account), {
            kind: "outside collaborator",
            permission: "outside collaborator",
            what: "outside collaborator",
            ids: { accountId },
        }),
    ];
}

function findReviews(place: SandboxPlace, account: Account): FoundAccess[] {
    const { accountId } = account;
    return place.world
        .list("github/environments")
        .filter(({ reviewers }) => reviewers.users.includes(accountId))
        .map(({ repositoryId, name: environment }) => {
            const name = repositoryName(place.world, repositoryId);
            return found("github", inRepository(place, account, repositoryId), {
                kind: "environment reviewer",
                permission: "reviewer",
                what: `reviewer of environment ${environment} of ${name}`,
                ids: { accountId, repositoryId, environment },
            });
        });
}

function inOrganization({ person }: Account) {
    return { person, stack: organizationStack, target: "org/github" };
}

function inRepository({ world, words }: SandboxPlace, account: Account, id: number) {
    const target = words.repositoryTarget(id, repositoryName(world, id));
    return { ...inOrganization(account), target };
}

function repositoryName(world: SandboxReader, id: number): string {
    return world.read("github/repositories", id)?.name ?? String(id);
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
function leave(world: SandboxTransaction, ids: FoundAccess["ids"]): void {
    world.remove("github/members", ids.accountId ?? "");
    for (const { teamId, accountId } of world.list("github/teamMembers")) {
        if (accountId === ids.accountId) {
            world.remove("github/teamMembers", `${teamId}.${accountId}`);
        }
    }
    leaveRepositories(world, ids);
}

function leaveRepositories(world: SandboxTransaction, ids: FoundAccess["ids"]): void {
    for (const { repositoryId, accountId } of world.list("github/collaborators")) {
        if (accountId === ids.accountId) {
            world.remove("github/collaborators", `${repositoryId}.${accountId}`);
        }
    }
}
