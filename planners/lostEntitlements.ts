import type { Roster } from "../model/roster";
import type { Entitlement, System } from "./entitlements";
import { identityOf } from "./entitlements";
import { resource } from "./resources";

/** Current keys by former keys. */
export interface Renames {
    readonly people: ReadonlyMap<string, string>;
    readonly roles: ReadonlyMap<string, string>;
    readonly services: ReadonlyMap<string, string>;
}

/** Works on as much of a roster as could be read. */
export function renamesOf({
    people,
    leavers,
    roles = new Map(),
    services = new Map(),
}: Pick<Roster, "people" | "leavers"> & Partial<Pick<Roster, "roles" | "services">>): Renames {
    return {
        people: earlierKeys([...people.values(), ...leavers.values()]),
        roles: earlierKeys(roles.values()),
        services: earlierKeys(services.values()),
    };
}

function earlierKeys(
    items: Iterable<{ readonly key: string; readonly previously: readonly string[] }>,
): Map<string, string> {
    return new Map(
        [...items].flatMap(({ key, previously }) =>
            previously.map((before) => [before, key] as const),
        ),
    );
}

/** What each person had and no longer has, by key; all keys are current ones. */
export function lostEntitlements(
    applied: readonly Entitlement[],
    current: readonly Entitlement[],
    renames: Renames,
): Map<string, Entitlement[]> {
    const kept = new Set(current.map(identityOf));
    const lost = new Map<string, Entitlement[]>();
    for (const before of applied) {
        const entitlement = renamed(before, renames);
        const [kind, person = ""] = entitlement.principal.split(":");
        if (kind !== "person" || kept.has(identityOf(entitlement))) continue;
        const others = lost.get(person);
        if (others) others.push(entitlement);
        else lost.set(person, [entitlement]);
    }
    return lost;
}

/** The entitlement under the roster's current keys: a rename takes nothing away. */
function renamed(entitlement: Entitlement, { people, roles, services }: Renames): Entitlement {
    const { principal, target, permission, system } = entitlement;
    const [kind = "", key = ""] = principal.split(":");
    const [place = "", service] = target.split("/");
    return {
        ...entitlement,
        principal: kind === "person" ? `person:${people.get(key) ?? key}` : principal,
        permission: system === "github" ? permission : (roles.get(permission) ?? permission),
        target: service === undefined ? target : `${place}/${services.get(service) ?? service}`,
    };
}

/** A leaf of a person, as state has it. */
export interface PersonalLeaf {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
}

/**
 * What can be told about access from its leaf in state, when no plan is left. The last part of the leaf's
 * name is the team, role or repository; why it was granted is no longer known.
 */
export function entitlementOfLeaf({ urn, type, name }: PersonalLeaf): Entitlement {
    const stack = urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
    const [person = "", ...rest] = name.split("/");
    const system = type.split(":")[0] as System;
    return {
        principal: `person:${person}`,
        stack,
        system,
        target: system === "github" ? `${stack}/github` : stack,
        permission: (system === "github" ? rest.join("/") : rest.at(-1)) || "member",
        because: [],
        resources: [resource(stack, `PersonAccess/${person}`, type, name)],
    };
}
