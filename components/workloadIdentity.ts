import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { componentType } from "../planners/resources";
import { roleArn } from "../planners/trustPolicy";
import { checkWorkload } from "./checks";
import type { BoundClaimsType } from "./choices";
import { formerly, withNames } from "./options";

export interface WorkloadIdentityArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** Absent: nothing in AWS. */
    aws?: WorkloadAwsArgs;
    /** Absent: nothing in Vault. */
    vault?: WorkloadVaultArgs;
}

export interface WorkloadAwsArgs extends WorkloadAwsRoleArgs {
    /** The permissions boundary: what the role may not do, whatever its policies say. */
    boundaryArn: pulumi.Input<string>;
}

/** A role in AWS, but for its boundary. */
export interface WorkloadAwsRoleArgs {
    /** At most 64 characters. Another name is another role: it never changes. */
    roleName: string;
    /** The role's path in IAM, which begins and ends in a slash. */
    path: string;
    /** The account in which the role stands, for `roleArn`; absent: that is not told. */
    accountId?: pulumi.Input<string>;
    /** What AWS says of the role: at most 1,000 characters. */
    description: string;
    /** Minutes that a session lasts, 60 to 720. */
    sessionMinutes: number;
    /** As `trustPolicy` makes it. */
    trustPolicy: pulumi.Input<string>;
    /** What the role may do, as JSON; absent: only what `managed` says. */
    policy?: pulumi.Input<string>;
    /** ARNs of managed policies; absent: none. */
    managed?: pulumi.Input<string>[];
}

export interface WorkloadVaultArgs extends WorkloadVaultRoleArgs {
    /** The path of the JWT backend. */
    backend: pulumi.Input<string>;
}

/** A role of a JWT backend, which `jwtBinding` binds, but for the backend. */
export interface WorkloadVaultRoleArgs {
    /** The role's name in its backend; another name is another role. */
    roleName: string;
    /** The name of a policy of its own, with its text; without both: only what `policies` give. */
    policyName?: string;
    /** Its text, in HCL. One of the two without the other is refused. */
    policy?: pulumi.Input<string>;
    /** Names of policies that are made elsewhere, as those of a `DatabaseLogin`; absent: none. */
    policies?: pulumi.Input<string>[];
    /** What a token must be for, one of them: the address of the Vault. */
    boundAudiences: string[];
    /** What a token must claim: several values of a claim are joined by commas. */
    boundClaims: Record<string, string>;
    /** How claims are compared: `glob` where one is a pattern. */
    boundClaimsType: BoundClaimsType;
    /** Seconds that a token lasts before it is renewed. */
    ttl: number;
    /** Seconds after which it ends for good. */
    explicitMaxTtl: number;
}

/**
 * What a service's own workflow may take, and nobody else: an AWS role and a role of Vault's JWT
 * backend. Both are leaves: nothing depends on them, so they go first.
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.WorkloadIdentity;

    /**
     * The role's ARN; absent without `accountId`. Made of account, path and name, and not taken from
     * the role: what takes it is no reason that the role could not go first.
     */
    readonly roleArn?: pulumi.Output<string>;
    /** The name of the role in Vault, for the same reason as it was given; absent without `vault`. */
    readonly vaultRoleName?: pulumi.Output<string>;

    constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        const { previously } = args;
        checkWorkload(name, args.vault);
        // No inputs: a component waits for what they come from, and a leaf would wait with it.
        super(WorkloadIdentity.__pulumiType, name, {}, withNames(opts, previously));
        const options = formerly(this, previously);
        if (args.aws) createAwsRole(name, args.aws, options);
        if (args.vault) createVaultRole(name, args.vault, options);
        const { accountId, path = "", roleName = "" } = args.aws ?? {};
        if (accountId !== undefined) {
            this.roleArn = pulumi
                .output(accountId)
                .apply((known) => roleArn({ accountId: known, path, roleName }));
        }
        if (args.vault) this.vaultRoleName = pulumi.output(args.vault.roleName);
        this.registerOutputs({ roleArn: this.roleArn, vaultRoleName: this.vaultRoleName });
    }
}

function createAwsRole(
    name: string,
    args: WorkloadAwsArgs,
    options: pulumi.CustomResourceOptions,
): void {
    new iam.Role(
        name,
        {
            name: args.roleName,
            path: args.path,
            description: args.description,
            maxSessionDuration: args.sessionMinutes * 60,
            assumeRolePolicy: args.trustPolicy,
            permissionsBoundary: args.boundaryArn,
            // Deprecated in favour of resources of their own, which would depend on the role: it
            // would be no leaf, and could not go before everything else.
            // An empty block, not an empty list: to the provider a list that is empty says nothing,
            // and the last policy would stay.
            inlinePolicies: [args.policy ? { name: "rollcall", policy: args.policy } : {}],
            managedPolicyArns: args.managed ?? [],
        },
        options,
    );
}

function createVaultRole(
    name: string,
    args: WorkloadVaultArgs,
    options: pulumi.CustomResourceOptions,
): void {
    const policy =
        args.policyName !== undefined && args.policy !== undefined
            ? new vault.Policy(name, { name: args.policyName, policy: args.policy }, options)
            : undefined;
    new vault.jwt.AuthBackendRole(
        name,
        {
            backend: args.backend,
            roleName: args.roleName,
            roleType: "jwt",
            userClaim: "repository_id",
            boundAudiences: args.boundAudiences,
            boundClaims: args.boundClaims,
            boundClaimsType: args.boundClaimsType,
            tokenPolicies: [...(policy ? [policy.name] : []), ...(args.policies ?? [])],
            tokenNoDefaultPolicy: true,
            tokenTtl: args.ttl,
            tokenMaxTtl: args.explicitMaxTtl,
            tokenExplicitMaxTtl: args.explicitMaxTtl,
        },
        options,
    );
}
