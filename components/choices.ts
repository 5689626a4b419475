/**
 * Closed sets, as constants and as types: a TypeScript program may write the text itself, and other
 * languages see an enum. Whatever comes from a program without types is checked as it is taken.
 */

/** What somebody may do with a repository, weakest first. */
export const RepositoryPermission = {
    /** Read and clone. */
    Pull: "pull",
    /** Sort issues and pull requests as well. */
    Triage: "triage",
    /** Write as well. */
    Push: "push",
    /** Manage the repository as well, but for what cannot be undone. */
    Maintain: "maintain",
    /** Everything. */
    Admin: "admin",
} as const;
export type RepositoryPermission = (typeof RepositoryPermission)[keyof typeof RepositoryPermission];

/** What somebody is in the GitHub organisation. */
export const OrganizationRole = {
    /** Has what teams and permissions give. */
    Member: "member",
    /** An owner: may everything. */
    Admin: "admin",
} as const;
export type OrganizationRole = (typeof OrganizationRole)[keyof typeof OrganizationRole];

/** What somebody is in a GitHub team. */
export const TeamRole = {
    /** Has what the team has. */
    Member: "member",
    /** May say who else is in it as well. */
    Maintainer: "maintainer",
} as const;
export type TeamRole = (typeof TeamRole)[keyof typeof TeamRole];

/** Who makes an account's OIDC provider for GitHub Actions. */
export const OidcProvider = {
    /** The component does. */
    Managed: "managed",
    /** Somebody else did: the account has it already. */
    External: "external",
} as const;
export type OidcProvider = (typeof OidcProvider)[keyof typeof OidcProvider];

/** How Vault compares a token's claims. */
export const BoundClaimsType = {
    /** By the letter. */
    String: "string",
    /** By patterns, in which `*` is anything. */
    Glob: "glob",
} as const;
export type BoundClaimsType = (typeof BoundClaimsType)[keyof typeof BoundClaimsType];

/** The two places of a secret's values. */
export const SecretSlot = {
    /** Of odd versions, where `valuesOf` says it. */
    A: "a",
    /** Of even versions, where `valuesOf` says it. */
    B: "b",
} as const;
export type SecretSlot = (typeof SecretSlot)[keyof typeof SecretSlot];
