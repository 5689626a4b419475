import {
    boundaryPolicy,
    DeployEnvironment,
    jwtBinding,
    roleArn,
    TeamAccess,
    TrustAnchor,
    trustPolicy,
    type WorkflowRuns,
    WorkloadIdentity,
} from "@access-as-code/rollcall";
import * as pulumi from "@pulumi/pulumi";

const accountId = "444444444444";
const region = "eu-west-1";
const vaultAddress = "https://vault.lighthouse.example:8200";
const repository = { owner: "lighthouse", ownerId: 300400, name: "shop", id: 812345 };

/** The only workflow runs that may take the identity: all else is refused by AWS and Vault. */
const runs: WorkflowRuns = {
    repository,
    environment: "production",
    subject: "immutable",
    branches: ["main"],
    tags: ["v*"],
};

const names = { path: "/pipelines/", role: "shop-production", backend: "github-actions" };

const anchor = new TrustAnchor("github-actions", {
    aws: {
        oidcProvider: "managed",
        boundaryName: "pipelines",
        boundaryPath: names.path,
        boundaryPolicy: boundaryPolicy(accountId),
    },
    vault: { path: names.backend },
});

const releasers = new TeamAccess("releasers", {
    description: "Approves what goes to production",
    repositories: [{ id: repository.id, repository: repository.name, permission: "pull" }],
});

const production = new DeployEnvironment("shop/production", {
    repository: repository.name,
    environment: runs.environment,
    branchPatterns: ["main"],
    tagPatterns: ["v*"],
    reviewerTeamIds: Object.values(releasers.reviewerIds),
    variables: {
        AWS_REGION: region,
        AWS_ROLE_ARN: roleArn({ accountId, path: names.path, roleName: names.role }),
        VAULT_ADDR: vaultAddress,
        VAULT_PATH: names.backend,
        VAULT_ROLE: names.role,
    },
});

new WorkloadIdentity("shop", {
    aws: {
        roleName: names.role,
        path: names.path,
        description: "The shop's pipeline in production",
        sessionMinutes: 60,
        trustPolicy: trustPolicy(accountId, runs),
        boundaryArn: onceProtected(anchor.boundaryArn),
        policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "ecs:UpdateService",
                    Resource: `arn:aws:ecs:${region}:${accountId}:service/shop/*`,
                },
            ],
        }),
    },
    vault: {
        ...jwtBinding(vaultAddress, runs),
        backend: onceProtected(anchor.backendPath),
        roleName: names.role,
        policyName: names.role,
        policy: 'path "kv/data/shop/*" { capabilities = ["read"] }',
        ttl: 900,
        explicitMaxTtl: 3_600,
    },
});

/**
 * The identity comes after the environment's protection and goes before it: a workflow that names
 * an environment that is not there makes GitHub create it, open to every branch.
 */
function onceProtected(value: pulumi.Input<string> | undefined): pulumi.Output<string> {
    if (value === undefined) throw new Error("the anchor has no part for this system");
    return pulumi.all([value, production.environment]).apply(([known]) => known);
}
