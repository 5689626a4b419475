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
    /** Where it is, `oidc`: `auth/` comes before it, and no slash after. */
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

/** Key: path. What a JWT auth mount checks tokens against. */
export interface VaultJwtBackend {
    readonly path: string;
    /** Of its auth mount. */
    readonly accessor: string;
    readonly type: "jwt" | "oidc";
    readonly boundIssuer: string;
    readonly defaultRole: string;
    /** Empty: any asymmetric algorithm. */
    readonly supportedAlgorithms: readonly string[];
    /** What else was given, under the names that Pulumi has for it. */
    readonly settings: Readonly<Record<string, unknown>>;
}

/** Key: backend/name. */
export interface VaultJwtRole {
    readonly backend: string;
    /** In small letters, as Vault writes it. */
    readonly name: string;
    readonly roleType: "jwt" | "oidc";
    readonly userClaim: string;
    readonly boundAudiences: readonly string[];
    readonly boundSubject: string;
    readonly boundClaimsType: "string" | "glob";
    readonly boundClaims: Readonly<Record<string, readonly string[]>>;
    /** In seconds; 0 is Vault's own choice, -1 none. */
    readonly leeway: {
        readonly expiration: number;
        readonly notBefore: number;
        readonly clockSkew: number;
    };
    readonly token: VaultTokenSettings;
    /** What else was given, under the names that Pulumi has for it. */
    readonly settings: Readonly<Record<string, unknown>>;
}

/** What a role says of the tokens that it hands out; times in seconds, 0 is none. */
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
    /** What else was given, under the names that Pulumi has for it. */
    readonly customMetadata?: Readonly<Record<string, unknown>>;
}

export interface VaultKvVersion {
    readonly version: number;
    /** In plain text: whoever may read it from the service may read it here. */
    readonly data: Readonly<Record<string, unknown>>;
    readonly createdTime: string;
    /** It is hidden, but can be brought back. */
    readonly deletionTime?: string;
}

/** Key: mount/name. What a database secrets engine reaches a database by, which is not in the world. */
export interface VaultDatabaseConnection {
    readonly mount: string;
    readonly name: string;
    /** Names, in which a `*` stands for anything. */
    readonly allowedRoles: readonly string[];
}

/** Key: mount/name. How the engine makes a login. */
export interface VaultDatabaseRole {
    readonly mount: string;
    readonly name: string;
    /** The connection, which may come later: Vault looks for it when somebody asks. */
    readonly dbName: string;
    readonly creationStatements: readonly string[];
    readonly revocationStatements: readonly string[];
    /** In seconds; 0 is Vault's own choice. */
    readonly defaultTtl: number;
    readonly maxTtl: number;
    readonly credentialType: string;
    /** What else was given, under the names that Pulumi has for it. */
    readonly settings: Readonly<Record<string, unknown>>;
}

/** Key: accessor. The token itself is told once, to whoever logged in. */
export interface VaultToken {
    readonly accessor: string;
    /** By which a token is found, and which does not give it away. */
    readonly digest: string;
    readonly displayName: string;
    /** Where it comes from, `auth/jwt/login`. */
    readonly path: string;
    readonly role?: string;
    /** Those of identity are added at every request. */
    readonly policies: readonly string[];
    readonly entityId: string;
    readonly issueTime: string;
    readonly expireTime: string;
    /** No renewal goes beyond it. */
    readonly explicitMaxTtl: number;
}

/** Key: id. What a token was given, such as a database login: revoked with it. */
export interface VaultLease {
    /** `database/creds/checkout/...`; that of a token is `auth/jwt/login/...`. */
    readonly id: string;
    readonly accessor: string;
    readonly issueTime: string;
    readonly expireTime: string;
}
