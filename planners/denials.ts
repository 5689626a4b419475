import type { Instant } from "../model/instant";
import { compare } from "../model/problem";
import { endOfLastSession, longestSession } from "./lastSession";
import type { EnvironmentSpec } from "./planEnvironment";

/** Who could use a permission set when its stack was last applied. */
export interface PermissionSetUse {
    /** The role's name. */
    readonly role: string;
    readonly sessionMinutes: number;
    /** Identity Center ids, sorted. */
    readonly userIds: readonly string[];
}

/** Somebody who could use a permission set and no longer may: a session of theirs may still be open. */
export interface Denial {
    /** The role's name. */
    readonly role: string;
    readonly userId: string;
    /** When the last session ends, in milliseconds since 1970. */
    readonly until: Instant;
}

/** Who can use which permission set according to this plan. */
export function findUses(
    { roles, people }: EnvironmentSpec,
    userIds: Readonly<Record<string, string>>,
): PermissionSetUse[] {
    const users = new Map<string, string[]>();
    for (const { key, aws } of people) {
        const id = Object.hasOwn(userIds, key) ? userIds[key] : undefined;
        if (id === undefined) continue;
        for (const { role } of aws) users.set(role, [...(users.get(role) ?? []), id]);
    }
    return roles.flatMap(({ name, aws }) => {
        const ids = users.get(name);
        if (!aws || !ids) return [];
        return { role: name, sessionMinutes: aws.sessionMinutes, userIds: ids.sort(compare) };
    });
}

/**
 * Whom each permission set must deny everything: those who could use it and no longer may, until the
 * removal + the longest session + an hour. A denial that has run its time is dropped only if the membership
 * was read back as absent before anything was removed (`isAbsent`); else its time begins anew, for a session
 * may be opened as long as the membership is there.
 */
export function planDenials(
    { roles }: Pick<EnvironmentSpec, "roles">,
    uses: readonly PermissionSetUse[],
    before: { readonly uses: readonly PermissionSetUse[]; readonly denials: readonly Denial[] },
    instant: Instant,
    isAbsent: (denial: Denial) => boolean,
): Denial[] {
    const names = new Map(
        roles
            .filter(({ aws }) => aws !== undefined)
            .flatMap(({ name, previously }) => [name, ...previously].map((each) => [each, name])),
    );
    const used = new Set(uses.flatMap(({ role, userIds }) => userIds.map((id) => `${role} ${id}`)));
    const lost = before.uses.flatMap(({ role, sessionMinutes, userIds }) =>
        userIds.map((userId) => ({
            role,
            userId,
            until: endOfLastSession(instant, sessionMinutes),
        })),
    );
    const open = before.denials.flatMap((denial) => {
        if (instant < denial.until) return [denial];
        if (isAbsent(denial)) return [];
        return [{ ...denial, until: endOfLastSession(instant, longestSession) }];
    });
    const denials = new Map<string, Denial>();
    for (const { role: earlier, userId, until } of [...open, ...lost]) {
        // If the role is gone its permission set is deleted, and every session with it.
        const role = names.get(earlier);
        const key = `${role} ${userId}`;
        if (role === undefined || used.has(key)) continue;
        denials.set(key, { role, userId, until: Math.max(until, denials.get(key)?.until ?? 0) });
    }
    return [...denials.values()].sort(
        (a, b) => compare(a.role, b.role) || compare(a.userId, b.userId),
    );
}
