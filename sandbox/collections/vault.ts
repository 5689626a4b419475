/** What the world holds of Vault: one namespace of one server. */
export interface VaultCollections {
    readonly "vault/servers": VaultServer;
    readonly "vault/mounts": VaultMount;
    readonly "vault/authMounts": VaultAuthMount;
    readonly "vault/policies": VaultPolicy;
    readonly "vault/entities": VaultEntity;
    readonly "vault/entityAliases": VaultEntityAlias;
    readonly "vault/groups": VaultGroup;
    readonly "vault/jwtBackends": VaultJwtBackend;
    readonly "vault/jwtRoles": VaultJwtRole;
    readonly "vault/kvSecrets": VaultKvSecret;
    readonly "vault/databaseConnections": VaultDatabaseConnection;
    readonly "vault/databaseRoles": VaultDatabaseRole;
    readonly "vault/tokens": VaultToken;
    readonly "vault/leases": VaultLease;
}

/** Key: `server`. */
export interface VaultServer {
    readonly address: string;
    /** Absent for the root namespace. */
    readonly namespace?: string;
}

/** Key: path. A KV version 2 secrets engine. */
export interface VaultMount {
    readonly path: string;
}

/** Key: accessor. An auth method. */
export interface VaultAuthMount {
    readonly accessor: string;
    /** Its path without the leading `auth/` and the trailing slash, such as `oidc`. */
    readonly path: string;
    readonly type: string;
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
    /** The entity that a login under this name is mapped to. */
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

/** Key: path. How a JWT auth mount verifies tokens. */
export interface VaultJwtBackend {
    readonly path: string;
    /** The accessor of its auth mount. */
    readonly accessor: string;
    readonly type: "jwt" | "oidc";
    readonly boundIssuer: string;
    readonly defaultRole: string;
    /** If empty, any asymmetric algorithm. */
    readonly supportedAlgorithms: readonly string[];
    /** The remaining settings that were given, under Pulumi's names. */
    readonly settings: Readonly<Record<string, unknown>>;
}

/** Key: backend/name. */
export interface VaultJwtRole {
    readonly backend: string;
    /** In lower case, as Vault stores it. */
    readonly name: string;
    readonly roleType: "jwt" | "oidc";
    readonly userClaim: string;
    readonly boundAudiences: readonly string[];
    readonly boundSubject: string;
    readonly boundClaimsType: "string" | "glob";
    readonly boundClaims: Readonly<Record<string, readonly string[]>>;
    /** In seconds; 0 means Vault's default, -1 none. */
    readonly leeway: {
        readonly expiration: number;
        readonly notBefore: number;
        readonly clockSkew: number;
    };
    readonly token: VaultTokenSettings;
    /** The remaining settings that were given, under Pulumi's names. */
    readonly settings: Readonly<Record<string, unknown>>;
}

/** A role's settings for the tokens that it issues; times in seconds, 0 for none. */
export interface VaultTokenSettings {
    readonly policies: readonly string[];
    readonly noDefaultPolicy: boolean;
    readonly ttl: number;
    readonly maxTtl: number;
    readonly explicitMaxTtl: number;
    readonly period: number;
    readonly numUses: number;
    readonly type: string;
}

/** Key: mount/name. */
export interface VaultKvSecret {
    readonly mount: string;
    readonly name: string;
    /** Oldest first. */
    readonly versions: readonly VaultKvVersion[];
    /** The remaining settings that were given, under Pulumi's names. */
    readonly customMetadata?: Readonly<Record<string, unknown>>;
}

export interface VaultKvVersion {
    readonly version: number;
    /** In plain text: anyone who may read it from the service may read it here. */
    readonly data: Readonly<Record<string, unknown>>;
    readonly createdTime: string;
    /** When the version was soft-deleted; it can be undeleted. */
    readonly deletionTime?: string;
}

/** Key: mount/name. How a database secrets engine reaches a database; the database is not in the world. */
export interface VaultDatabaseConnection {
    readonly mount: string;
    readonly name: string;
    /** Role names, which may contain `*` as a wildcard. */
    readonly allowedRoles: readonly string[];
}

/** Key: mount/name. How the engine creates a login. */
export interface VaultDatabaseRole {
    readonly mount: string;
    readonly name: string;
    /** The connection. It may be created later: Vault looks it up only when somebody asks for a login. */
    readonly dbName: string;
    readonly creationStatements: readonly string[];
    readonly revocationStatements: readonly string[];
    /** In seconds; 0 means Vault's default. */
    readonly defaultTtl: number;
    readonly maxTtl: number;
    readonly credentialType: string;
    /** The remaining settings that were given, under Pulumi's names. */
    readonly settings: Readonly<Record<string, unknown>>;
}

/** Key: accessor. The token itself is returned once, at login. */
export interface VaultToken {
    readonly accessor: string;
    /** Finds a token without revealing it. */
    readonly digest: string;
    readonly displayName: string;
    /** The path that issued it, such as `auth/jwt/login`. */
    readonly path: string;
    readonly role?: string;
    /** Without those of the entity and its groups, which are added at every request. */
    readonly policies: readonly string[];
    readonly entityId: string;
    readonly issueTime: string;
    readonly expireTime: string;
    /** Renewal cannot extend the token beyond this. */
    readonly explicitMaxTtl: number;
}

/** Key: id. Something issued to a token, such as a database login; revoked together with the token. */
export interface VaultLease {
    /** `database/creds/checkout/...`; for a token's own lease, `auth/jwt/login/...`. */
    readonly id: string;
    readonly accessor: string;
    readonly issueTime: string;
    readonly expireTime: string;
}
