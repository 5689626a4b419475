import type { GitHubDeploymentPolicy } from "../collections";
import { length, type ResourceType } from "../resourceType";
import { number, text, type Values } from "../values";
import type { WorldReader } from "../world";
import type { GitHubPlace } from "./githubApi";
import { environmentKey, notFound, organizationOf } from "./githubApi";
import {
    addressed,
    environmentAt,
    environmentRoute,
    idOf,
    inEnvironment,
    ofRepository,
} from "./githubEnvironments";

/**
 * Changing from a branch pattern to a tag pattern, or back, replaces the object; another pattern of the
 * same kind does not.
 */
const pattern = {
    type: "string",
    checks: [length(1, 1024)],
    replaces: ({ state, inputs }: { state: Values; inputs: Values }) =>
        (text(state, "branchPattern") === "") !== (text(inputs, "branchPattern") === ""),
} as const;

const path = "/deployment-branch-policies";

export const repositoryEnvironmentDeploymentPolicy: ResourceType<GitHubPlace> = {
    source: "terraform-provider-github resource_github_repository_environment_deployment_policy.go",
    inputs: {
        repository: ofRepository,
        environment: inEnvironment,
        branchPattern: pattern,
        tagPattern: pattern,
    },
    outputs: { policyId: [], repositoryId: [] },
    echoes: true,
    check: (inputs) =>
        (text(inputs, "branchPattern") === "") === (text(inputs, "tagPattern") === "")
            ? "Invalid combination of arguments: exactly one of branchPattern, tagPattern must be given"
            : undefined,
    // An existing pattern answers 303 with its location. Only a custom branch policy takes patterns.
    create({ world, place, inputs }) {
        const [name, environment] = [text(inputs, "repository"), text(inputs, "environment")];
        const found = environmentAt(world, name, environment);
        if (found?.branchPolicy !== "custom") {
            throw notFound(environmentRoute(place, "POST", name, environment, path));
        }
        const key = environmentKey(found.repositoryId, environment);
        const given = patternFrom(inputs);
        const same = world
            .list("github/deploymentPolicies")
            .find(
                (each) =>
                    each.environment === key &&
                    each.type === given.type &&
                    each.pattern === given.pattern,
            );
        const id = same?.id ?? nextId(world, place);
        world.put("github/deploymentPolicies", id, { id, environment: key, ...given });
        return idOf(name, environment, String(id));
    },
    read({ world, id, state }) {
        const found = policyAt(world, id, state);
        if (found === undefined) return undefined;
        const { repository, environment } = addressed(id, state);
        return {
            repository,
            environment,
            repositoryId: environmentAt(world, repository, environment)?.repositoryId ?? 0,
            policyId: found.id,
            [`${found.type}Pattern`]: found.pattern,
        };
    },
    update({ world, place, id, inputs, state }) {
        const found = policyAt(world, id, state);
        if (found === undefined) throw missing(place, "PUT", id, state);
        const changed = { ...found, pattern: patternFrom(inputs).pattern };
        world.put("github/deploymentPolicies", found.id, changed);
    },
    // A 404 fails: once its environment is gone, the policy can no longer be deleted.
    delete({ world, place, id, state }) {
        const found = policyAt(world, id, state);
        if (found === undefined) throw missing(place, "DELETE", id, state);
        world.remove("github/deploymentPolicies", found.id);
    },
};

function patternFrom(inputs: Values): Pick<GitHubDeploymentPolicy, "type" | "pattern"> {
    const branch = text(inputs, "branchPattern");
    return branch === ""
        ? { type: "tag", pattern: text(inputs, "tagPattern") }
        : { type: "branch", pattern: branch };
}

function policyAt(
    world: WorldReader,
    id: string,
    state: Values,
): GitHubDeploymentPolicy | undefined {
    const { repository, environment, last } = addressed(id, state);
    const owner = environmentAt(world, repository, environment);
    const found = world.read("github/deploymentPolicies", number(state, "policyId") || last);
    const key = owner && environmentKey(owner.repositoryId, environment);
    return found?.environment === key ? found : undefined;
}

function missing(place: GitHubPlace, method: "PUT" | "DELETE", id: string, state: Values): Error {
    const { repository, environment, last } = addressed(id, state);
    return notFound(environmentRoute(place, method, repository, environment, `${path}/${last}`));
}

/** Eight digits, like GitHub's ids, and above every id in use. */
function nextId(world: WorldReader, place: GitHubPlace): number {
    const ids = world.list("github/deploymentPolicies").map(({ id }) => id);
    return Math.max(20_000_000 + (organizationOf(world, place).id % 1_000), ...ids) + 1;
}
