import type { Leaver, Person, Roster } from "../model/roster";
import { vaultAlias } from "../planners/identities";
import type { Subject, System } from "./system";

type Somebody = Pick<Person | Leaver, "key" | "github" | "aws" | "vault"> & {
    readonly email?: string;
    readonly previously?: readonly string[];
};

/** Ids that systems generated and that are therefore not in the roster: the org stack's outputs have them. */
export interface KnownIds {
    readonly awsUserId?: string;
    readonly vaultEntityId?: string;
}

/**
 * Somebody in the roster, current or leaver, as the systems know them. For somebody whom the roster no
 * longer names, the coordinates of an applied access plan serve as well.
 */
export function subjectOf(roster: Roster, somebody: Somebody, known: KnownIds = {}): Subject {
    const { key, previously = [], email, github } = somebody;
    const userId = somebody.aws?.userId ?? known.awsUserId;
    const managed = roster.organization.aws?.identityCenter.users === "managed";
    // As in planners/planOrganization.ts: the user is named after the oldest key.
    const userName = managed ? (previously.at(-1) ?? key) : undefined;
    const alias = vaultAlias(roster, somebody);
    const entityId = known.vaultEntityId;
    return {
        key,
        previously,
        ...(email === undefined ? {} : { email }),
        ...(github ? { github: { id: github.id, login: github.login } } : {}),
        ...((userId ?? userName)
            ? { aws: { ...(userId ? { userId } : {}), ...(userName ? { userName } : {}) } }
            : {}),
        ...((alias ?? entityId)
            ? { vault: { ...(alias ? { alias } : {}), ...(entityId ? { entityId } : {}) } }
            : {}),
    };
}

/**
 * Whether two subjects share an account or a key: what is taken away from one is then taken from the other.
 */
export function shareAccount(one: Subject, other: Subject): boolean {
    const names = new Set(accountNames(one));
    return accountNames(other).some((name) => names.has(name));
}

function accountNames({ key, previously, email, github, aws, vault }: Subject): string[] {
    const accounts = {
        email,
        github: github?.id,
        awsUser: aws?.userId,
        awsName: aws?.userName,
        alias: vault?.alias,
        entity: vault?.entityId,
    };
    return [
        ...[key, ...previously].map((each) => `key ${each}`),
        ...Object.entries(accounts).flatMap(([kind, id]) =>
            id === undefined ? [] : [`${kind} ${String(id).toLowerCase()}`],
        ),
    ];
}

/** Whether anything is known by which the person could be found in that system. */
export function isKnownIn(subject: Subject, system: System): boolean {
    switch (system) {
        case "github":
            return subject.github !== undefined;
        case "aws":
            return Boolean(subject.aws?.userId ?? subject.aws?.userName ?? subject.email);
        case "vault":
            return Boolean(subject.vault?.alias ?? subject.vault?.entityId);
    }
}
