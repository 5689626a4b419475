import type { Sealed } from "../seal";

/** What the world holds of AWS, all accounts together. */
export interface AwsCollections {
    readonly "aws/credentials": AwsCredentials;
    readonly "aws/accounts": AwsAccount;
    readonly "aws/identityStores": AwsIdentityStore;
    readonly "aws/users": AwsUser;
    readonly "aws/groups": AwsGroup;
    readonly "aws/groupMemberships": AwsGroupMembership;
    readonly "aws/permissionSets": AwsPermissionSet;
    readonly "aws/inlinePolicies": AwsInlinePolicy;
    readonly "aws/managedPolicies": AwsManagedPolicy;
    readonly "aws/accountAssignments": AwsAccountAssignment;
    readonly "aws/iamRoles": AwsIamRole;
    readonly "aws/iamPolicies": AwsIamPolicy;
    readonly "aws/oidcProviders": AwsOidcProvider;
    readonly "aws/iamUsers": AwsIamUser;
    readonly "aws/accessKeys": AwsAccessKey;
    readonly "aws/secrets": AwsSecret;
    readonly "aws/secretVersions": AwsSecretVersion;
}

/** Marks what was there before Rollcall came: put there by `seedWorld`, which alone removes it. */
interface Seeded {
    readonly seeded?: true;
}

type Tags = Readonly<Record<string, string>>;
type Documents = Readonly<Record<string, unknown>>;

/** Key: the profile, or `default`. Which account the credentials of that profile belong to. */
export interface AwsCredentials {
    readonly profile: string;
    readonly accountId: string;
}

/** Key: id. */
export interface AwsAccount {
    readonly id: string;
}

/** Key: identityStoreId. An Identity Center instance and its directory. */
export interface AwsIdentityStore {
    readonly identityStoreId: string;
    readonly instanceArn: string;
    /** The management account, or the one that it delegated to. */
    readonly accountId: string;
    readonly region?: string;
}

/** Key: userId. */
export interface AwsUser extends Seeded {
    readonly userId: string;
    readonly identityStoreId: string;
    readonly userName: string;
    readonly displayName: string;
    /** What else was given, under the names that Pulumi has for it. */
    readonly attributes: Readonly<Record<string, unknown>>;
}

/** Key: groupId. */
export interface AwsGroup {
    readonly groupId: string;
    readonly identityStoreId: string;
    readonly displayName: string;
    readonly description: string;
}

/** Key: membershipId. */
export interface AwsGroupMembership {
    readonly membershipId: string;
    readonly identityStoreId: string;
    readonly groupId: string;
    readonly userId: string;
}

/** Key: the last part of the ARN, `ps-7223d1f6a1b2c3d4`. */
export interface AwsPermissionSet {
    readonly arn: string;
    readonly instanceArn: string;
    readonly name: string;
    readonly description: string;
    readonly relayState: string;
    readonly sessionDuration: string;
    readonly createdDate: string;
    readonly tags: Tags;
}

/** Key: that of the permission set. */
export interface AwsInlinePolicy {
    readonly permissionSetArn: string;
    readonly document: unknown;
}

/** Key: that of the permission set, a dot, and the policy's ARN. */
export interface AwsManagedPolicy {
    readonly permissionSetArn: string;
    readonly policyArn: string;
}

/** Key: targetId.permission set.principalId. */
export interface AwsAccountAssignment {
    readonly instanceArn: string;
    readonly permissionSetArn: string;
    readonly principalType: string;
    readonly principalId: string;
    readonly targetId: string;
}

/** What IAM keeps of everything in an account that has a name and a path. */
interface IamEntity {
    readonly accountId: string;
    readonly arn: string;
    /** IAM's own id, `AROA...`: a role made again under its old name has another. */
    readonly uniqueId: string;
    readonly name: string;
    readonly path: string;
    readonly createDate: string;
    readonly tags: Tags;
}

/** Key: accountId.name in small letters. */
export interface AwsIamRole extends IamEntity {
    readonly description: string;
    readonly maxSessionDuration: number;
    /** The trust policy. */
    readonly assumeRolePolicy: unknown;
    /** The ARN of a managed policy. */
    readonly permissionsBoundary?: string;
    /** By name. */
    readonly inlinePolicies: Documents;
    /** ARNs. */
    readonly managedPolicies: readonly string[];
}

/** Key: accountId.name in small letters. A managed policy of the account's own. */
export interface AwsIamPolicy extends IamEntity {
    readonly description: string;
    readonly document: unknown;
}

/** Key: its ARN. */
export interface AwsOidcProvider extends Seeded {
    readonly accountId: string;
    readonly arn: string;
    /** Without the scheme, as IAM has it. */
    readonly url: string;
    /** The audiences that it takes. */
    readonly clientIds: readonly string[];
    readonly thumbprints: readonly string[];
    readonly tags: Tags;
}

/** Key: accountId.name in small letters. */
export interface AwsIamUser extends IamEntity {
    readonly permissionsBoundary?: string;
    /** By name. */
    readonly inlinePolicies: Documents;
}

/** Key: id. The secret part is told once, and nobody can read it back. */
export interface AwsAccessKey {
    readonly id: string;
    readonly accountId: string;
    readonly userName: string;
    readonly status: "Active" | "Inactive";
    readonly sealed: Sealed;
    readonly createDate: string;
}

/** Key: its ARN. */
export interface AwsSecret {
    readonly arn: string;
    readonly accountId: string;
    readonly region: string;
    readonly name: string;
    readonly description: string;
    readonly kmsKeyId: string;
    readonly policy?: unknown;
    readonly tags: Tags;
    /** It cannot be used any more, but its name is taken until then. */
    readonly deletedUntil?: string;
}

/** Key: the secret's ARN, a bar, and the version's id. */
export interface AwsSecretVersion {
    readonly secretArn: string;
    readonly versionId: string;
    /** `AWSCURRENT`, `AWSPREVIOUS` and the program's own. */
    readonly stages: readonly string[];
    /** In plain text: whoever may read it from the service may read it here. */
    readonly value: { readonly text: string } | { readonly binary: string };
    readonly createDate: string;
}
