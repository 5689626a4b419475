/**
 * The resources that realise access, by their names in state. Components create what is named here; a test
 * compares the two using real registrations.
 */

export const token = {
    user: "aws:identitystore/user:User",
    group: "aws:identitystore/group:Group",
    groupMembership: "aws:identitystore/groupMembership:GroupMembership",
    permissionSet: "aws:ssoadmin/permissionSet:PermissionSet",
    inlinePolicy: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
    managedPolicy: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
    assignment: "aws:ssoadmin/accountAssignment:AccountAssignment",
    workloadRole: "aws:iam/role:Role",
    membership: "github:index/membership:Membership",
    team: "github:index/team:Team",
    teamMembership: "github:index/teamMembership:TeamMembership",
    teamRepository: "github:index/teamRepository:TeamRepository",
    repositoryEnvironment: "github:index/repositoryEnvironment:RepositoryEnvironment",
    collaborator: "github:index/repositoryCollaborator:RepositoryCollaborator",
    entity: "vault:identity/entity:Entity",
    entityAlias: "vault:identity/entityAlias:EntityAlias",
    vaultPolicy: "vault:index/policy:Policy",
    vaultGroup: "vault:identity/group:Group",
    vaultGroupMembers: "vault:identity/groupMemberEntityIds:GroupMemberEntityIds",
    workloadJwtRole: "vault:jwt/authBackendRole:AuthBackendRole",
    databaseRole: "vault:database/secretBackendRole:SecretBackendRole",
    githubSecret: "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
} as const;

/** The components above them, by their names: in a URN these stand before the resource's own type. */
export const componentType = {
    DatabaseLogin: "rollcall:index:DatabaseLogin",
    DeployEnvironment: "rollcall:index:DeployEnvironment",
    EnvironmentAccess: "rollcall:index:EnvironmentAccess",
    EnvironmentSecrets: "rollcall:index:EnvironmentSecrets",
    EnvironmentWorkloads: "rollcall:index:EnvironmentWorkloads",
    OrganizationAccess: "rollcall:index:OrganizationAccess",
    PersonAccess: "rollcall:index:PersonAccess",
    PersonIdentity: "rollcall:index:PersonIdentity",
    RoleAccess: "rollcall:index:RoleAccess",
    RotatedSecret: "rollcall:index:RotatedSecret",
    TeamAccess: "rollcall:index:TeamAccess",
    TrustAnchor: "rollcall:index:TrustAnchor",
    WorkloadIdentity: "rollcall:index:WorkloadIdentity",
} as const;

/** `PersonAccess/alice`: a component's name after its type's. */
type Component = `${keyof typeof componentType}/${string}`;

/** The stack of identities and GitHub; every other stack is an environment. */
export const organizationStack = "org";

/** `<stack>:<Component>/<component name>:<type>::<logical name>` */
export function resource(stack: string, component: Component, type: string, name: string): string {
    return `${stack}:${component}:${type}::${name}`;
}

const org = organizationStack;

export function membershipResource(person: string): string {
    return resource(org, `PersonAccess/${person}`, token.membership, person);
}

export function teamMembershipResource(person: string, team: string): string {
    return resource(org, `PersonAccess/${person}`, token.teamMembership, `${person}/${team}`);
}

export function collaboratorResource(person: string, repository: number): string {
    return resource(org, `PersonAccess/${person}`, token.collaborator, `${person}/${repository}`);
}

export function teamResource(team: string): string {
    return resource(org, `TeamAccess/${team}`, token.team, team);
}

export function teamRepositoryResources(team: string, repository: number): string[] {
    return [
        resource(org, `TeamAccess/${team}`, token.teamRepository, `${team}/${repository}`),
        teamResource(team),
    ];
}

/** What gives one person one role in AWS, the person's own leaf first. */
export function awsRoleResources(
    stack: string,
    person: string,
    role: string,
    parts: { inline: boolean; managed: readonly string[]; managedUser: boolean },
): string[] {
    const component = `RoleAccess/${role}` as const;
    return [
        resource(stack, `PersonAccess/${person}`, token.groupMembership, `${person}/${role}`),
        resource(stack, component, token.assignment, role),
        resource(stack, component, token.group, role),
        resource(stack, component, token.permissionSet, role),
        ...(parts.inline ? [resource(stack, component, token.inlinePolicy, role)] : []),
        ...parts.managed.map((name) =>
            resource(stack, component, token.managedPolicy, `${role}/${name}`),
        ),
        ...(parts.managedUser
            ? [resource(org, `PersonIdentity/${person}`, token.user, person)]
            : []),
    ];
}

/** What gives one person one role in Vault, the person's own leaf first. */
export function vaultRoleResources(stack: string, person: string, role: string): string[] {
    const component = `RoleAccess/${role}` as const;
    return [
        resource(stack, `PersonAccess/${person}`, token.vaultGroupMembers, `${person}/${role}`),
        resource(stack, component, token.vaultGroup, role),
        resource(stack, component, token.vaultPolicy, role),
        resource(org, `PersonIdentity/${person}`, token.entity, person),
        resource(org, `PersonIdentity/${person}`, token.entityAlias, person),
    ];
}

/** What gives a service its own permissions in AWS. */
export function workloadAwsResources(stack: string, service: string): string[] {
    return [resource(stack, `WorkloadIdentity/${service}`, token.workloadRole, service)];
}

/** What gives a service its own permissions in Vault: its own policy, and those of its databases. */
export function workloadVaultResources(
    stack: string,
    service: string,
    parts: { own: boolean; databases: readonly string[] },
): string[] {
    const component = `WorkloadIdentity/${service}` as const;
    return [
        resource(stack, component, token.workloadJwtRole, service),
        ...(parts.own ? [resource(stack, component, token.vaultPolicy, service)] : []),
        ...parts.databases.flatMap((key) => [
            resource(stack, `DatabaseLogin/${key}`, token.databaseRole, key),
            resource(stack, `DatabaseLogin/${key}`, token.vaultPolicy, key),
        ]),
    ];
}
