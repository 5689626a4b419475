import * as pulumi from "@pulumi/pulumi";
import { checkAnchor, checkWorkload } from "./checks";
import type { BoundClaimsType } from "./choices";
import type { TrustAnchorArgs } from "./trustAnchor";
import { TrustAnchor } from "./trustAnchor";
import { WorkloadIdentity } from "./workloadIdentity";

export interface EnvironmentWorkloadsArgs {
    anchor: TrustAnchorArgs;
    workloads: EnvironmentWorkloadArgs[];
}

/** See {@link WorkloadIdentity}. */
export interface EnvironmentWorkloadArgs {
    /** The service's key. */
    key: string;
    /** Keys that the service had. */
    previously: string[];
    aws?: EnvironmentWorkloadAwsArgs;
    vault?: EnvironmentWorkloadVaultArgs;
}

export interface EnvironmentWorkloadAwsArgs {
    roleName: string;
    path: string;
    description: string;
    sessionMinutes: number;
    trustPolicy: pulumi.Input<string>;
    policy?: pulumi.Input<string>;
    managed: pulumi.Input<string>[];
}

export interface EnvironmentWorkloadVaultArgs {
    roleName: string;
    policyName?: string;
    policy?: pulumi.Input<string>;
    policies?: pulumi.Input<string>[];
    boundAudiences: string[];
    boundClaims: Record<string, string>;
    boundClaimsType: BoundClaimsType;
    ttl: number;
    explicitMaxTtl: number;
}

/**
 * An environment's stack for services, in the environment's own account: what lets GitHub's tokens
 * be checked, and an identity for each service that deploys there.
 */
export class EnvironmentWorkloads extends pulumi.ComponentResource {
    static readonly __pulumiType = "rollcall:index:EnvironmentWorkloads";

    /** The ARN of the account's permissions boundary; absent where nothing is in AWS. */
    readonly boundaryArn?: pulumi.Output<string>;
    /** The path of the JWT backend, known once it is there; absent where nothing is in Vault. */
    readonly backendPath?: pulumi.Output<string>;

    constructor(
        name: string,
        args: EnvironmentWorkloadsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        checkAnchor(name, args.anchor);
        for (const workload of args.workloads) checkSystems(args.anchor, workload);
        super(EnvironmentWorkloads.__pulumiType, name, {}, opts);
        const anchor = new TrustAnchor("github-actions", args.anchor, { parent: this });
        for (const workload of args.workloads) createWorkload(this, anchor, workload);
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
    { key, previously, aws, vault }: EnvironmentWorkloadArgs,
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
