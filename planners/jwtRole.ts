import type { WorkflowRuns } from "./workflowRun";
import { refsOf, subjectsOf, workflowOf } from "./workflowRun";

/**
 * Events whose runs carry reviewed code. Those of pull requests do not, nor does the event that a pull
 * request's run can trigger (`workflow_run`).
 */
const events = ["push", "release", "repository_dispatch", "schedule", "workflow_dispatch"];

/** What a role of Vault's JWT backend is bound to. */
export interface JwtBinding {
    readonly boundAudiences: string[];
    /** Several values of a claim are joined by commas; no value contains one. */
    readonly boundClaims: Record<string, string>;
    /** `glob` if a ref is a pattern; then no other claim may contain a `*`. */
    readonly boundClaimsType: "string" | "glob";
}

/**
 * Binds a role of Vault's JWT backend to the given workflow runs: the audience, the exact subject,
 * repository, owner, environment, refs and events, and the workflow if one is pinned. Source: Vault API,
 * "JWT/OIDC auth method", bound_claims.
 *
 * The Pulumi provider splits a claim's value at commas. That is how several refs are passed, so a value
 * that contains a comma is refused.
 *
 * @throws if the runs cannot be bound exactly.
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
