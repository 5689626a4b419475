import type { ExportedResource } from "../../engine/run";
import { organizationStack, token } from "../../planners/resources";
import { GitHubClient } from "../../systems/githubClient";
import type { SecretsPlace } from "../../systems/githubRights";
import { findLostRights } from "../../systems/githubRights";
import type { Invocation } from "../invocation";
import type { Opened } from "./prepare";
import { gitHubConnection } from "./readers";
import { organizationsIn } from "./recordedOrganizations";
import type { ReadableState, StackState } from "./stackStates";
import { outputsOf } from "./stackStates";

/** Whether the token is one to take something away with in GitHub. */
export interface GitHubRights {
    /** Why these resources of a stack must not be touched; undefined: they may be. */
    ask(found: ReadableState, urns: readonly string[]): Promise<string | undefined>;
    /** The stacks in which something was left alone. */
    readonly lost: ReadonlySet<string>;
}

/**
 * The canary before deletes that run without the program, which has one of its own. It asks about the
 * organisation that stands in the stack's provider: there the deletes go, whatever the roster says now,
 * and whether or not it can be read.
 */
export function gitHubRights(
    invocation: Invocation,
    { mode, judged }: Pick<Opened, "mode" | "judged">,
    states: readonly StackState[],
): GitHubRights {
    // No token opens the sandbox, so none can have lost anything.
    if (mode === "sandbox") return { ask: async () => undefined, lost: new Set() };
    const ownerId = recordedId(states) ?? judged.roster?.organization.github.ownerId;
    const find = async ({ state }: ReadableState, urns: readonly string[]) => {
        const { resources = [] } = state.deployment;
        const organizations = organizationsIn(state);
        if (organizations.length === 0)
            return "the state does not say in which organisation that is";
        const secretsAlone = placesOf(resources.filter(({ urn }) => urns.includes(urn)));
        for (const { owner, baseUrl } of organizations) {
            const client = new GitHubClient(gitHubConnection(invocation, baseUrl));
            const why = await findLostRights(client, { owner, ownerId }, secretsAlone);
            if (why !== undefined) return why;
        }
        return undefined;
    };
    const lost = new Set<string>();
    return {
        lost,
        ask: async (found, urns) => {
            const why = await find(found, urns);
            if (why !== undefined) lost.add(found.stack);
            return why;
        },
    };
}

/** The id of the organisation in which org was provisioned. */
function recordedId(states: readonly StackState[]): number | undefined {
    const org = states.find(({ stack }) => stack === organizationStack);
    const { place } = org && "state" in org ? outputsOf(org.state) : {};
    const id = (place as { github?: { ownerId?: unknown } } | undefined)?.github?.ownerId;
    return typeof id === "number" ? id : undefined;
}

/** The environments of secrets; none where anything else is among them. */
function placesOf(leaves: readonly ExportedResource[]): SecretsPlace[] {
    if (leaves.some(({ type }) => type !== token.githubSecret)) return [];
    const places = leaves.map(({ inputs = {} }) => ({
        repository: textOf(inputs.repository),
        environment: textOf(inputs.environment),
    }));
    return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

function textOf(value: unknown): string {
    return typeof value === "string" ? value : "";
}
