import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../planners/resources";
import { checkAnchor, checkWorkload } from "./checks";
import type { TrustAnchorArgs } from "./trustAnchor";
import { TrustAnchor } from "./trustAnchor";
import type { WorkloadAwsRoleArgs, WorkloadVaultRoleArgs } from "./workloadIdentity";
import { WorkloadIdentity } from "./workloadIdentity";

export interface EnvironmentWorkloadsArgs {
    /** What lets the account and the Vault check GitHub's tokens; whatever workloads need of it. */
    anchor: TrustAnchorArgs;
    /** The services that deploy there; absent: none. */
    workloads?: EnvironmentWorkloadArgs[];
}

/** See {@link WorkloadIdentity}. */
export interface EnvironmentWorkloadArgs {
    /** The service's key, which names its component. */
    key: string;
    /** Keys that the service had; absent: none. */
    previously?: string[];
    /** Absent: nothing in AWS. Needs `aws` of the anchor. */
    aws?: WorkloadAwsRoleArgs;
    /** Absent: nothing in Vault. Needs `vault` of the anchor. */
    vault?: WorkloadVaultRoleArgs;
}

/**
 * An environment's stack for services, in the environment's own account: what lets GitHub's tokens
 * be checked, and an identity for each service that deploys there.
 */
export class EnvironmentWorkloads extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.EnvironmentWorkloads;

    /** The ARN of the account's permissions boundary; absent where nothing is in AWS. */
    readonly boundaryArn?: pulumi.Output<string>;
    /** The path of the JWT backend, known once it is there; absent where nothing is in Vault. */
    readonly backendPath?: pulumi.Output<string>;

    constructor(
        name: string,
        args: EnvironmentWorkloadsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { anchor: trusted, workloads = [] } = args;
        checkAnchor(name, trusted);
        for (const workload of workloads) checkSystems(trusted, workload);
        super(EnvironmentWorkloads.__pulumiType, name, {}, opts);
        const anchor = new TrustAnchor("github-actions", trusted, { parent: this });
        for (const workload of workloads) createWorkload(this, anchor, workload);
        if (anchor.boundaryArn) this.boundaryArn = anchor.boundaryArn;
        if (anchor.backendPath) this.backendPath = anchor.backendPath;
        this.registerOutputs({ boundaryArn: this.boundaryArn, backendPath: this.backendPath });
    }
}

function checkSystems(anchor: TrustAnchorArgs, { key, aws, vault }: EnvironmentWorkloadArgs): void {
    if (aws && !anchor.aws) throw new Error(`${key} has a role in AWS without a boundary`);
    if (vault && !anchor.vault) throw new Error(`${key} has a role in Vault without a backend`);
    checkWorkload(key, vault);
}

function createWorkload(
    parent: EnvironmentWorkloads,
    { boundaryArn, backendPath }: TrustAnchor,
    { key, previously = [], aws, vault }: EnvironmentWorkloadArgs,
): void {
    new WorkloadIdentity(
        key,
        {
            previously,
            ...(aws && boundaryArn ? { aws: { ...aws, boundaryArn } } : {}),
            ...(vault && backendPath ? { vault: { ...vault, backend: backendPath } } : {}),
        },
        { parent },
    );
}
