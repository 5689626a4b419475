import type { ExportedResource, StackExport } from "../../engine/run";
import { token } from "../../planners/resources";
import type { RepositoryNames } from "./repositoryNames";
import { sameName } from "./repositoryNames";
import type { StackState } from "./stackStates";

/** Resources of a state by repositories' own names, and those that would reach another one. */
export interface OwnNames {
    readonly state: StackExport;
    /** Why each must not be touched, by URN. */
    readonly stranded: ReadonlyMap<string, string>;
}

/**
 * The state with everything under the name that its repository has now, so that it is that one from
 * which something is taken away: the provider calls repositories by the names in state, and those may
 * be others' by now.
 */
export function withOwnNames(state: StackExport, names: RepositoryNames | undefined): OwnNames {
    const stranded = new Map<string, string>();
    if (!names) return { state, stranded };
    let isRenamed = false;
    const resources = state.deployment.resources?.map((resource) => {
        const place = repositoryOf(resource);
        if (!place) return resource;
        const now = names.nameOf(place.id);
        const why = now === undefined ? strandedBy(resource, place, names) : undefined;
        if (why !== undefined) stranded.set(resource.urn, `${nameOf(resource.urn)}: ${why}`);
        if (now === undefined || sameName(now, place.name)) return resource;
        isRenamed = true;
        return rename(resource, place.name, now);
    });
    if (!isRenamed || !resources) return { state, stranded };
    return { state: { ...state, deployment: { ...state.deployment, resources } }, stranded };
}

/** The same of many stacks, to be told. */
export function findStranded(
    states: readonly StackState[],
    names: RepositoryNames | undefined,
): string[] {
    return states.flatMap((each) =>
        "state" in each
            ? [...withOwnNames(each.state, names).stranded.values()].map(
                  (why) => `${each.stack}: ${why}`,
              )
            : [],
    );
}

/** Whether a resource is called by a repository's name. */
export function goesByRepository({ type }: { readonly type: string }): boolean {
    return type in idPlaces;
}

/** The id in the name of a leaf that has one; undefined: it is none of those. */
export function repositoryIdOf(urn: string): number | undefined {
    const type = urn.split("::")[2]?.split("$").at(-1);
    return type === token.teamRepository || type === token.collaborator
        ? Number(nameOf(urn).split("/").at(-1))
        : undefined;
}

interface RepositoryPlace {
    readonly id: number;
    readonly name: string;
}

/** Where the repository's name stands in the provider's id: `4700005:checkout`, `checkout:prod`. */
const idPlaces: Readonly<Record<string, number>> = {
    [token.teamRepository]: 1,
    [token.collaborator]: 0,
    [token.repositoryEnvironment]: 0,
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": 0,
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": 0,
    [token.githubSecret]: 0,
};

function repositoryOf({
    urn,
    type,
    inputs,
    outputs,
}: ExportedResource): RepositoryPlace | undefined {
    if (!goesByRepository({ type })) return undefined;
    const id = repositoryIdOf(urn) ?? outputs?.repositoryId;
    const name = outputs?.repository ?? inputs?.repository;
    return typeof id === "number" && typeof name === "string" ? { id, name } : undefined;
}

/**
 * What is said to be gone because the token is not shown it would be forgotten, and still be there. For a
 * secret that is asked of its environment.
 */
function strandedBy(
    { type }: ExportedResource,
    { id, name }: RepositoryPlace,
    names: RepositoryNames,
): string | undefined {
    const found = names.find(id);
    const other = names.at(name);
    const wayOut =
        `take it away where the repository ${id} is now, then let the state forget it ` +
        "(pulumi state delete)";
    if (found)
        return `${id} is ${found.owner}/${found.name} now, outside the organisation: ${wayOut}`;
    if (other) return `${name} is another repository (${other.id}) now, not ${id}: ${wayOut}`;
    if (names.hidden === undefined || type === token.githubSecret) return undefined;
    return (
        `no repository with the id ${id} is shown, and ${names.hidden}: give the token all of them, or, if it ` +
        "was deleted, let the state forget it (pulumi state delete)"
    );
}

function rename(resource: ExportedResource, from: string, to: string): ExportedResource {
    const parts = resource.id?.split(":") ?? [];
    const place = idPlaces[resource.type];
    const isNamed = place !== undefined && sameName(parts[place] ?? "", from);
    const named = isNamed
        ? { id: parts.map((part, at) => (at === place ? to : part)).join(":") }
        : {};
    return {
        ...resource,
        ...named,
        inputs: { ...resource.inputs, repository: to },
        outputs: { ...resource.outputs, ...(resource.outputs?.id ? named : {}), repository: to },
    };
}

function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}
