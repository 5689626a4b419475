import type { Roster } from "../model/roster";
import { planDeployEnvironments } from "./deployEnvironments";
import type { Leaf } from "./leaves";
import { namePairs } from "./names";
import { token } from "./resources";

/** A team that must approve deployments to an environment: `checkout/prod/platform`. */
export const reviewerType = "reviewer";

/** The reviewers that the roster requires; the people in those teams are team memberships. */
export function plannedReviewers(roster: Roster): Leaf[] {
    return planDeployEnvironments(roster).flatMap((environment) =>
        environment.reviewers.map((key) => {
            const team = { name: key, previously: roster.teams.get(key)?.previously };
            return {
                type: reviewerType,
                name: `${environment.name}/${key}`,
                previously: namePairs(environment, team),
            };
        }),
    );
}

/** The part of a resource that says who reviews. */
interface ReviewedResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
}

/** The reviewers in a state, where environments hold team ids. */
export function findReviewers(
    resources: readonly ReviewedResource[],
): { readonly type: string; readonly name: string }[] {
    const teams = new Map(
        resources.flatMap(({ type, id, urn }) =>
            type === token.team && id !== undefined ? [[id, nameOf(urn)] as const] : [],
        ),
    );
    return resources
        .filter(({ type }) => type === token.repositoryEnvironment)
        .flatMap(({ urn, inputs }) =>
            teamIdsOf(inputs?.reviewers).map((id) => ({
                type: reviewerType,
                name: `${nameOf(urn)}/${teams.get(id) ?? id}`,
            })),
        );
}

function teamIdsOf(reviewers: unknown): string[] {
    if (!Array.isArray(reviewers)) return [];
    return reviewers.flatMap((each: { teams?: unknown } | null) =>
        Array.isArray(each?.teams) ? each.teams.map(String) : [],
    );
}

function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}
