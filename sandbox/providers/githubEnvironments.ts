import type { GitHubEnvironment, GitHubRepository } from "../collections";
import {
    atMost,
    between,
    type Check,
    type Compared,
    type InputDefinition,
    type ResourceType,
} from "../resourceType";
import { canonical, flag, isMap, map, number, text, type Value, type Values } from "../values";
import type { WorldReader, WorldTransaction } from "../world";
import type { GitHubPlace, Route } from "./githubApi";
import {
    effectivePermission,
    environmentKey,
    notFound,
    parentOf,
    refused,
    repositoryOf,
    teamPermission,
} from "./githubApi";

const most = 6;

/**
 * A renamed repository is updated in place; a different repository replaces the object. The provider
 * compares ids: terraform-provider-github util_diff.go.
 */
export const ofRepository: InputDefinition = {
    type: "string",
    required: true,
    replaces: ({ state, inputs }: Compared, world: WorldReader) => {
        const given = repositoryOf(world, text(inputs, "repository"));
        return given !== undefined && given.id !== state.repositoryId;
    },
};

export const inEnvironment: InputDefinition = { type: "string", required: true, replaces: true };

const ids: InputDefinition = { type: "set", checks: [atMost(most)] };

const branchPolicyProblem: Check = (value) => {
    const { protectedBranches, customBranchPolicies } = isMap(value) ? value : {};
    return typeof protectedBranches === "boolean" && typeof customBranchPolicies === "boolean"
        ? undefined
        : "deploymentBranchPolicy needs protectedBranches and customBranchPolicies";
};

/** The defaults are the real provider's: admins may bypass the protection, and self-approval is allowed. */
export const repositoryEnvironment: ResourceType<GitHubPlace> = {
    source: "terraform-provider-github resource_github_repository_environment.go",
    inputs: {
        repository: ofRepository,
        environment: inEnvironment,
        canAdminsBypass: { type: "boolean", default: true },
        preventSelfReview: { type: "boolean", default: false },
        waitTimer: { type: "number", checks: [between(0, 43_200)] },
        reviewers: {
            type: "set",
            items: { teams: ids, users: ids },
            same: (old, given) => canonical(reviewersIn(old)) === canonical(reviewersIn(given)),
            checks: [atMost(1)],
        },
        deploymentBranchPolicy: { type: "object", checks: [branchPolicyProblem] },
    },
    outputs: { repositoryId: [] },
    echoes: true,
    // A silent upsert: it overwrites the protection of an existing environment.
    create({ world, place, inputs }) {
        const [name, environment] = [text(inputs, "repository"), text(inputs, "environment")];
        const route = environmentRoute(place, "PUT", name, environment);
        const repository = repositoryOf(world, name);
        if (repository === undefined) throw notFound(route);
        const given = environmentFrom(repository, environment, inputs);
        refuseProtection(world, place, route, given, inputs);
        world.put("github/environments", environmentKey(repository.id, environment), given);
        return idOf(name, environment);
    },
    // GitHub reports `prevent_self_review` only if there is a reviewer.
    read({ world, id, state }) {
        const { repository, environment } = addressed(id, state);
        const found = environmentAt(world, repository, environment);
        if (found === undefined) return undefined;
        const { teams, users } = found.reviewers;
        const reviewed = teams.length + users.length > 0;
        return {
            repository,
            environment,
            repositoryId: found.repositoryId,
            canAdminsBypass: found.canAdminsBypass,
            preventSelfReview: reviewed && found.preventSelfReview,
            waitTimer: found.waitTimer,
            reviewers: reviewed ? [{ teams, users }] : [],
            ...(found.branchPolicy === "all"
                ? {}
                : {
                      deploymentBranchPolicy: {
                          protectedBranches: found.branchPolicy === "protected",
                          customBranchPolicies: found.branchPolicy === "custom",
                      },
                  }),
        };
    },
    update: (call) => {
        repositoryEnvironment.create(call);
    },
    delete({ world, id, state }) {
        const { repository, environment } = addressed(id, state);
        const found = environmentAt(world, repository, environment);
        if (found !== undefined) deleteEnvironment(world, found);
    },
};

function environmentFrom(
    repository: GitHubRepository,
    name: string,
    inputs: Values,
): GitHubEnvironment {
    const policy = map(inputs, "deploymentBranchPolicy");
    return {
        repositoryId: repository.id,
        name,
        waitTimer: number(inputs, "waitTimer"),
        preventSelfReview: flag(inputs, "preventSelfReview"),
        canAdminsBypass: flag(inputs, "canAdminsBypass"),
        reviewers: reviewersIn(inputs.reviewers),
        branchPolicy: flag(policy, "protectedBranches")
            ? "protected"
            : flag(policy, "customBranchPolicies")
              ? "custom"
              : "all",
    };
}

function reviewersIn(given: Value | undefined): GitHubEnvironment["reviewers"] {
    const [block] = Array.isArray(given) ? given : [];
    const numbers = (property: "teams" | "users") => {
        const list = isMap(block) ? block[property] : undefined;
        return Array.isArray(list) ? [...new Set(list.map(Number))].sort((a, b) => a - b) : [];
    };
    return { teams: numbers("teams"), users: numbers("users") };
}

/** The checks that GitHub answers with 422. */
function refuseProtection(
    world: WorldReader,
    place: GitHubPlace,
    route: Route,
    { repositoryId, reviewers, preventSelfReview }: GitHubEnvironment,
    inputs: Values,
): void {
    const { teams, users } = reviewers;
    const fail = (why: string) =>
        refused(route, `422 Failed to create or update the environment protection rule. ${why}`);
    const policy = inputs.deploymentBranchPolicy;
    if (isMap(policy) && policy.protectedBranches === policy.customBranchPolicies) {
        throw refused(
            route,
            "422 Invalid request. protected_branches and custom_branch_policies cannot have the " +
                "same value",
        );
    }
    if (teams.length + users.length > most) throw fail(`At most ${most} reviewers are allowed.`);
    if (preventSelfReview && teams.length + users.length === 0) {
        throw fail(
            "Required reviewers must have at least one reviewer to set prevent_self_review.",
        );
    }
    const team = teams.find((id) => !teamMayRead(world, id, repositoryId));
    const user = users.find(
        (id) => effectivePermission(world, place, repositoryId, id) === undefined,
    );
    if (team === undefined && user === undefined) return;
    const who = team === undefined ? `User ${user}` : `Team ${team}`;
    throw fail(`${who} must have at least read access to the repository.`);
}

/** A child team inherits its parent's repositories. */
function teamMayRead(world: WorldReader, teamId: number, repositoryId: number): boolean {
    let team = world.read("github/teams", teamId);
    while (team !== undefined) {
        if (teamPermission(world, team.id, repositoryId) !== undefined) return true;
        team = parentOf(world, team);
    }
    return false;
}

export function environmentRoute(
    place: GitHubPlace,
    method: Route["method"],
    repository: string,
    environment: string,
    rest = "",
): Route {
    const path = `repos/${place.owner}/${repository}/environments/${encodeURIComponent(environment)}`;
    return { place, method, path: `${path}${rest}` };
}

/** The provider joins names with colons and encodes a colon in a name as two question marks. */
export function idOf(repository: string, environment: string, ...last: string[]): string {
    return [repository, environment.replaceAll(":", "??"), ...last].join(":");
}

/** The resource's address, from its state or, in an import, from its id. */
export function addressed(id: string, state: Values) {
    const [repository = "", environment = "", ...last] = id.split(":");
    return {
        repository: text(state, "repository") || repository,
        environment: text(state, "environment") || environment.replaceAll("??", ":"),
        last: last.join(":"),
    };
}

export function environmentAt(
    world: WorldReader,
    repository: string,
    name: string,
): GitHubEnvironment | undefined {
    const found = repositoryOf(world, repository);
    return found && world.read("github/environments", environmentKey(found.id, name));
}

/** As at GitHub, deleting it also deletes its deployment policies, variables and secrets. */
function deleteEnvironment(
    world: WorldTransaction,
    { repositoryId, name }: GitHubEnvironment,
): void {
    const key = environmentKey(repositoryId, name);
    world.remove("github/environments", key);
    world.remove("github/environmentKeys", key);
    for (const policy of world.list("github/deploymentPolicies")) {
        if (policy.environment === key) world.remove("github/deploymentPolicies", policy.id);
    }
    for (const collection of [
        "github/environmentVariables",
        "github/environmentSecrets",
    ] as const) {
        for (const each of world.list(collection)) {
            if (each.environment === key) world.remove(collection, `${key}/${each.name}`);
        }
    }
}
