import type { Instant } from "../model/instant";
import type { System } from "../planners/entitlements";

import type { Stranger } from "./stranger";

export type { System } from "../planners/entitlements";

/** Somebody as the systems know them. Ids decide; names may be out of date. */
export interface Subject {
    /** The key in the roster, and every earlier key. */
    readonly key: string;
    readonly previously: readonly string[];
    readonly email?: string;
    /** The id never changes; the login is the last one known. */
    readonly github?: { readonly id: number; readonly login: string };
    readonly aws?: { readonly userId?: string; readonly userName?: string };
    readonly vault?: { readonly alias?: string; readonly entityId?: string };
}

/** The kinds of things that give access, in the words of their system. */
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
    "alias",
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
    /** As in an entitlement; where the roster has no word for it, `org/repository:NAME` or `account:ID`. */
    readonly target: string;
    readonly permission: string;
    /** For people, with the system's own name: `team payments`. */
    readonly what: string;
    /** Its names in state, by every name that the roster knows for it; empty: it is not Rollcall's. */
    readonly leaves: readonly string[];
    /** By these, `remove` finds it again. */
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

/** Something that makes access useless although it may exist. */
export interface Block {
    readonly person: string;
    readonly system: System;
    readonly kind: "deny" | "disabled entity";
    readonly stack: string;
    /** With the system's own name: `permission set prod.payments.developer`. */
    readonly what: string;
    /** What it blocks in state, by every name that the roster knows; empty: everything in the system. */
    readonly resources: readonly string[];
    /** False where it exists but does not take effect: then `reason` says why. */
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
    /** By these, the system finds it again. */
    readonly ids?: Readonly<Record<string, string | number>>;
    /** When it ends by itself, where it was not ended and that time is known. */
    readonly until?: Instant;
    readonly reason?: string;
}

/** A declared account as its system has it. */
export interface ResolvedAccount {
    readonly person: string;
    readonly declared: string;
    /** Absent: the account no longer exists. */
    readonly actual?: string;
    readonly matches: boolean;
}

/** A repository by its current name. */
export interface NamedRepository {
    readonly id: number;
    readonly owner: string;
    /** Without its owner. */
    readonly name: string;
}

/**
 * Reads access back from one system, and removes what is left of it.
 *
 * What is found exists; what is not found is absent only if the canary is well and nothing relevant is
 * among the unread. Each call reads again. Every method throws an error that names what was asked and
 * what was answered, and never a credential.
 */
export interface AccessReader {
    readonly system: System;
    /** Reads what must be there, so that an absence can be told from blindness. */
    canary(): Promise<Canary>;
    find(subjects: readonly Subject[]): Promise<Findings>;
    /**
     * Accounts within Rollcall's reach that belong to none of these people: one list each, not a
     * call per person.
     */
    strangers(known: readonly Subject[]): Promise<readonly Stranger[]>;
    /** What blocks these people, whatever they may still have. */
    blocks(subjects: readonly Subject[], instant: Instant): Promise<Block[]>;
    /** Removes what `find` found; what is already gone is no error. */
    remove(found: FoundAccess): Promise<void>;
    /** Sessions in `open` are reported again as open, unless they are seen to be over. */
    endSessions(subject: Subject, open?: readonly EndedSession[]): Promise<EndedSession[]>;
    /** Looks the declared accounts up by their ids; absent where the system has nothing to compare. */
    resolve?(subjects: readonly Subject[]): Promise<ResolvedAccount[]>;
    /**
     * The repositories that are shown, and where each declared one is that is not among them; absent where
     * nothing is found by a repository's name.
     */
    nameRepositories?(ids: readonly number[]): Promise<NamedRepository[]>;
}
