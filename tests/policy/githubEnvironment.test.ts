import assert from "node:assert/strict";
import { githubEnvironment } from "../../policy/rules/githubEnvironment";

const check =
    githubEnvironment.checks?.["github:index/repositoryEnvironment:RepositoryEnvironment"];

describe("github-environment", () => {
    const sound = {
        repository: "checkout",
        environment: "prod",
        canAdminsBypass: false,
        preventSelfReview: true,
        reviewers: [{ teams: [1] }],
        deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    };
    const cases: Record<string, [change: object, expected: RegExp | undefined]> = {
        "one that is protected": [{}, undefined],
        "protected branches": [
            { deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false } },
            undefined,
        ],
        "GitHub's default for administrators": [
            { canAdminsBypass: undefined },
            /^administrators can bypass it/,
        ],
        "administrators may bypass": [{ canAdminsBypass: true }, /^administrators can bypass it/],
        "one's own review": [{ preventSelfReview: false }, /^whoever deploys may approve it/],
        "one's own review, by default": [
            { preventSelfReview: undefined, reviewers: [{ users: [1] }] },
            /^whoever deploys may approve it/,
        ],
        "no reviewers": [{ preventSelfReview: undefined, reviewers: undefined }, undefined],
        "no reviewing team": [{ preventSelfReview: false, reviewers: [{ teams: [] }] }, undefined],
        "every branch": [{ deploymentBranchPolicy: undefined }, /^every branch may deploy/],
        "a branch policy that says nothing": [
            { deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: false } },
            /^every branch may deploy/,
        ],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            const said = check?.({ ...sound, ...change }) ?? ["no check"];
            assert.equal(said.length, expected ? 1 : 0, said.join("\n"));
            if (expected) assert.match(said[0] ?? "", expected);
        });
    }
});
