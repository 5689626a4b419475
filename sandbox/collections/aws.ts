import type { Sealed } from "../seal";

/** What the world holds of AWS, for all accounts together. */
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

/** Marks what existed before Rollcall: `seedWorld` creates it, and only `seedWorld` removes it. */
interface Seeded {
    readonly seeded?: true;
}

type Tags = Readonly<Record<string, string>>;
type Documents = Readonly<Record<string, unknown>>;

/** Key: the profile, or `default`. Says which account the credentials of that profile belong to. */
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
    /** The management account, or the one it has delegated administration to. */
    readonly accountId: string;
    readonly region?: string;
}

/** Key: userId. */
export interface AwsUser extends Seeded {
    readonly userId: string;
    readonly identityStoreId: string;
    readonly userName: string;
    readonly displayName: string;
    /** The remaining attributes that were given, under Pulumi's names. */
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

/** Key: the permission set's key. */
export interface AwsInlinePolicy {
    readonly permissionSetArn: string;
    readonly document: unknown;
}

/** Key: the permission set's key, a dot, and the policy's ARN. */
export interface AwsManagedPolicy {
    readonly permissionSetArn: string;
    readonly policyArn: string;
}

/** Key: targetId, the permission set's key and principalId, joined by dots. */
export interface AwsAccountAssignment {
    readonly instanceArn: string;
    readonly permissionSetArn: string;
    readonly principalType: string;
    readonly principalId: string;
    readonly targetId: string;
}

/** What IAM keeps for every named entity in an account. */
interface IamEntity {
    readonly accountId: string;
    readonly arn: string;
    /** IAM's own id, `AROA...`: a role created again under the same name gets a different one. */
    readonly uniqueId: string;
    readonly name: string;
    readonly path: string;
    readonly createDate: string;
    readonly tags: Tags;
}

/** Key: accountId, a dot, and the name in lower case. */
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

/** Key: accountId, a dot, and the name in lower case. A customer managed policy. */
export interface AwsIamPolicy extends IamEntity {
    readonly description: string;
    readonly document: unknown;
}

/** Key: its ARN. */
export interface AwsOidcProvider extends Seeded {
    readonly accountId: string;
    readonly arn: string;
    /** Without the scheme, as IAM stores it. */
    readonly url: string;
    /** The audiences that it accepts. */
    readonly clientIds: readonly string[];
    readonly thumbprints: readonly string[];
    readonly tags: Tags;
}

/** Key: accountId, a dot, and the name in lower case. */
export interface AwsIamUser extends IamEntity {
    readonly permissionsBoundary?: string;
    /** By name. */
    readonly inlinePolicies: Documents;
}

/** Key: id. The secret part is returned once, on creation, and cannot be read back. */
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
    /** Until this time the secret is scheduled for deletion: unusable, but its name is still taken. */
    readonly deletedUntil?: string;
}

/** Key: the secret's ARN, a bar, and the version id. */
export interface AwsSecretVersion {
    readonly secretArn: string;
    readonly versionId: string;
    /** `AWSCURRENT`, `AWSPREVIOUS` and stages that the program defines. */
    readonly stages: readonly string[];
    /** In plain text: anyone who may read it from the service may read it here. */
    readonly value: { readonly text: string } | { readonly binary: string };
    readonly createDate: string;
}
