import type { Roster } from "../model/roster";
import type { Entitlement } from "../planners/entitlements";
import { accountsFor, leafNames } from "./match";
import type { FoundAccess } from "./system";

/** What people who stay are to have. */
export interface Expected {
    readonly roster: Roster;
    readonly entitlements: readonly Entitlement[];
    /** The leaves of a stack, `<type>::<logical name>`. */
    readonly leaves: (stack: string) => ReadonlySet<string>;
}

/**
 * What was found of people who stay and the plan does not account for: somebody put it there by
 * hand. Only what the roster names is looked at; other teams, groups and repositories are others'.
 */
export function findStray(
    found: readonly FoundAccess[],
    { roster, entitlements, leaves }: Expected,
): FoundAccess[] {
    const byPerson = new Map<string, Entitlement[]>();
    for (const one of entitlements) {
        byPerson.set(one.principal, [...(byPerson.get(one.principal) ?? []), one]);
    }
    return found.filter((one) => {
        if (!isDeclared(one, roster)) return false;
        if (isMembershipOfSomething(one)) {
            return !leafNames(one).some(([stack, leaf]) => leaves(stack).has(leaf));
        }
        const own = byPerson.get(`person:${one.person}`) ?? [];
        return !(isGivenByGrants(one) && own.some((each) => accountsFor(each, one)));
    });
}

/** Keys, passwords and seats as a reviewer are nobody's by a grant, whatever they allow. */
function isGivenByGrants({ kind }: FoundAccess): boolean {
    return (
        kind === "membership" ||
        kind === "invitation" ||
        kind === "direct collaborator" ||
        kind === "repository invitation"
    );
}

/** What a team or a group gives is said elsewhere: it is in the plan by its leaf alone. */
function isMembershipOfSomething({ kind }: FoundAccess): boolean {
    return kind === "team membership" || kind === "group membership" || kind === "group";
}

function isDeclared(found: FoundAccess, roster: Roster): boolean {
    switch (found.kind) {
        // Somebody who stays may log in; an outside collaborator is found as collaborator too.
        case "entity":
        case "token":
        case "outside collaborator":
            return false;
        case "group membership":
        case "group":
            return found.leaves.length > 0;
        case "team membership":
            return leafNames(found).some(([, leaf]) =>
                roster.teams.has(leaf.split("::")[1]?.split("/")[1] ?? ""),
            );
        default:
            return !found.target.includes(":");
    }
}
