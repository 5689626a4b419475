import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { namePairs } from "../planners/names";
import { componentType } from "../planners/resources";
import { formerly, withNames } from "./options";

export interface DeployEnvironmentArgs extends EnvironmentProtectionArgs {
    /** The repository's name, without its owner. */
    repository: pulumi.Input<string>;
    /** GitHub's ids of teams of which one must approve: at most six, each with access; empty: nobody. */
    reviewerTeamIds: pulumi.Input<string>[];
}

/** What stands before a deployment, but for who must approve. */
export interface EnvironmentProtectionArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** The environment's name on GitHub; another name is another environment. */
    environment: string;
    /** Branches that may deploy, as GitHub matches them: `*` does not match a `/`. */
    branchPatterns: string[];
    /** Tags that may, matched in the same way; absent: none. */
    tagPatterns?: string[];
    /** Minutes before a deployment begins, 0 to 43,200; absent: 0. */
    waitMinutes?: number;
    /** What workflows that deploy there are told, by name; absent: nothing. */
    variables?: Record<string, pulumi.Input<string>>;
}

/**
 * A protected environment: who must approve, which branches and tags may deploy, and the variables
 * by which a workflow finds its identity. GitHub's own defaults are open; these are not.
 */
export class DeployEnvironment extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.DeployEnvironment;

    /** The environment's name, known once it is protected. */
    readonly environment: pulumi.Output<string>;

    constructor(name: string, args: DeployEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
        const { previously, environment } = args;
        // Plain parts alone: a component waits for what its inputs come from.
        super(DeployEnvironment.__pulumiType, name, { environment }, withNames(opts, previously));
        const created = createEnvironment(this, name, args);
        const policies = createPolicies(this, name, created, args);
        createVariables(this, name, created, args);
        this.environment = pulumi
            .all([created.environment, pulumi.all(policies.map(({ id }) => id))])
            .apply(([protectedName]) => protectedName);
        this.registerOutputs({ environment: this.environment });
    }
}

function createEnvironment(
    parent: DeployEnvironment,
    name: string,
    args: DeployEnvironmentArgs,
): github.RepositoryEnvironment {
    return new github.RepositoryEnvironment(
        name,
        {
            repository: args.repository,
            environment: args.environment,
            canAdminsBypass: false,
            // GitHub takes it only where somebody reviews at all.
            preventSelfReview: args.reviewerTeamIds.length > 0,
            waitTimer: args.waitMinutes ?? 0,
            ...(args.reviewerTeamIds.length > 0
                ? { reviewers: [{ teams: args.reviewerTeamIds.map((id) => toNumber(id)) }] }
                : {}),
            deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
        },
        formerly(parent, args.previously),
    );
}

function createPolicies(
    parent: DeployEnvironment,
    name: string,
    { repository, environment }: github.RepositoryEnvironment,
    { previously, branchPatterns, tagPatterns = [] }: DeployEnvironmentArgs,
): pulumi.CustomResource[] {
    const patterns = [
        ...branchPatterns.map(
            (pattern) => ["branch", { branchPattern: pattern }, pattern] as const,
        ),
        ...tagPatterns.map((pattern) => ["tag", { tagPattern: pattern }, pattern] as const),
    ];
    return patterns.map(
        ([kind, policy, pattern]) =>
            new github.RepositoryEnvironmentDeploymentPolicy(
                `${name}/${kind}:${pattern}`,
                { repository, environment, ...policy },
                formerly(parent, namePairs({ name, previously }, { name: `${kind}:${pattern}` })),
            ),
    );
}

function createVariables(
    parent: DeployEnvironment,
    name: string,
    { repository, environment }: github.RepositoryEnvironment,
    { previously, variables = {} }: DeployEnvironmentArgs,
): void {
    for (const [variableName, value] of Object.entries(variables)) {
        new github.ActionsEnvironmentVariable(
            `${name}/${variableName}`,
            { repository, environment, variableName, value },
            formerly(parent, namePairs({ name, previously }, { name: variableName })),
        );
    }
}

function toNumber(id: pulumi.Input<string>): pulumi.Output<number> {
    return pulumi.output(id).apply(Number);
}
