import type { Instant } from "../model/instant";
import type { Leaver, Person } from "../model/roster";
import type { Leaf } from "./leaves";
import { componentType, token } from "./resources";

/** A resource in a stack's state. */
export interface StateResource {
    readonly urn: string;
    readonly custom: boolean;
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
    readonly deletedWith?: string;
}

/** A leaf in a stack's state. */
export interface StateLeaf {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** True for what a person has, as opposed to a team, a role or a service. */
    readonly personal: boolean;
}

/** Which types are leaves under which component: nothing else is ever destroyed to revoke access. */
const leafTypes: Readonly<Record<string, readonly string[]>> = {
    [componentType.PersonAccess]: [
        token.membership,
        token.teamMembership,
        token.collaborator,
        token.groupMembership,
        token.vaultGroupMembers,
    ],
    [componentType.TeamAccess]: [token.teamRepository],
    [componentType.RoleAccess]: [token.assignment],
    [componentType.WorkloadIdentity]: [token.workloadRole, token.workloadJwtRole],
    [componentType.RotatedSecret]: [token.githubSecret],
};

/** The leaves in a state, recognised by their URNs alone. */
export function findLeaves(resources: readonly StateResource[]): StateLeaf[] {
    return resources.flatMap(({ urn, custom }) => {
        const [, , path = "", ...name] = urn.split("::");
        const [type = "", parent = ""] = path.split("$").reverse();
        if (!custom || !leafTypes[parent]?.includes(type)) return [];
        const personal = parent === componentType.PersonAccess;
        return [{ urn, type, name: name.join("::"), personal }];
    });
}

/**
 * The keys of everyone who has left: leavers, people past their end, and all of their other accounts, under
 * all current and former keys. Works on whatever could be read of a broken roster.
 */
export function leaverKeys(
    people: ReadonlyMap<string, Person>,
    leavers: ReadonlyMap<string, Leaver>,
    instant: Instant,
): Set<string> {
    const isGone = (key: string): boolean => {
        if (leavers.has(key)) return true;
        const person = people.get(key);
        return person?.until !== undefined && person.until <= instant;
    };
    const gone = [...people.values()].filter(
        ({ key, sameAs }) => isGone(key) || (sameAs !== undefined && isGone(sameAs.key)),
    );
    return new Set(
        [...leavers.values(), ...gone].flatMap(({ key, previously }) => [key, ...previously]),
    );
}

/** The keys of these people and of all their accounts, current and former. */
export function accountsOf(
    people: ReadonlyMap<string, Person>,
    leavers: ReadonlyMap<string, Leaver>,
    named: readonly string[],
): Set<string> {
    const all = [...people.values(), ...leavers.values()];
    const mains = new Set(named.map((key) => people.get(key)?.sameAs?.key ?? key));
    const same = all.filter(
        (one) => mains.has(one.key) || ("sameAs" in one && mains.has(one.sameAs?.key ?? "")),
    );
    return new Set([...named, ...same.flatMap(({ key, previously }) => [key, ...previously])]);
}

/** The leaves of the people with these keys: their names begin with the key. */
export function leavesOfPeople(
    leaves: readonly StateLeaf[],
    keys: ReadonlySet<string>,
): StateLeaf[] {
    return leaves.filter(({ personal, name }) => personal && keys.has(name.split("/")[0] ?? ""));
}

/** Leaves that the plan no longer has under any of their names. */
export function lostLeaves<T extends Pick<StateLeaf, "type" | "name">>(
    leaves: readonly T[],
    planned: readonly Leaf[],
): T[] {
    const held = new Set(
        planned.flatMap(({ type, name, previously }) =>
            [name, ...previously].map((each) => `${type}::${each}`),
        ),
    );
    return leaves.filter(({ type, name }) => !held.has(`${type}::${name}`));
}

/** Leaves to destroy, in successive calls, and those that must wait. */
export interface Revocation {
    readonly calls: readonly (readonly string[])[];
    /** Leaves that something other than a leaf depends on: they wait until that is gone. */
    readonly waiting: readonly string[];
}

/**
 * Plans how to destroy leaves by target. The engine refuses a whole call if something else depends on a
 * target: a dependent that is itself a leaf is destroyed along with it; any other dependent makes the
 * target wait.
 *
 * What is in GitHub goes into calls of its own, so that the rest does not wait for it, and memberships of
 * the organisation into the last one: the engine forgets a team membership whose `deletedWith` is deleted
 * in the same call without asking GitHub, even if that delete fails.
 */
export function planRevocation(
    resources: readonly StateResource[],
    lost: readonly Pick<StateLeaf, "urn">[],
): Revocation {
    const leaves = new Map(findLeaves(resources).map((leaf) => [leaf.urn, leaf]));
    const dependents = dependentsOf(resources);
    const [elsewhere, inGitHub, waiting] = [
        new Set<string>(),
        new Set<string>(),
        new Set<string>(),
    ];
    for (const { urn } of lost) {
        const closed = closeOver(urn, dependents);
        if (closed.every((each) => leaves.has(each))) {
            const group = closed.some(isInGitHub) ? inGitHub : elsewhere;
            for (const each of closed) group.add(each);
        } else waiting.add(urn);
    }
    const isMembership = (urn: string) => leaves.get(urn)?.type === token.membership;
    const calls = [
        [...elsewhere].filter((urn) => !inGitHub.has(urn)),
        [...inGitHub].filter((urn) => !isMembership(urn)),
        [...inGitHub].filter(isMembership),
    ];
    return {
        calls: calls.filter(({ length }) => length > 0).map((urns) => urns.sort()),
        waiting: [...waiting],
    };
}

/** The targets of one call for those leaves that still exist, with whatever depends on them by now. */
export function targetsIn(resources: readonly StateResource[], urns: readonly string[]): string[] {
    const wanted = findLeaves(resources).filter(({ urn }) => urns.includes(urn));
    return planRevocation(resources, wanted).calls.flat();
}

/** Whether a resource is in GitHub. */
export function isInGitHub(urn: string): boolean {
    const [, , path = ""] = urn.split("::");
    return path.slice(path.lastIndexOf("$") + 1).startsWith("github:");
}

function dependentsOf(resources: readonly StateResource[]): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const { urn, custom, dependencies, propertyDependencies, deletedWith } of resources) {
        if (!custom) continue; // an empty component stays, and the next apply drops it
        const on = [
            ...(dependencies ?? []),
            ...Object.values(propertyDependencies ?? {}).flatMap((each) => each ?? []),
            ...(deletedWith ? [deletedWith] : []),
        ];
        for (const each of new Set(on)) found.set(each, [...(found.get(each) ?? []), urn]);
    }
    return found;
}

function closeOver(urn: string, dependents: ReadonlyMap<string, readonly string[]>): string[] {
    const found = new Set([urn]);
    for (const each of found)
        for (const dependent of dependents.get(each) ?? []) found.add(dependent);
    return [...found];
}
