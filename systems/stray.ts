import type { Roster } from "../model/roster";
import type { Entitlement } from "../planners/entitlements";
import { accountsFor, leafNames } from "./match";
import type { FoundAccess } from "./system";

/** What people who stay are supposed to have. */
export interface Expected {
    readonly roster: Roster;
    readonly entitlements: readonly Entitlement[];
    /** The leaves of a stack, as `<type>::<logical name>`. */
    readonly leaves: (stack: string) => ReadonlySet<string>;
}

/**
 * What people who stay have and the plan does not explain: somebody granted it by hand. Only what the
 * roster names is considered; other teams, groups and repositories are other people's business.
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

/** Keys, passwords and reviewer seats are never given by a grant, whatever it allows. */
function isGivenByGrants({ kind }: FoundAccess): boolean {
    return (
        kind === "membership" ||
        kind === "invitation" ||
        kind === "direct collaborator" ||
        kind === "repository invitation"
    );
}

/** What a team or group grants is judged elsewhere: such a membership is in the plan only as a leaf. */
function isMembershipOfSomething({ kind }: FoundAccess): boolean {
    return kind === "team membership" || kind === "group membership" || kind === "group";
}

function isDeclared(found: FoundAccess, roster: Roster): boolean {
    switch (found.kind) {
        // Somebody who stays may have a login; an outside collaborator is found as a collaborator too.
        case "entity":
        case "alias":
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
