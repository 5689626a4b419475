/**
 * Rollcall's public surface: components for anybody's Pulumi program, the builders of what they
 * are given, and the roster with its judgement and its plan. Nothing is done on import.
 *
 * Withheld on purpose: commands, engine and sandbox, which are the `rollcall` program's own;
 * `stacks/`, which is a program and no library; and the parts of the builders, because a subject or
 * a condition that is put together by hand is one that can be loose.
 *
 * @packageDocumentation
 */

// Components, each of which stands by itself.

export {
    BoundClaimsType,
    OidcProvider,
    OrganizationRole,
    RepositoryPermission,
    SecretSlot,
    TeamRole,
} from "./components/choices";
export { DatabaseLogin, type DatabaseLoginArgs } from "./components/databaseLogin";
export {
    DeployEnvironment,
    type DeployEnvironmentArgs,
    type EnvironmentProtectionArgs,
} from "./components/deployEnvironment";
export {
    type AwsRoleMembershipArgs,
    type GitHubAccountArgs,
    type GitHubMemberArgs,
    PersonAccess,
    type PersonAccessArgs,
    type TeamMembershipArgs,
    type VaultRoleMembershipArgs,
} from "./components/personAccess";
export {
    type IdentityCenterUserArgs,
    PersonIdentity,
    type PersonIdentityArgs,
    type VaultEntityArgs,
} from "./components/personIdentity";
export {
    type AllowArgs,
    type AwsRoleArgs,
    type EndingArgs,
    type PermissionSetArgs,
    RoleAccess,
    type RoleAccessArgs,
    type VaultRoleArgs,
} from "./components/roleAccess";
export { RotatedSecret } from "./components/rotatedSecret";
export type {
    AccessKeyUserArgs,
    PreviousSecretValueArgs,
    RotatedSecretArgs,
    SealedValueArgs,
    SecretArgs,
    SecretAwsArgs,
    SecretGitHubArgs,
    SecretUserArgs,
    SecretValueArgs,
    SecretVaultArgs,
} from "./components/secretArgs";
export {
    type RepositoryAccessArgs,
    TeamAccess,
    type TeamAccessArgs,
} from "./components/teamAccess";
export {
    type AwsTrustArgs,
    TrustAnchor,
    type TrustAnchorArgs,
    type VaultTrustArgs,
} from "./components/trustAnchor";
export {
    type WorkloadAwsArgs,
    type WorkloadAwsRoleArgs,
    WorkloadIdentity,
    type WorkloadIdentityArgs,
    type WorkloadVaultArgs,
    type WorkloadVaultRoleArgs,
} from "./components/workloadIdentity";

// A whole stack at once, from what `planOrganization` and `planEnvironment` answer.

export {
    EnvironmentAccess,
    type EnvironmentAccessArgs,
    type EnvironmentAwsRoleArgs,
    type EnvironmentEndingArgs,
    type EnvironmentMembershipArgs,
    type EnvironmentPersonArgs,
    type EnvironmentRoleArgs,
} from "./components/environmentAccess";
export {
    type EnvironmentDatabaseArgs,
    type EnvironmentSecretArgs,
    EnvironmentSecrets,
    type EnvironmentSecretsArgs,
} from "./components/environmentSecrets";
export {
    type EnvironmentWorkloadArgs,
    EnvironmentWorkloads,
    type EnvironmentWorkloadsArgs,
} from "./components/environmentWorkloads";
export {
    OrganizationAccess,
    type OrganizationAccessArgs,
    type OrganizationDeployEnvironmentArgs,
    type OrganizationIdentityArgs,
    type OrganizationMemberArgs,
    type OrganizationMembershipArgs,
    type OrganizationPersonArgs,
    type OrganizationRepositoryArgs,
    type OrganizationTeamArgs,
} from "./components/organizationAccess";

// Builders that cannot be loose: what cannot be bound exactly is refused.

export { boundaryPolicy } from "./planners/boundary";
export { type JwtBinding, jwtBinding } from "./planners/jwtRole";
export { vaultPipelinePolicy } from "./planners/pipelinePolicy";
export { oidcProviderArn, roleArn, trustPolicy } from "./planners/trustPolicy";
export type { Repository, WorkflowRuns } from "./planners/workflowRun";

// The roster, and how it is judged.

export { defineRoster } from "./model/defineRoster";
export { createGraph, type Graph, type MemberPath } from "./model/graph";
export type { Instant, Seconds, Window } from "./model/instant";
export { loadRoster } from "./model/load";
export type { Problem, RuleId } from "./model/problem";
export type { Loaded } from "./model/readRoster";
export type {
    AwsPermissions,
    DatabaseRole,
    Deploy,
    Environment,
    GitHubAccount,
    Grant,
    IdentityCenter,
    Leaver,
    Member,
    Organization,
    Person,
    Place,
    Reference,
    Role,
    Roster,
    Rules,
    Secret,
    Separation,
    Service,
    Statement,
    Team,
    VaultRule,
    VaultServer,
    Waiver,
} from "./model/roster";
export type { RosterInput } from "./model/schema";
export { judge } from "./planners/judge";

// What follows from it: who may do what, and the specs of the stacks.

export type { Json } from "./planners/canonical";
export type { Coordinates } from "./planners/coordinates";
export type { DatabaseLoginSpec } from "./planners/databaseLogins";
export type { DeployEnvironmentSpec } from "./planners/deployEnvironments";
export type { Conditions, PlannedStatement } from "./planners/documents";
export type { Entitlement, System } from "./planners/entitlements";
export type { Guard } from "./planners/guards";
export type { Holder, HolderMember } from "./planners/holders";
export { findHoldings, type Holdings, type RoleHolding, type Scope } from "./planners/holdings";
export { type AccessPlan, planAccess } from "./planners/planAccess";
export {
    type AwsRoleSpec,
    type EndingSpec,
    type EnvironmentPersonSpec,
    type EnvironmentSpec,
    planEnvironment,
    type RoleAccessSpec,
    type RoleMembershipSpec,
    type TrustAnchorSpec,
    type VaultRoleSpec,
} from "./planners/planEnvironment";
export {
    type OrganizationPersonSpec,
    type OrganizationSpec,
    type PersonIdentitySpec,
    planOrganization,
    type RepositoryAccessSpec,
    type TeamAccessSpec,
    type TeamMembershipSpec,
} from "./planners/planOrganization";
export {
    findDemands,
    type SecretSpec,
    type SecretUserSpec,
    type SecretValueSpec,
    valuesOf,
} from "./planners/planSecrets";
export type { Reason } from "./planners/reasons";
export type { RepositoryHolding } from "./planners/repositoryHoldings";
export {
    type Demand,
    type PreviousValue,
    type RecordedRotation,
    type Rotation,
    rotate,
    type SealedValue,
    type Slot,
} from "./planners/rotation";
export type {
    AwsDelivery,
    Delivery,
    GitHubDelivery,
    VaultDelivery,
} from "./planners/secretDelivery";
export { secretReaders } from "./planners/secretReaders";
export type { WorkloadAwsSpec, WorkloadSpec, WorkloadVaultSpec } from "./planners/workloads";
