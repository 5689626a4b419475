import * as identitystore from "@pulumi/aws/identitystore";
import * as ssoadmin from "@pulumi/aws/ssoadmin";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { permissionSetPolicy } from "../planners/documents";
import { namePairs } from "../planners/names";
import { formerly, withNames } from "./options";

export interface RoleAccessArgs {
    /** Names that this component had; its resources are kept. */
    previously?: string[];
    description: string;
    /** Absent: nothing in AWS. */
    aws?: AwsRoleArgs;
    /** Absent: nothing in Vault. */
    vault?: VaultRoleArgs;
}

export interface AwsRoleArgs {
    identityStoreId: pulumi.Input<string>;
    instanceArn: pulumi.Input<string>;
    /** The account in which the role acts. */
    accountId: pulumi.Input<string>;
    groupName: string;
    /** At most 32 characters. Another name is another permission set: it never changes. */
    permissionSetName: string;
    /** 60 to 720. */
    sessionMinutes: number;
    statements: AllowArgs[];
    /** ARNs of managed policies, by name. */
    managed: Record<string, pulumi.Input<string>>;
    endings: EndingArgs[];
    /** Identity Center's ids of users whom everything is denied now, because they lost the role. */
    denied?: pulumi.Input<string>[];
}

export interface AllowArgs {
    actions: string[];
    resources: pulumi.Input<string>[];
    /** IAM's own: operator, key, values. */
    conditions: Record<string, Record<string, pulumi.Input<string>[]>>;
    /** `2026-12-31T18:00:00Z`, from when on it allows nothing. */
    until?: string;
}

/** From when on everything is denied, in sessions that are open too. */
export interface EndingArgs {
    /** `2026-12-31T18:00:00Z` */
    until: string;
    /** Identity Center's ids of the users; absent: everybody. */
    userIds?: pulumi.Input<string>[];
}

export interface VaultRoleArgs {
    groupName: string;
    policyName: string;
    /** In HCL. */
    policy: pulumi.Input<string>;
}

/**
 * A role that a team, or one person, has in an environment: a group and a permission set assigned
 * to it in AWS, a group and its policy in Vault. Who is in the groups is {@link PersonAccess}'s.
 */
export class RoleAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = "rollcall:index:RoleAccess";

    /** Identity Center's id of the group; absent without `aws`. */
    readonly awsGroupId?: pulumi.Output<string>;
    /** Vault's id of the group; absent without `vault`. */
    readonly vaultGroupId?: pulumi.Output<string>;

    constructor(name: string, args: RoleAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        const { description, previously } = args;
        // Plain parts alone: a component waits for what its inputs come from.
        super(RoleAccess.__pulumiType, name, { description }, withNames(opts, previously));
        const role = { name, description, previously, options: formerly(this, previously) };
        if (args.aws) this.awsGroupId = createAwsRole(this, role, args.aws);
        if (args.vault) this.vaultGroupId = createVaultRole(role, args.vault);
        this.registerOutputs({ awsGroupId: this.awsGroupId, vaultGroupId: this.vaultGroupId });
    }
}

/** What all resources of a role have in common. */
interface Naming {
    readonly name: string;
    readonly description: string;
    readonly previously: readonly string[] | undefined;
    readonly options: pulumi.CustomResourceOptions;
}

function createAwsRole(parent: RoleAccess, role: Naming, args: AwsRoleArgs): pulumi.Output<string> {
    const { name, description, options } = role;
    const { identityStoreId, instanceArn } = args;
    const group = new identitystore.Group(
        name,
        { identityStoreId, displayName: args.groupName, description },
        options,
    );
    const permissionSet = new ssoadmin.PermissionSet(
        name,
        {
            instanceArn,
            name: args.permissionSetName,
            description,
            sessionDuration: isoDuration(args.sessionMinutes),
        },
        options,
    );
    const policies = createPolicies(parent, role, permissionSet, args);
    assign(role, { group, permissionSet, policies, args });
    return group.groupId;
}

function createPolicies(
    parent: RoleAccess,
    { name, previously, options }: Naming,
    permissionSet: ssoadmin.PermissionSet,
    { instanceArn, statements, managed, endings, denied = [] }: AwsRoleArgs,
): pulumi.Resource[] {
    const permissionSetArn = permissionSet.arn;
    const attachments = Object.entries(managed).map(
        ([policy, managedPolicyArn]) =>
            new ssoadmin.ManagedPolicyAttachment(
                `${name}/${policy}`,
                { instanceArn, permissionSetArn, managedPolicyArn },
                formerly(parent, namePairs({ name, previously }, { name: policy })),
            ),
    );
    if (statements.length + endings.length + denied.length === 0) return attachments;
    const inlinePolicy = pulumi
        .output({ statements, endings, denied })
        .apply((known) => permissionSetPolicy(known.statements, known.endings, known.denied));
    const inline = new ssoadmin.PermissionSetInlinePolicy(
        name,
        { instanceArn, permissionSetArn, inlinePolicy },
        options,
    );
    return [...attachments, inline];
}

/** The leaf. It comes last and goes first: what it gives is never without its denials. */
function assign(
    { name, options }: Naming,
    role: {
        group: identitystore.Group;
        permissionSet: ssoadmin.PermissionSet;
        policies: pulumi.Resource[];
        args: AwsRoleArgs;
    },
): void {
    new ssoadmin.AccountAssignment(
        name,
        {
            instanceArn: role.args.instanceArn,
            permissionSetArn: role.permissionSet.arn,
            principalType: "GROUP",
            principalId: role.group.groupId,
            targetType: "AWS_ACCOUNT",
            targetId: role.args.accountId,
        },
        { ...options, dependsOn: role.policies },
    );
}

function createVaultRole(
    { name, options }: Naming,
    { groupName, policyName, policy }: VaultRoleArgs,
): pulumi.Output<string> {
    const acl = new vault.Policy(name, { name: policyName, policy }, options);
    const group = new vault.identity.Group(
        name,
        {
            name: groupName,
            type: "internal",
            policies: [acl.name],
            externalMemberEntityIds: true, // members are leaves of their own
        },
        options,
    );
    return group.id;
}

/** `PT8H`, `PT1H30M` */
function isoDuration(minutes: number): string {
    const hours = Math.floor(minutes / 60);
    return `PT${hours > 0 ? `${hours}H` : ""}${minutes % 60 > 0 ? `${minutes % 60}M` : ""}`;
}
