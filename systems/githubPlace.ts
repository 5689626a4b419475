import type { Account } from "./githubAccounts";
import { type GitHubClient, GitHubError } from "./githubClient";
import type { FoundAccess, Unread } from "./system";
import type { Vocabulary } from "./vocabulary";

/** The organisation to read. */
export interface Place {
    readonly client: GitHubClient;
    readonly owner: string;
    readonly ownerId: number;
    readonly words: Vocabulary;
}

/** Searches one kind of place where access can be; people without access there are left out. */
export type Search = (place: Place, accounts: readonly Account[]) => Promise<FoundAccess[]>;

export interface Repository {
    readonly id: number;
    readonly name: string;
}

/** The start of a repository's API paths. */
export function repositoryPath({ owner }: Place, { name }: Repository): string {
    return `repos/${owner}/${encodeURIComponent(name)}`;
}

/** What was read, or a note that it could not be. */
export async function attempt(
    work: Promise<FoundAccess[]>,
    unread: Omit<Unread, "system" | "reason">,
): Promise<{ found: FoundAccess[]; unread: Unread[] }> {
    try {
        return { found: await work, unread: [] };
    } catch (error) {
        if (!(error instanceof GitHubError)) throw error;
        return { found: [], unread: [{ system: "github", ...unread, reason: error.message }] };
    }
}
