import type { FoundAccess, Subject } from "./system";

/** An account that has something within Rollcall's reach but belongs to nobody in the roster. */
export interface Stranger
    extends Pick<FoundAccess, "system" | "kind" | "stack" | "target" | "permission" | "what"> {
    /** How its system names it: `mallory (77)`. */
    readonly account: string;
}

/** Everyone in the roster, including leavers, by everything that a system may know them by. */
export interface Known {
    readonly githubIds: ReadonlySet<number>;
    /** Logins and e-mail addresses in lower case: an invitation has no id. */
    readonly names: ReadonlySet<string>;
    readonly userIds: ReadonlySet<string>;
    readonly userNames: ReadonlySet<string>;
    readonly entityIds: ReadonlySet<string>;
    /** In lower case. */
    readonly aliases: ReadonlySet<string>;
    readonly keys: ReadonlySet<string>;
}

export function knownOf(subjects: readonly Subject[]): Known {
    const all = <T>(of: (subject: Subject) => T | readonly T[] | undefined) =>
        new Set(subjects.flatMap((subject) => of(subject) ?? []));
    const lower = (text: string | undefined) => text?.toLowerCase();
    return {
        githubIds: all(({ github }) => github?.id),
        names: all(({ github, email }) =>
            [github?.login, email].flatMap((one) => lower(one) ?? []),
        ),
        userIds: all(({ aws }) => aws?.userId),
        userNames: all(({ aws }) => aws?.userName),
        entityIds: all(({ vault }) => vault?.entityId),
        aliases: all(({ vault }) => lower(vault?.alias)),
        keys: all(({ key, previously }) => [key, ...previously]),
    };
}
