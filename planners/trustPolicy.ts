import { canonicalJson } from "./canonical";
import type { RefPattern, WorkflowRuns } from "./workflowRun";
import { awsAudience, issuer, refsOf, subjectsOf, workflowOf } from "./workflowRun";

/**
 * The trust policy of an AWS role that only the given workflow runs can assume: a statement for each
 * subject, bound to the audience, the exact subject, the repository's id, the environment and the
 * refs, and to the workflow where one is pinned.
 *
 * The builder cannot produce a wildcard in a subject, a missing audience, a missing ref or a second
 * repository. Source of the condition keys: AWS, "IAM and AWS STS condition context keys", OIDC.
 *
 * @example
 * ```ts
 * import { trustPolicy } from "@access-as-code/rollcall";
 *
 * const assumeRolePolicy = trustPolicy("444444444444", {
 *     repository: { owner: "lighthouse", ownerId: 300400, name: "shop", id: 812345 },
 *     environment: "production",
 *     subject: "immutable",
 *     branches: ["main"],
 *     tags: [],
 * });
 * ```
 *
 * @throws where the runs cannot be bound exactly: a wildcard or a separator in a name, no ref at all.
 */
export function trustPolicy(accountId: string, runs: WorkflowRuns): string {
    if (!/^\d{12}$/.test(accountId)) {
        throw new Error(`account is ${JSON.stringify(accountId)}; it has 12 digits`);
    }
    const refs = refsOf(runs);
    return canonicalJson({
        Version: "2012-10-17",
        Statement: subjectsOf(runs).map((subject) => ({
            Effect: "Allow",
            Action: "sts:AssumeRoleWithWebIdentity",
            Principal: { Federated: oidcProviderArn(accountId) },
            Condition: conditions(runs, subject, refs),
        })),
    });
}

/**
 * The ARN of a role. It follows from account, path and name, so that a workflow can be told it before the
 * role exists.
 */
export function roleArn(role: {
    readonly accountId: string;
    /** Begins and ends in a slash. */
    readonly path: string;
    readonly roleName: string;
}): string {
    return `arn:aws:iam::${role.accountId}:role${role.path}${role.roleName}`;
}

/** The ARN of an account's OIDC provider for GitHub Actions, which follows from the account id. */
export function oidcProviderArn(accountId: string): string {
    return `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
}

/**
 * All refs share one condition, any of which may match: a statement per ref would soon exceed the 2,048
 * characters that IAM allows. A name without a `*` is as exact under StringLike as under StringEquals.
 */
function conditions(runs: WorkflowRuns, subject: string, refs: readonly RefPattern[]) {
    const workflow = workflowOf(runs);
    const ref = oneOrMany(refs.map((one) => one.ref));
    const pattern = refs.some((one) => one.pattern);
    return {
        StringEquals: {
            [`${issuer}:aud`]: awsAudience,
            [`${issuer}:sub`]: subject,
            [`${issuer}:repository_id`]: String(runs.repository.id),
            [`${issuer}:environment`]: runs.environment,
            ...(pattern ? {} : { [`${issuer}:ref`]: ref }),
            ...(workflow === undefined ? {} : { [`${issuer}:job_workflow_ref`]: workflow }),
        },
        ...(pattern ? { StringLike: { [`${issuer}:ref`]: ref } } : {}),
    };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
    return values.length === 1 && values[0] !== undefined ? values[0] : values;
}
