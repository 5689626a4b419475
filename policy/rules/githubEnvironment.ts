import type { PolicyRule, Properties } from "./rule";
import { isRecord } from "./rule";

export const githubEnvironment: PolicyRule = {
    name: "github-environment",
    description: "What guards a deployment cannot be bypassed.",
    severity: "high",
    remedy: "Set canAdminsBypass, preventSelfReview and deploymentBranchPolicy; GitHub's defaults are open.",
    checks: { "github:index/repositoryEnvironment:RepositoryEnvironment": judgeEnvironment },
};

function judgeEnvironment(environment: Properties): string[] {
    const found: string[] = [];
    if (environment.canAdminsBypass !== false) {
        found.push("administrators can bypass it: set canAdminsBypass to false");
    }
    // GitHub accepts the setting only if there are reviewers.
    if (hasReviewers(environment) && environment.preventSelfReview !== true) {
        found.push("whoever deploys may approve it: set preventSelfReview to true");
    }
    if (!hasBranchPolicy(environment)) {
        found.push("every branch may deploy: give deploymentBranchPolicy");
    }
    return found;
}

function hasReviewers({ reviewers }: Properties): boolean {
    return (
        Array.isArray(reviewers) &&
        reviewers.some(
            (one) =>
                isRecord(one) &&
                [one.teams, one.users].some((list) => Array.isArray(list) && list.length > 0),
        )
    );
}

function hasBranchPolicy({ deploymentBranchPolicy: policy }: Properties): boolean {
    return (
        isRecord(policy) &&
        (policy.protectedBranches === true || policy.customBranchPolicies === true)
    );
}
