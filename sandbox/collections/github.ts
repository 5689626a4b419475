import type { Sealed } from "../seal";
import type { BoxKeys } from "../sealedBox";

/** What the world holds of GitHub. */
export interface GitHubCollections {
    readonly "github/organizations": GitHubOrganization;
    readonly "github/accounts": GitHubAccount;
    readonly "github/repositories": GitHubRepository;
    readonly "github/members": GitHubMember;
    readonly "github/teams": GitHubTeam;
    readonly "github/teamMembers": GitHubTeamMember;
    readonly "github/teamRepositories": GitHubTeamRepository;
    readonly "github/collaborators": GitHubCollaborator;
    readonly "github/environments": GitHubEnvironment;
    readonly "github/deploymentPolicies": GitHubDeploymentPolicy;
    readonly "github/environmentVariables": GitHubEnvironmentVariable;
    readonly "github/environmentSecrets": GitHubEnvironmentSecret;
    readonly "github/environmentKeys": GitHubEnvironmentKeys;
}

/** Key: id. */
export interface GitHubOrganization {
    readonly id: number;
    readonly login: string;
    /** The base URL of its API, with a trailing slash. */
    readonly baseUrl: string;
    /** What every member may do in every repository. */
    readonly basePermission: string;
    /** The highest team id so far: GitHub never reuses one. */
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
    /** Names it had before: GitHub redirects calls made under them. */
    readonly formerNames: readonly string[];
}

/** Key: accountId. */
export interface GitHubMember {
    readonly accountId: number;
    readonly role: "member" | "admin";
    /** A pending member has been invited and has no access yet. */
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

/** Key: repositoryId, a dot, and the name in lower case: environment names are case-insensitive. */
export interface GitHubEnvironment {
    readonly repositoryId: number;
    readonly name: string;
    readonly waitTimer: number;
    readonly preventSelfReview: boolean;
    readonly canAdminsBypass: boolean;
    readonly reviewers: { readonly teams: readonly number[]; readonly users: readonly number[] };
    /** `all`: every branch and tag. `custom`: those that match a deployment policy. */
    readonly branchPolicy: "all" | "protected" | "custom";
}

/** Key: id. A branch or tag that may deploy to an environment. */
export interface GitHubDeploymentPolicy {
    readonly id: number;
    /** The environment's key. */
    readonly environment: string;
    readonly type: "branch" | "tag";
    readonly pattern: string;
}

/** Key: the environment's key, a slash, and the name in upper case. */
export interface GitHubEnvironmentVariable {
    readonly environment: string;
    readonly name: string;
    readonly value: string;
    readonly createdAt: string;
    readonly updatedAt: string;
}

/** Key: the environment's key, a slash, and the name in upper case. Like GitHub's, it cannot be read back. */
export interface GitHubEnvironmentSecret {
    readonly environment: string;
    readonly name: string;
    readonly sealed: Sealed;
    readonly createdAt: string;
    readonly updatedAt: string;
}

/** Key: the environment's key. The key pair that secrets are sealed with, created when first asked for. */
export interface GitHubEnvironmentKeys extends BoxKeys {
    readonly keyId: string;
}
