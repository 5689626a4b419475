import { randomInt, randomUUID } from "node:crypto";
import type { Instant } from "../model/instant";
import { issuer } from "../planners/workflowRun";

/** The claims of a job's token. */
export type TokenClaims = Readonly<Record<string, string | number | readonly string[]>>;

/** One job of a workflow run on GitHub, as its token describes it. */
export interface WorkflowRun {
    readonly owner: string;
    readonly ownerId: number;
    /** Without the owner. */
    readonly repository: string;
    readonly repositoryId: number;
    /** Absent if the job names none. */
    readonly environment?: string;
    /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/7/merge`. */
    readonly ref: string;
    readonly refProtected?: boolean;
    /** Default `push`. */
    readonly event?: string;
    /**
     * The workflow that defines the job, such as `acme/ci/.github/workflows/deploy.yml@refs/heads/main`; by
     * default the repository's own `deploy.yml` on the run's ref.
     */
    readonly workflowRef?: string;
    /** The format of the subject, which at GitHub depends on the repository's age. Default `immutable`. */
    readonly subject?: "immutable" | "legacy";
    readonly actor?: string;
    readonly actorId?: number;
}

export const githubIssuer = `https://${issuer}`;

/** How long after its issue a token expires, and how long before its issue it becomes valid, in seconds. */
const [lifetime, head] = [300, 600];

/**
 * The claims that GitHub puts into a job's token.
 *
 * Source: GitHub docs, "OpenID Connect reference".
 */
export function claimsOf(run: WorkflowRun, audience: string, instant: Instant): TokenClaims {
    const { owner, repository, ref, environment, event = "push" } = run;
    const own = `${owner}/${repository}/.github/workflows/deploy.yml@${ref}`;
    const sha = "0123456789abcdef0123456789abcdef01234567";
    return {
        ...standardClaims(instant),
        sub: subjectOf(run),
        aud: audience,
        ref,
        sha,
        repository: `${owner}/${repository}`,
        repository_id: String(run.repositoryId),
        repository_owner: owner,
        repository_owner_id: String(run.ownerId),
        repository_visibility: "private",
        run_id: String(randomInt(1_000_000_000, 9_999_999_999)),
        run_number: "1",
        run_attempt: "1",
        actor: run.actor ?? "octocat",
        actor_id: String(run.actorId ?? 583231),
        workflow: "deploy",
        workflow_ref: own,
        workflow_sha: sha,
        job_workflow_ref: run.workflowRef ?? own,
        job_workflow_sha: sha,
        head_ref: "",
        base_ref: "",
        event_name: event,
        ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
        ref_protected: String(run.refProtected ?? false),
        runner_environment: "github-hosted",
        ...(environment === undefined ? {} : { environment }),
    };
}

/** The claims that every token has; times in seconds. */
export function standardClaims(instant: Instant) {
    const iat = Math.floor(instant / 1000);
    return { iss: githubIssuer, jti: randomUUID(), iat, nbf: iat - head, exp: iat + lifetime };
}

/**
 * The subject names the environment if there is one, else the event if it is a pull request, else the ref.
 */
function subjectOf(run: WorkflowRun): string {
    const { owner, ownerId, repository, repositoryId, environment, event, ref } = run;
    const prefix =
        run.subject === "legacy"
            ? `repo:${owner}/${repository}`
            : `repo:${owner}@${ownerId}/${repository}@${repositoryId}`;
    // A colon in the name would start another part of the subject.
    if (environment !== undefined) {
        return `${prefix}:environment:${environment.replaceAll(":", "%3A")}`;
    }
    return event === "pull_request" ? `${prefix}:pull_request` : `${prefix}:ref:${ref}`;
}
