/**
 * What a world holds: one JSON file an object, `world/<collection>/<key>.json`.
 *
 * Things refer to each other by the ids of the real systems, never by names that may change.
 * The comment on each interface says what its key is.
 */
export interface Collections {
    readonly "github/organizations": GitHubOrganization;
    readonly "github/accounts": GitHubAccount;
    readonly "github/repositories": GitHubRepository;
    readonly "github/members": GitHubMember;
    readonly "github/teams": GitHubTeam;
    readonly "github/teamMembers": GitHubTeamMember;
    readonly "github/teamRepositories": GitHubTeamRepository;
    readonly "github/collaborators": GitHubCollaborator;

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

    readonly "vault/servers": VaultServer;
    readonly "vault/mounts": VaultMount;
    readonly "vault/authMounts": VaultAuthMount;
    readonly "vault/policies": VaultPolicy;
    readonly "vault/entities": VaultEntity;
    readonly "vault/entityAliases": VaultEntityAlias;
    readonly "vault/groups": VaultGroup;
}

export type Collection = keyof Collections;

/** Marks what was there before Rollcall came: put there by `seedWorld`, which alone removes it. */
interface Seeded {
    readonly seeded?: true;
}

/** Key: id. */
export interface GitHubOrganization {
    readonly id: number;
    readonly login: string;
    /** Where its API is, with a slash at the end. */
    readonly baseUrl: string;
    /** What every member may do in every repository. */
    readonly basePermission: string;
    /** The highest id that a team got so far: GitHub never gives one twice. */
    readonly lastTeamId: number;
}

/** Key: id. The login may change, the id never does. */
export interface GitHubAccount {
    readonly id: number;
    readonly login: string;
}

/** Key: id. */
export interface GitHubRepository {
    readonly id: number;
    readonly name: string;
    /** Names it had before: GitHub redirects calls from them. */
    readonly formerNames: readonly string[];
}

/** Key: accountId. */
export interface GitHubMember {
    readonly accountId: number;
    readonly role: "member" | "admin";
    /** A pending one is invited and has no access yet. */
    readonly state: "active" | "pending";
}

/** Key: id. */
export interface GitHubTeam {
    readonly id: number;
    readonly name: string;
    readonly slug: string;
    readonly description: string;
    readonly privacy: string;
    readonly notificationSetting: string;
    readonly parentId?: number;
}

/** Key: teamId.accountId. */
export interface GitHubTeamMember {
    readonly teamId: number;
    readonly accountId: number;
    readonly role: "member" | "maintainer";
    readonly state: "active" | "pending";
}

/** Key: teamId.repositoryId. */
export interface GitHubTeamRepository {
    readonly teamId: number;
    readonly repositoryId: number;
    readonly permission: string;
}

/** Key: repositoryId.accountId. */
export interface GitHubCollaborator {
    readonly repositoryId: number;
    readonly accountId: number;
    readonly permission: string;
}

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
    readonly tags: Readonly<Record<string, string>>;
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

/** Key: `server`. */
export interface VaultServer {
    readonly address: string;
    /** Absent: the root namespace. */
    readonly namespace?: string;
}

/** Key: path. A KV version 2 secrets engine. */
export interface VaultMount {
    readonly path: string;
}

/** Key: accessor. A way to log in. */
export interface VaultAuthMount {
    readonly accessor: string;
}

/** Key: name. */
export interface VaultPolicy {
    readonly name: string;
    readonly policy: string;
}

/** Key: id. */
export interface VaultEntity {
    readonly id: string;
    readonly name: string;
    readonly disabled: boolean;
    readonly policies: readonly string[];
    readonly metadata: Readonly<Record<string, string>>;
}

/** Key: id. */
export interface VaultEntityAlias {
    readonly id: string;
    readonly name: string;
    readonly mountAccessor: string;
    /** The entity that a login under this name becomes. */
    readonly canonicalId: string;
    readonly customMetadata: Readonly<Record<string, string>>;
}

/** Key: id. */
export interface VaultGroup {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly policies: readonly string[];
    readonly metadata: Readonly<Record<string, string>>;
    readonly memberEntityIds: readonly string[];
    readonly memberGroupIds: readonly string[];
}
