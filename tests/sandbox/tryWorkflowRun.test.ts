import assert from "node:assert/strict";
import { matchesName } from "../../sandbox/environmentGate";
import { newTokenSigner, type TokenSigner } from "../../sandbox/tokenSigner";
import { type TriedRun, tryWorkflowRun } from "../../sandbox/tryWorkflowRun";
import type { World } from "../../sandbox/world";
import { backend, goodRun, roleArn, workloadWorld } from "./workloadWorld";

const instant = Date.parse("2026-12-01T08:00:00Z");
const run: TriedRun = { ...goodRun, roleArn, vault: { backend, role: "checkout" } };

describe("sandbox workflow runs", () => {
    let world: World;
    let signer: TokenSigner;

    before(async () => {
        world = await workloadWorld();
        signer = await newTokenSigner();
    });
    const tryIt = (changed: Partial<TriedRun> = {}) =>
        tryWorkflowRun(world, { ...run, ...changed }, instant, signer);

    it("get credentials if everything fits, after what GitHub waits for", async () => {
        assert.deepEqual(await tryIt(), {
            github: {
                granted: true,
                reason: "refs/heads/main may deploy to prod, after 5 minutes",
            },
            aws: { granted: true, reason: "allowed by the trust policy, statement 1" },
            vault: {
                granted: true,
                reason:
                    "logged in as a fresh entity, with the policies prod-checkout and those of " +
                    "identity",
            },
        });
    });

    // What is tried, and which of GitHub, AWS and Vault let it in.
    const matrix: readonly [string, Partial<TriedRun>, boolean, boolean, boolean][] = [
        ["a release branch", { ref: "refs/heads/release/1.2" }, true, true, true],
        ["a deeper release branch", { ref: "refs/heads/release/1/2" }, false, true, true],
        ["a version", { ref: "refs/tags/v2" }, true, true, true],
        ["started by hand", { event: "workflow_dispatch" }, true, true, true],
        ["another branch", { ref: "refs/heads/dev" }, false, false, false],
        ["another tag", { ref: "refs/tags/nightly" }, false, false, false],
        ["a branch named like a tag", { ref: "refs/heads/v2" }, false, false, false],
        ["a tag named like a branch", { ref: "refs/tags/main" }, false, false, false],
        [
            "a pull request",
            { event: "pull_request", ref: "refs/pull/7/merge" },
            false,
            false,
            false,
        ],
        ["a pull request's event on main", { event: "pull_request_target" }, true, true, false],
        [
            "the merge queue",
            { event: "merge_group", ref: "refs/heads/gh-readonly-queue/main/pr-7" },
            false,
            false,
            false,
        ],
        ["another environment", { environment: "dev" }, true, false, false],
        ["a namesake", { repositoryId: 999 }, true, false, false],
        ["another repository", { repository: "ledger", repositoryId: 789013 }, true, false, false],
        ["a fork", { owner: "mallory", ownerId: 666, repositoryId: 667 }, true, false, false],
        ["a renamed owner", { owner: "acme-inc" }, true, false, false],
        ["the old form of subject", { subject: "legacy" }, true, false, false],
        [
            "another workflow",
            { workflowRef: "acme/x/.github/workflows/y.yml@z" },
            true,
            false,
            false,
        ],
        ["another audience", { audience: "https://github.com/acme" }, true, false, false],
        ["AWS's audience for both", { audience: "sts.amazonaws.com" }, true, true, false],
    ];
    for (const [what, changed, github, aws, vault] of matrix) {
        it(`of ${what}: GitHub ${github}, AWS ${aws}, Vault ${vault}`, async () => {
            const tried = await tryIt(changed);
            assert.deepEqual(
                [tried.github.granted, tried.aws.granted, tried.vault.granted],
                [github, aws, vault],
                JSON.stringify(tried, undefined, 4),
            );
        });
    }

    it("have another subject without an environment", async () => {
        const { environment: _none, ...without } = run;
        const tried = await tryWorkflowRun(world, without, instant, signer);
        assert.equal(tried.github.reason, "the job names no environment");
        assert.match(tried.aws.reason, /environment "prod", the request has none/);
        assert.match(tried.vault.reason, /claim "environment" is missing/);
    });

    it("say so if there is nothing to obtain", async () => {
        const tried = await tryWorkflowRun(world, goodRun, instant, signer);
        assert.deepEqual(tried.aws, { granted: false, reason: "there is no role in AWS" });
        assert.deepEqual(tried.vault, { granted: false, reason: "there is no role in Vault" });
    });

    it("leave nothing behind, and accept a world's folder", async () => {
        const tried = await tryWorkflowRun(world.folder, run, instant);
        assert.ok(tried.aws.granted && tried.vault.granted);
        assert.deepEqual(world.list("vault/tokens"), []);
        assert.deepEqual(world.list("vault/entities"), []);
    });

    describe("at the gate of an environment", () => {
        const change = (changed: object) =>
            world.transaction((transaction) => {
                const found = transaction.read("github/environments", "789012.prod");
                assert.ok(found);
                transaction.put("github/environments", "789012.prod", { ...found, ...changed });
            });

        it("wait for a reviewer", async () => {
            await change({ reviewers: { teams: [1], users: [] }, waitTimer: 0 });
            assert.match((await tryIt()).github.reason, /, after the approval of a reviewer$/);
        });

        it("need a protected branch if the environment requires one", async () => {
            await change({ branchPolicy: "protected" });
            assert.match((await tryIt()).github.reason, /takes protected branches only/);
            assert.ok((await tryIt({ refProtected: true })).github.granted);
        });

        it("pass at once if every branch may deploy", async () => {
            const reviewers = { teams: [], users: [] };
            await change({ branchPolicy: "all", reviewers, waitTimer: 0 });
            const { github } = await tryIt({ ref: "refs/heads/x" });
            assert.deepEqual(github, {
                granted: true,
                reason: "refs/heads/x may deploy to prod",
            });
        });

        it("are told that GitHub creates a missing environment", async () => {
            const { github } = await tryIt({ environment: "ghost" });
            assert.match(github.reason, /has no environment ghost: GitHub makes it, unprotected/);
        });
    });

    const patterns: readonly [string, string, boolean][] = [
        ["main", "main", true],
        ["main", "mainline", false],
        ["*", "main", true],
        ["*", "release/1", false],
        ["**/*", "release/1/2", true],
        ["**/*", "main", true],
        ["release/*", "release/1", true],
        ["release/*", "release/1/2", false],
        ["release/**/*", "release/1/2", true],
        ["v?", "v1", true],
        ["v?", "v/", false],
        ["v[0-9]*", "v1.2", true],
        ["v[!0-9]*", "v1", false],
        ["v1.0", "v1x0", false],
        ["a+b(c)", "a+b(c)", true],
        ["[", "[", true],
    ];
    for (const [pattern, name, fits] of patterns) {
        it(`${pattern} ${fits ? "matches" : "does not match"} ${name}`, () => {
            assert.equal(matchesName(pattern, name), fits);
        });
    }
});
