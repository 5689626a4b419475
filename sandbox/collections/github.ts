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

/** Key: repositoryId.name in small letters: names of environments compare without case. */
export interface GitHubEnvironment {
    readonly repositoryId: number;
    readonly name: string;
    readonly waitTimer: number;
    readonly preventSelfReview: boolean;
    readonly canAdminsBypass: boolean;
    readonly reviewers: { readonly teams: readonly number[]; readonly users: readonly number[] };
    /** `all`: every branch and tag. `custom`: those that a deployment policy names. */
    readonly branchPolicy: "all" | "protected" | "custom";
}

/** Key: id. A branch or tag that may deploy to an environment. */
export interface GitHubDeploymentPolicy {
    readonly id: number;
    /** Key of the environment. */
    readonly environment: string;
    readonly type: "branch" | "tag";
    readonly pattern: string;
}

/** Key: environment/name in capitals. */
export interface GitHubEnvironmentVariable {
    readonly environment: string;
    readonly name: string;
    readonly value: string;
    readonly createdAt: string;
    readonly updatedAt: string;
}

/** Key: environment/name in capitals. Nobody can read it back, as at GitHub. */
export interface GitHubEnvironmentSecret {
    readonly environment: string;
    readonly name: string;
    readonly sealed: Sealed;
    readonly createdAt: string;
    readonly updatedAt: string;
}

/** Key: environment. With what secrets are sealed for it, once anybody asked. */
export interface GitHubEnvironmentKeys extends BoxKeys {
    readonly keyId: string;
}
