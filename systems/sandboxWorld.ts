import type { AccessKind, FoundAccess, System } from "./system";
import type { Vocabulary } from "./vocabulary";

/**
 * What is read of a sandbox's world. The world has more; this folder does not know the sandbox, and the
 * compiler compares the two where a reader is given a world (cli/runs/readers.ts).
 */
export interface SandboxObjects {
    readonly "github/organizations": { readonly id: number; readonly login: string };
    readonly "github/accounts": { readonly id: number; readonly login: string };
    readonly "github/repositories": { readonly id: number; readonly name: string };
    readonly "github/members": {
        readonly accountId: number;
        readonly role: string;
        readonly state: string;
    };
    readonly "github/teams": { readonly id: number; readonly slug: string };
    readonly "github/teamMembers": { readonly teamId: number; readonly accountId: number };
    readonly "github/collaborators": {
        readonly repositoryId: number;
        readonly accountId: number;
        readonly permission: string;
    };
    readonly "github/environments": {
        readonly repositoryId: number;
        readonly name: string;
        readonly reviewers: {
            readonly teams: readonly number[];
            readonly users: readonly number[];
        };
    };
    readonly "aws/identityStores": {
        readonly identityStoreId: string;
        readonly instanceArn: string;
    };
    readonly "aws/users": {
        readonly userId: string;
        readonly userName: string;
        readonly attributes: Readonly<Record<string, unknown>>;
    };
    readonly "aws/groups": { readonly groupId: string; readonly displayName: string };
    readonly "aws/groupMemberships": {
        readonly membershipId: string;
        readonly groupId: string;
        readonly userId: string;
    };
    readonly "aws/permissionSets": { readonly arn: string; readonly name: string };
    readonly "aws/inlinePolicies": {
        readonly permissionSetArn: string;
        readonly document: unknown;
    };
    readonly "aws/accountAssignments": {
        readonly permissionSetArn: string;
        readonly principalType: string;
        readonly principalId: string;
        readonly targetId: string;
    };
    readonly "vault/authMounts": {
        readonly accessor: string;
        readonly path: string;
        readonly type: string;
    };
    readonly "vault/entities": {
        readonly id: string;
        readonly name: string;
        readonly disabled: boolean;
        readonly policies: readonly string[];
    };
    readonly "vault/entityAliases": {
        readonly name: string;
        readonly mountAccessor: string;
        readonly canonicalId: string;
    };
    readonly "vault/groups": {
        readonly id: string;
        readonly name: string;
        readonly memberEntityIds: readonly string[];
    };
    readonly "vault/tokens": {
        readonly accessor: string;
        readonly displayName: string;
        readonly policies: readonly string[];
        readonly entityId: string;
        readonly expireTime: string;
    };
    readonly "vault/leases": { readonly id: string; readonly accessor: string };
}

type Name = keyof SandboxObjects;

export interface SandboxReader {
    list<C extends Name>(collection: C): readonly SandboxObjects[C][];
    read<C extends Name>(collection: C, key: string | number): SandboxObjects[C] | undefined;
}

export interface SandboxTransaction extends SandboxReader {
    put<C extends Name>(collection: C, key: string | number, object: SandboxObjects[C]): void;
    remove(collection: Name, key: string | number): void;
}

export interface SandboxWorld extends SandboxReader {
    transaction<T>(work: (world: SandboxTransaction) => T): Promise<T>;
}

/** The world of one system, with the words of one roster. */
export interface SandboxPlace {
    readonly world: SandboxReader;
    readonly words: Vocabulary;
}

export type SandboxRemoval = (world: SandboxTransaction, ids: FoundAccess["ids"]) => void;
export type SandboxRemovals = Readonly<Partial<Record<AccessKind, SandboxRemoval>>>;

/** Undefined where the user has none. */
export function emailOf({ attributes }: SandboxObjects["aws/users"]): string | undefined {
    return (attributes.emails as { readonly value?: string } | undefined)?.value;
}

/** What all things of a kind found in the sandbox have in common. */
export function found(
    system: System,
    place: { readonly person: string; readonly stack: string; readonly target: string },
    what: Pick<FoundAccess, "kind" | "permission" | "what" | "ids"> & { leaves?: string[] },
): FoundAccess {
    const { leaves = [], ...rest } = what;
    return { system, ...place, ...rest, leaves };
}
