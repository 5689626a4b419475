import type { Instant } from "../model/instant";
import type { System } from "../planners/entitlements";

import type { Stranger } from "./stranger";

export type { System } from "../planners/entitlements";

/** A person as the systems know them. Ids decide; names may be out of date. */
export interface Subject {
    /** The key in the roster, and all former keys. */
    readonly key: string;
    readonly previously: readonly string[];
    readonly email?: string;
    /** The id never changes; the login is the last one known. */
    readonly github?: { readonly id: number; readonly login: string };
    readonly aws?: { readonly userId?: string; readonly userName?: string };
    readonly vault?: { readonly alias?: string; readonly entityId?: string };
}

/** The kinds of things that give access, in each system's own words. */
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
    /** The subject's key. */
    readonly person: string;
    readonly system: System;
    readonly kind: AccessKind;
    readonly stack: string;
    /**
     * As in an entitlement; for something the roster has no word for, `org/repository:NAME` or
     * `account:ID`.
     */
    readonly target: string;
    readonly permission: string;
    /** For readers, with the system's own name: `team payments`. */
    readonly what: string;
    /** Its names in state, under every name that the roster knows for it; empty if it is not Rollcall's. */
    readonly leaves: readonly string[];
    /** What `remove` needs to find it again. */
    readonly ids: Readonly<Record<string, string | number>>;
}

/** A place where there could be access and that could not be read. */
export interface Unread {
    readonly system: System;
    /** Absent if it could be anywhere in the system. */
    readonly target?: string;
    readonly reason: string;
}

export interface Findings {
    readonly found: readonly FoundAccess[];
    readonly unread: readonly Unread[];
}

/** Whether a reader is able to see, and how that was established. */
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
    /**
     * What it blocks in state, under every name that the roster knows; empty if it blocks everything in the
     * system.
     */
    readonly resources: readonly string[];
    /** False if it exists but does not take effect; then `reason` says why. */
    readonly acting: boolean;
    readonly reason?: string;
}

/** A session, or something that stands for one, that was open when it was searched for. */
export interface EndedSession {
    readonly person: string;
    readonly system: System;
    /** `unseen`: whatever may be open where nobody was able to look. */
    readonly kind: "workflow run" | "authorized credential" | "token" | "unseen";
    readonly what: string;
    readonly ended: boolean;
    /** When a later reading showed that it was over. */
    readonly endedAt?: Instant;
    /** What identifies it in the system. */
    readonly ids?: Readonly<Record<string, string | number>>;
    /** When it ends by itself, if it was not ended and that time is known. */
    readonly until?: Instant;
    readonly reason?: string;
}

/** A declared account as its system has it. */
export interface ResolvedAccount {
    readonly person: string;
    readonly declared: string;
    /** Absent if the account no longer exists. */
    readonly actual?: string;
    readonly matches: boolean;
}

/** The organisation's repositories that are shown, and others that were asked for by id. */
export interface NamedRepositories {
    readonly named: readonly NamedRepository[];
    /** Why the organisation may have others; undefined: it has none. */
    readonly hidden?: string;
}

/** A repository under its current name. */
export interface NamedRepository {
    readonly id: number;
    readonly owner: string;
    /** Without its owner. */
    readonly name: string;
}

/**
 * Reads access back from one system, and removes what is left of it.
 *
 * What is found exists; what is not found is absent only if the canary succeeds and nothing relevant is
 * among the unread. Each call reads afresh. Every method throws errors that say what was asked and what was
 * answered, and never contain a credential.
 */
export interface AccessReader {
    readonly system: System;
    /** Reads what must be there, so that absence can be told from blindness. */
    canary(): Promise<Canary>;
    find(subjects: readonly Subject[]): Promise<Findings>;
    /**
     * Accounts within Rollcall's reach that belong to none of these people; costs a list each, not a call
     * per person.
     */
    strangers(known: readonly Subject[]): Promise<readonly Stranger[]>;
    /** What blocks these people, whatever they may still have. */
    blocks(subjects: readonly Subject[], instant: Instant): Promise<Block[]>;
    /** Removes what `find` found; something that is already gone is not an error. */
    remove(found: FoundAccess): Promise<void>;
    /** Sessions in `open` are reported as open again unless they are seen to be over. */
    endSessions(subject: Subject, open?: readonly EndedSession[]): Promise<EndedSession[]>;
    /** Looks up the declared accounts by id; absent if the system has nothing to compare. */
    resolve?(subjects: readonly Subject[]): Promise<ResolvedAccount[]>;
    /**
     * The repositories that are shown, and the whereabouts of each declared one that is not among them;
     * absent if nothing is found by a repository's name.
     */
    nameRepositories?(ids: readonly number[]): Promise<NamedRepositories>;
}
