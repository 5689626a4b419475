import type { Seconds, Window } from "./instant";

/** Where something is written. `line` and `column` count from 1. */
export interface Place {
    readonly file: string;
    readonly line: number;
    readonly column: number;
}

/**
 * Everything that was declared, merged from all files, with defaults filled in and references by key.
 *
 * Maps iterate in key order, and lists without a meaningful order are sorted: two rosters that say the same
 * are equal except for places. Only `environments` keeps its declared order, least to most protected,
 * because that order means something.
 */
export interface Roster {
    readonly organization: Organization;
    readonly environments: ReadonlyMap<string, Environment>;
    readonly people: ReadonlyMap<string, Person>;
    readonly leavers: ReadonlyMap<string, Leaver>;
    readonly teams: ReadonlyMap<string, Team>;
    readonly roles: ReadonlyMap<string, Role>;
    readonly grants: readonly Grant[];
    readonly services: ReadonlyMap<string, Service>;
    readonly secrets: ReadonlyMap<string, Secret>;
    readonly rules: Rules;
}

/** A reference to a key, with the place of the reference itself. */
export interface Reference {
    readonly key: string;
    readonly at: Place;
}

export interface Organization {
    readonly at: Place;
    readonly name: string;
    readonly github: {
        readonly owner: string;
        /** GitHub's numeric id of the organisation. */
        readonly ownerId: number;
        /** People who own the organisation. */
        readonly owners: readonly Reference[];
        readonly basePermission: BasePermission;
    };
    /** Absent if there is nothing in AWS. */
    readonly aws?: { readonly identityCenter: IdentityCenter };
    /** Absent if there is nothing in Vault. */
    readonly vault?: VaultServer;
}

export interface IdentityCenter {
    readonly instanceArn: string;
    readonly identityStoreId: string;
    readonly accountId: string;
    readonly region: string;
    /**
     * `managed`: Rollcall creates the users. `external`: SCIM does, and `people.KEY.aws.userId` holds their
     * ids.
     */
    readonly users: "managed" | "external";
}

export interface VaultServer {
    readonly address: string;
    readonly namespace?: string;
    /** How people log in: the mount's accessor, and which of their names is the alias there. */
    readonly login: { readonly accessor: string; readonly alias: "email" | "github" | "person" };
}

export const basePermissions = ["none", "read", "write", "admin"] as const;
export type BasePermission = (typeof basePermissions)[number];

export interface Environment {
    readonly key: string;
    readonly at: Place;
    readonly production: boolean;
    readonly aws?: {
        readonly accountId: string;
        readonly region: string;
        readonly oidcProvider: "managed" | "external";
    };
    readonly vault?: { readonly mount: string };
    readonly deploy: Deploy;
}

/** What stands between a push and a deployment. */
export interface Deploy {
    readonly at: Place;
    /** `all`: every branch. Otherwise patterns as GitHub matches them: `*` does not match a `/`. */
    readonly branches: "all" | readonly string[];
    readonly tags: readonly string[];
    /** Teams; `owner` is the service's own team (`${owner}` in YAML). */
    readonly reviewers: readonly Reference[];
    readonly waitMinutes: number;
}

/** The reference that stands for the service's own team. */
export const ownerReference = "${owner}";

export interface Person extends Window {
    readonly key: string;
    readonly at: Place;
    readonly name: string;
    readonly email: string;
    readonly github?: GitHubAccount;
    readonly aws?: { readonly userId: string };
    readonly vault?: { readonly alias: string };
    readonly manager?: Reference;
    /**
     * The person whose other account this is: it leaves with that person and counts as them in every rule.
     */
    readonly sameAs?: Reference;
    /** The team responsible for an account that no person uses. */
    readonly machine?: Reference;
    /** Former keys, newest first: resources created under them are kept. */
    readonly previously: readonly string[];
}

export interface GitHubAccount {
    readonly login: string;
    /** GitHub's numeric id: stays when the login changes. */
    readonly id: number;
}

/** A tombstone: kept until all of the leaver's sessions have ended. */
export interface Leaver {
    readonly key: string;
    readonly at: Place;
    readonly name: string;
    /** The day, `2026-11-20`. */
    readonly left: string;
    readonly reason?: string;
    readonly email?: string;
    readonly github?: GitHubAccount;
    readonly aws?: { readonly userId: string };
    readonly vault?: { readonly alias: string };
    readonly sameAs?: Reference;
    readonly previously: readonly string[];
}

export interface Team {
    readonly key: string;
    readonly at: Place;
    readonly description: string;
    readonly parent?: Reference;
    readonly members: readonly Member[];
    readonly previously: readonly string[];
}

export interface Member extends Window {
    readonly person: string;
    readonly at: Place;
    readonly role: "member" | "maintainer";
    readonly reason?: string;
}

/** Repository permissions, weakest first. */
export const repositoryPermissions = ["pull", "triage", "push", "maintain", "admin"] as const;
export type RepositoryPermission = (typeof repositoryPermissions)[number];

export interface Role {
    readonly key: string;
    readonly at: Place;
    readonly description: string;
    readonly github?: { readonly at: Place; readonly permission: RepositoryPermission };
    readonly aws?: AwsPermissions;
    readonly vault: readonly VaultRule[];
    readonly previously: readonly string[];
}

export interface AwsPermissions {
    readonly at: Place;
    readonly sessionMinutes: number;
    readonly statements: readonly Statement[];
    /** Names of AWS managed policies, such as `SecurityAudit` or `job-function/ViewOnlyAccess`. */
    readonly managed: readonly string[];
}

/** An Allow. Its texts may contain the roster's `${...}` variables. */
export interface Statement {
    readonly at: Place;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
    /** As in IAM: operator, key, values. */
    readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export const vaultCapabilities = [
    "create",
    "read",
    "update",
    "patch",
    "delete",
    "list",
    "sudo",
    "deny",
] as const;
export type VaultCapability = (typeof vaultCapabilities)[number];

export interface VaultRule {
    readonly at: Place;
    /** Relative to the environment's KV v2 mount, unless it starts with `/`. */
    readonly path: string;
    readonly capabilities: readonly VaultCapability[];
}

export interface Grant extends Window {
    readonly at: Place;
    readonly principal: { readonly kind: "team" | "person"; readonly key: string };
    readonly role: Reference;
    /** `all`: every service in the environment. Absent: the environment itself. */
    readonly services?: "all" | readonly Reference[];
    /** Absent: only repositories. */
    readonly in?: readonly Reference[];
    readonly reason?: string;
}

export interface Service {
    readonly key: string;
    readonly at: Place;
    readonly description: string;
    /** Absent: no pipeline identity, and nothing in GitHub. */
    readonly repository?: { readonly name: string; readonly id: number };
    readonly owner: Reference;
    readonly subject: "immutable" | "legacy" | "both";
    /** `OWNER/REPOSITORY/.github/workflows/FILE@REF`: the only workflow that may use the identity. */
    readonly workflow?: string;
    readonly in: readonly Reference[];
    readonly githubEnvironment: string;
    /** Overrides these keys of the environments' deploy. */
    readonly deploy: Partial<Deploy>;
    readonly aws?: AwsPermissions;
    readonly vault: readonly VaultRule[];
    readonly variables: Readonly<Record<string, string>>;
    readonly previously: readonly string[];
}

export const secretKinds = ["generated", "aws-access-key", "vault-database", "external"] as const;
export type SecretKind = (typeof secretKinds)[number];

export interface Secret {
    readonly key: string;
    readonly at: Place;
    readonly service: Reference;
    readonly in: readonly Reference[];
    readonly kind: SecretKind;
    readonly length: number;
    readonly rotateEvery?: Seconds;
    readonly overlap: Seconds;
    readonly generation: number;
    /** Only its GitHub environment can open the value: neither state nor engine ever sees it. */
    readonly sealed?: true;
    readonly deliver: { readonly github?: string; readonly vault?: string; readonly aws?: string };
    /** For a `vault-database`: how Vault creates a login. */
    readonly database?: DatabaseRole;
    readonly reason?: string;
    readonly previously: readonly string[];
}

/** A role of an existing database secrets engine and connection. */
export interface DatabaseRole {
    readonly mount: string;
    readonly connection: string;
    readonly creationStatements: readonly string[];
    readonly revocationStatements: readonly string[];
    readonly ttl: Seconds;
    /** The limit for renewals. */
    readonly maxTtl: Seconds;
}

export interface Rules {
    readonly removals: { readonly people: number; readonly grants: number };
    readonly minimumOwners: number;
    /** By role, the longest time for which anything may give it in production. */
    readonly longestGrant: ReadonlyMap<string, { readonly at: Place; readonly longest: Seconds }>;
    readonly separation: readonly Separation[];
    readonly waivers: readonly Waiver[];
}

export interface Separation {
    readonly at: Place;
    readonly roles: readonly Reference[];
    readonly in: readonly Reference[];
    readonly reason?: string;
}

export interface Waiver extends Required<Pick<Window, "until">> {
    readonly place: Place;
    readonly rule: string;
    /** `roles.KEY`, `services.KEY`, ..., `grants`, or a grant as `person:alice/operator`. */
    readonly at: string;
    readonly reason: string;
}
