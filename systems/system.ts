import type { Instant } from "../model/instant";
import type { System } from "../planners/entitlements";

import type { Stranger } from "./stranger";

export type { System } from "../planners/entitlements";

/** Somebody as the systems know her. Ids decide; names may be out of date. */
export interface Subject {
    /** Her key in the roster, and every key that she had before. */
    readonly key: string;
    readonly previously: readonly string[];
    readonly email?: string;
    /** The id never changes; the login is the last that was known. */
    readonly github?: { readonly id: number; readonly login: string };
    readonly aws?: { readonly userId?: string; readonly userName?: string };
    readonly vault?: { readonly alias?: string; readonly entityId?: string };
}

/** What a thing is that gives access, in the words of its system. */
export const accessKinds = [
    // GitHub
    "membership",
    "invitation",
    "team membership",
    "direct collaborator",
    "outside collaborator",
    "repository invitation",
    "environment reviewer",
    "deploy key",
    // AWS
    "group membership",
    "account assignment",
    "user access key",
    "console password",
    // Vault
    "entity",
    "entity policies",
    "group",
    "token",
] as const;
export type AccessKind = (typeof accessKinds)[number];

/** Something that gives a person access, as a system has it now. */
export interface FoundAccess {
    /** Key of the subject. */
    readonly person: string;
    readonly system: System;
    readonly kind: AccessKind;
    readonly stack: string;
    /** As in an entitlement; where no word of the roster fits, `org/repository:NAME` or `account:ID`. */
    readonly target: string;
    readonly permission: string;
    /** For people, in the system's own names: `team payments`. */
    readonly what: string;
    /** What it would be in state, by every name that the roster knows for it; none: not of Rollcall's. */
    readonly leaves: readonly string[];
    /** With which `remove` finds it again. */
    readonly ids: Readonly<Record<string, string | number>>;
}

/** A place where access could be and that could not be read. */
export interface Unread {
    readonly system: System;
    /** Absent: anywhere in the system. */
    readonly target?: string;
    readonly reason: string;
}

export interface Findings {
    readonly found: readonly FoundAccess[];
    readonly unread: readonly Unread[];
}

/** Whether a reader is able to see, and how that was found out. */
export interface Canary {
    readonly ok: boolean;
    readonly reason: string;
}

/** Something that makes access useless though it may be there. */
export interface Block {
    readonly person: string;
    readonly system: System;
    readonly kind: "deny" | "disabled entity";
    readonly stack: string;
    /** In the system's own names: `permission set prod.payments.developer`. */
    readonly what: string;
    /** What in state it stands in, by every name that the roster knows; none: everything in the system. */
    readonly resources: readonly string[];
    /** False where it is there and does not act: then `reason` says why. */
    readonly acting: boolean;
    readonly reason?: string;
}

/** A session, or what stands for one, that was open when it was looked for. */
export interface EndedSession {
    readonly person: string;
    readonly system: System;
    /** `unseen`: whatever may be open where nobody was able to look. */
    readonly kind: "workflow run" | "authorized credential" | "token" | "unseen";
    readonly what: string;
    readonly ended: boolean;
    /** When a later look showed that it was over. */
    readonly endedAt?: Instant;
    /** With which the system finds it again. */
    readonly ids?: Readonly<Record<string, string | number>>;
    /** When it ends by itself, where it was not ended and that is known. */
    readonly until?: Instant;
    readonly reason?: string;
}

/** A declared account as its system has it. */
export interface ResolvedAccount {
    readonly person: string;
    readonly declared: string;
    /** Absent: there is no such account any more. */
    readonly actual?: string;
    readonly matches: boolean;
}

/** A repository by the name that it has now. */
export interface NamedRepository {
    readonly id: number;
    readonly owner: string;
    /** Without its owner. */
    readonly name: string;
}

/**
 * Reads access back from one system, and takes away what is left of it.
 *
 * What is found is there; what is not found is absent only where the canary is well and nothing
 * that matters is among the unread. Each call reads anew. Every method throws an error that names
 * what was asked and what was answered, and never a credential.
 */
export interface AccessReader {
    readonly system: System;
    /** Reads what must be there, so that an absence can be told from blindness. */
    canary(): Promise<Canary>;
    find(subjects: readonly Subject[]): Promise<Findings>;
    /** Accounts in Rollcall's reach that are none of these people's: a list each, not a call a person. */
    strangers(known: readonly Subject[]): Promise<readonly Stranger[]>;
    /** What stands in the way of these people, whatever they may still have. */
    blocks(subjects: readonly Subject[], instant: Instant): Promise<Block[]>;
    /** Takes away what `find` found; what is gone already is no error. */
    remove(found: FoundAccess): Promise<void>;
    /** Of those that were open before it tells again that they are, unless it sees that they are over. */
    endSessions(subject: Subject, open?: readonly EndedSession[]): Promise<EndedSession[]>;
    /** Looks the declared accounts up by their ids; absent where the system has nothing to compare. */
    resolve?(subjects: readonly Subject[]): Promise<ResolvedAccount[]>;
    /**
     * The repositories that are shown, and where each of the declared ones is that is not among them;
     * absent where nothing goes by a repository's name.
     */
    nameRepositories?(ids: readonly number[]): Promise<NamedRepository[]>;
}
