import type { ResourceType } from "../resourceType";
import { text } from "../values";
import type { GitHubPlace, Route } from "./githubApi";
import {
    accountOf,
    effectivePermission,
    etagOf,
    invalid,
    isPermission,
    notFound,
    pair,
    repositoryOf,
    sameLogin,
    teamIdOf,
} from "./githubApi";

type GitHubResource = ResourceType<GitHubPlace>;

export const teamRepository: GitHubResource = {
    source: "terraform-provider-github resource_github_team_repository.go",
    inputs: {
        teamId: { type: "string", required: true, replaces: true },
        repository: { type: "string", required: true, replaces: true },
        permission: { type: "string", default: "pull" },
    },
    outputs: { etag: [] },
    // A silent upsert.
    create({ world, place, inputs }) {
        const [name, permission] = [text(inputs, "repository"), text(inputs, "permission")];
        const teamId = teamIdOf(world, place, text(inputs, "teamId"));
        const path = `organizations/${place.organizationId}/team/${teamId}/repos/${place.owner}/${name}`;
        const route: Route = { place, method: "PUT", path };
        const repository = repositoryOf(world, name);
        if (repository === undefined || world.read("github/teams", teamId) === undefined) {
            throw notFound(route);
        }
        if (!isPermission(permission)) {
            throw invalid(route, "TeamRepository", "permission", `${permission} is no permission`);
        }
        const repositoryId = repository.id;
        const given = { teamId, repositoryId, permission };
        world.put("github/teamRepositories", `${teamId}.${repositoryId}`, given);
        return `${teamId}:${name}`;
    },
    // Read and delete both follow a renamed repository: read returns the new name, delete acts on it.
    read({ world, id, state }) {
        const [teamId, name] = pair(id);
        const repository = repositoryOf(world, name);
        const found = world.read("github/teamRepositories", `${teamId}.${repository?.id}`);
        if (repository === undefined || found === undefined) return undefined;
        return {
            teamId: text(state, "teamId") || teamId,
            repository: repository.name,
            permission: found.permission,
            etag: etagOf(repository, found),
        };
    },
    update: (call) => {
        teamRepository.create(call);
    },
    delete({ world, id }) {
        const [teamId, name] = pair(id);
        world.remove("github/teamRepositories", `${teamId}.${repositoryOf(world, name)?.id}`);
    },
};

function collaboratorRoute(place: GitHubPlace, method: Route["method"], id: string): Route {
    const [repository, login] = pair(id);
    return { place, method, path: `repos/${place.owner}/${repository}/collaborators/${login}` };
}

export const repositoryCollaborator: GitHubResource = {
    source: "terraform-provider-github resource_github_repository_collaborator.go",
    inputs: {
        repository: { type: "string", required: true, replaces: true },
        username: { type: "string", required: true, replaces: true, same: sameLogin },
        permission: { type: "string", default: "push", replaces: true },
        permissionDiffSuppression: { type: "boolean", default: false },
    },
    outputs: { invitationId: [] },
    // A silent upsert. An outside collaborator's invitation is accepted at once.
    create({ world, place, inputs }) {
        const id = `${text(inputs, "repository")}:${text(inputs, "username")}`;
        const permission = text(inputs, "permission");
        const repository = repositoryOf(world, text(inputs, "repository"));
        const account = accountOf(world, text(inputs, "username"));
        const route = collaboratorRoute(place, "PUT", id);
        if (repository === undefined || account === undefined) throw notFound(route);
        if (!isPermission(permission)) {
            throw invalid(route, "Collaborator", "permission", `${permission} is no permission`);
        }
        const [repositoryId, accountId] = [repository.id, account.id];
        const key = `${repositoryId}.${accountId}`;
        world.put("github/collaborators", key, { repositoryId, accountId, permission });
        return id;
    },
    // GitHub lists everyone with any access, with the widest permission that anything grants.
    read({ world, place, id }) {
        const [name, login] = pair(id);
        const repository = repositoryOf(world, name);
        const account = accountOf(world, login);
        if (repository === undefined || account === undefined) return undefined;
        const permission = effectivePermission(world, place, repository.id, account.id);
        if (permission === undefined) return undefined;
        return { repository: name, username: account.login, permission };
    },
    // Removing somebody who is not a collaborator succeeds; an unknown login answers 404.
    delete({ world, place, id }) {
        const [name, login] = pair(id);
        const repository = repositoryOf(world, name);
        const account = accountOf(world, login);
        if (repository === undefined || account === undefined) {
            throw notFound(collaboratorRoute(place, "DELETE", id));
        }
        world.remove("github/collaborators", `${repository.id}.${account.id}`);
    },
};
