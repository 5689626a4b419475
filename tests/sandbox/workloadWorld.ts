import { boundaryPolicy } from "../../planners/boundary";
import { jwtBinding } from "../../planners/jwtRole";
import { trustPolicy } from "../../planners/trustPolicy";
import type { WorkflowRuns } from "../../planners/workflowRun";
import { githubIssuer, type WorkflowRun } from "../../sandbox/githubToken";
import { aws } from "../../sandbox/providers/aws";
import { github } from "../../sandbox/providers/github";
import { vault } from "../../sandbox/providers/vault";
import type { Values } from "../../sandbox/values";
import type { World } from "../../sandbox/world";
import { EngineClient, newWorld, seed } from "./engineClient";

export const account = "111111111111";
export const backend = "github-actions-prod";
export const roleArn = `arn:aws:iam::${account}:role/rollcall/prod-checkout`;
export const vaultAddress = seed.vault.address;

/** The runs that the world's roles are for: from main, and from any release branch. */
export const runs: WorkflowRuns = {
    repository: { owner: "acme", ownerId: 100200, name: "checkout", id: 789012 },
    environment: "prod",
    subject: "immutable",
    branches: ["main", "release/*"],
    tags: ["v*"],
    workflow: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
};

/** One of them. */
export const goodRun = {
    owner: "acme",
    ownerId: 100200,
    repository: "checkout",
    repositoryId: 789012,
    environment: "prod",
    ref: "refs/heads/main",
    workflowRef: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
} satisfies WorkflowRun;

const allow = { Effect: "Allow", Action: ["s3:GetObject", "iam:PutRolePolicy"], Resource: "*" };
export const rolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [allow] });

/** A world with all that the pipeline of one service needs, made by way of the providers. */
export async function workloadWorld(): Promise<World> {
    const world = await newWorld();
    await within(aws, world, { region: "eu-west-1", profile: account }, async (engine) => {
        await engine.create("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github", {
            url: githubIssuer,
            clientIdLists: ["sts.amazonaws.com"],
        });
        const boundary = await engine.create("aws:iam/policy:Policy", "boundary", {
            name: "rollcall-workloads",
            policy: boundaryPolicy(account),
        });
        await engine.create("aws:iam/role:Role", "checkout", {
            name: "prod-checkout",
            path: "/rollcall/",
            assumeRolePolicy: trustPolicy(account, runs),
            permissionsBoundary: boundary.id,
            inlinePolicies: [{ name: "rollcall", policy: rolePolicy }],
        });
    });
    await within(vault, world, undefined, async (engine) => {
        await engine.create("vault:jwt/authBackend:AuthBackend", "github", {
            path: backend,
            oidcDiscoveryUrl: githubIssuer,
            boundIssuer: githubIssuer,
        });
        const { boundAudiences, boundClaims, boundClaimsType } = jwtBinding(vaultAddress, runs);
        await engine.create("vault:jwt/authBackendRole:AuthBackendRole", "checkout", {
            backend,
            roleName: "checkout",
            roleType: "jwt",
            userClaim: "repository_id",
            boundAudiences,
            boundClaims,
            boundClaimsType,
            tokenPolicies: ["prod-checkout"],
            tokenNoDefaultPolicy: true,
            tokenTtl: 900,
            tokenExplicitMaxTtl: 3_600,
        });
        await engine.create("vault:index/policy:Policy", "checkout", {
            name: "prod-checkout",
            policy: 'path "kv-dev/data/checkout/app/*" {\n  capabilities = ["read"]\n}\n',
        });
    });
    await within(github, world, undefined, makeEnvironment);
    return world;
}

async function makeEnvironment(engine: EngineClient): Promise<void> {
    const prod = { repository: "checkout", environment: "prod" };
    await engine.create("github:index/repositoryEnvironment:RepositoryEnvironment", "prod", {
        ...prod,
        canAdminsBypass: false,
        waitTimer: 5,
        deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    const policy =
        "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
    for (const pattern of [
        { branchPattern: "main" },
        { branchPattern: "release/*" },
        { tagPattern: "v*" },
    ]) {
        await engine.create(policy, Object.values(pattern).join(), { ...prod, ...pattern });
    }
}

async function within<Place>(
    provider: Parameters<typeof EngineClient.start<Place>>[0],
    world: World,
    configuration: Values | undefined,
    work: (engine: EngineClient) => Promise<void>,
): Promise<void> {
    const engine = await EngineClient.start(provider, {
        world,
        ...(configuration === undefined ? {} : { configuration }),
    });
    await work(engine).finally(() => engine.stop());
}
