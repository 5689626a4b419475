import type { WorkflowRuns } from "./workflowRun";
import { refsOf, subjectsOf, workflowOf } from "./workflowRun";

/**
 * Events whose runs carry code that was reviewed. A pull request's events do not, nor does the one that
 * a pull request's run can trigger (`workflow_run`).
 */
const events = ["push", "release", "repository_dispatch", "schedule", "workflow_dispatch"];

/** What a role of Vault's JWT backend is bound to. */
export interface JwtBinding {
    readonly boundAudiences: string[];
    /** Several values of a claim are joined by commas, which no value contains. */
    readonly boundClaims: Record<string, string>;
    /** `glob` where a ref is a pattern; no other claim can then contain a `*`. */
    readonly boundClaimsType: "string" | "glob";
}

/**
 * What binds a role of Vault's JWT backend to the given workflow runs: the audience, the exact
 * subject, repository, owner, environment, the refs and the events, and the workflow where one is
 * pinned. Source: Vault API, "JWT/OIDC auth method", bound_claims.
 *
 * The Pulumi provider splits a claim's value at commas. That is how several refs are given, so a value
 * that contains a comma is refused.
 *
 * @throws where the runs cannot be bound exactly.
 */
export function jwtBinding(audience: string, runs: WorkflowRuns): JwtBinding {
    if (!/^https?:\/\/[^*,\s]+$/.test(audience)) {
        throw new Error(`audience is ${JSON.stringify(audience)}; give the address of the Vault`);
    }
    const refs = refsOf(runs);
    const workflow = workflowOf(runs);
    return {
        boundAudiences: [audience],
        boundClaims: {
            sub: subjectsOf(runs).join(","),
            repository_id: String(runs.repository.id),
            repository_owner_id: String(runs.repository.ownerId),
            environment: runs.environment,
            ref: refs.map(({ ref }) => ref).join(","),
            event_name: events.join(","),
            ...(workflow === undefined ? {} : { job_workflow_ref: workflow }),
        },
        boundClaimsType: refs.some(({ pattern }) => pattern) ? "glob" : "string",
    };
}
