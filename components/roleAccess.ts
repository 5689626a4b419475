import * as identitystore from "@pulumi/aws/identitystore";
import * as ssoadmin from "@pulumi/aws/ssoadmin";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { permissionSetPolicy } from "../planners/documents";
import { namePairs } from "../planners/names";
import { componentType } from "../planners/resources";
import { formerly, withNames } from "./options";

export interface RoleAccessArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** What AWS says of the role: at most 700 characters of Latin-1. */
    description: string;
    /** Absent: nothing in AWS. */
    aws?: AwsRoleArgs;
    /** Absent: nothing in Vault. */
    vault?: VaultRoleArgs;
}

export interface AwsRoleArgs extends PermissionSetArgs {
    /** From when on whom everything is denied; absent: nobody. */
    endings?: EndingArgs[];
    /** Identity Center's ids of users whom everything is denied now, because they lost the role. */
    denied?: pulumi.Input<string>[];
}

/** A role in AWS, but for whom it is denied. */
export interface PermissionSetArgs {
    /** Identity Center's store of users and groups: `d-` and ten characters. */
    identityStoreId: pulumi.Input<string>;
    /** Identity Center's instance. */
    instanceArn: pulumi.Input<string>;
    /** The account in which the role acts. */
    accountId: pulumi.Input<string>;
    /** The group's name in Identity Center. */
    groupName: string;
    /** At most 32 characters. Another name is another permission set: it never changes. */
    permissionSetName: string;
    /** Minutes that a session lasts, 60 to 720. */
    sessionMinutes: number;
    /** What the role may do by itself; absent: only what `managed` says. */
    statements?: AllowArgs[];
    /** ARNs of managed policies, by names of yours, which name their attachments; absent: none. */
    managed?: Record<string, pulumi.Input<string>>;
}

export interface AllowArgs {
    /** IAM's actions, such as `ecs:UpdateService`. */
    actions: string[];
    /** ARNs, or patterns of ARNs. */
    resources: pulumi.Input<string>[];
    /** IAM's own: operator, key, values; absent: none. */
    conditions?: Record<string, Record<string, pulumi.Input<string>[]>>;
    /** `2026-12-31T18:00:00Z`, from when on it allows nothing; absent: it does not end. */
    until?: string;
}

/** From when on everything is denied, in sessions that are open too. */
export interface EndingArgs {
    /** The instant, such as `2026-12-31T18:00:00Z`. */
    until: string;
    /** Identity Center's ids of the users; absent: everybody. */
    userIds?: pulumi.Input<string>[];
}

export interface VaultRoleArgs {
    /** The group's name in Vault. */
    groupName: string;
    /** The name of the policy that the group has. */
    policyName: string;
    /** Its text, in HCL. */
    policy: pulumi.Input<string>;
}

/**
 * A role that a team, or one person, has in an environment: a group and a permission set assigned
 * to it in AWS, a group and its policy in Vault. Who is in the groups is {@link PersonAccess}'s.
 */
export class RoleAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.RoleAccess;

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
    { instanceArn, statements = [], managed = {}, endings = [], denied = [] }: AwsRoleArgs,
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
        .output({ statements: statements.map(unconditional), endings, denied })
        .apply((known) => permissionSetPolicy(known.statements, known.endings, known.denied));
    const inline = new ssoadmin.PermissionSetInlinePolicy(
        name,
        { instanceArn, permissionSetArn, inlinePolicy },
        options,
    );
    return [...attachments, inline];
}

function unconditional({ conditions = {}, ...statement }: AllowArgs) {
    return { ...statement, conditions };
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
