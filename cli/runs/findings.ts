import { departed } from "../../planners/departures";
import { organizationStack } from "../../planners/resources";
import { findStray } from "../../systems/stray";
import { subjectOf } from "../../systems/subject";
import type { FoundAccess, System } from "../../systems/system";
import type { Invocation } from "../invocation";
import type { Finding } from "./certified";
import type { Issuing } from "./issueCertificates";
import { leavesOfRoster } from "./rails";

/**
 * What people who stay have in these stacks, and nothing in the roster gives them. Rollcall takes
 * nothing away that it did not give: somebody has to look at it.
 */
export async function findFindings(
    { note }: Invocation,
    { roster, plan, readers, clock }: Issuing,
    stacks: readonly string[],
): Promise<Finding[]> {
    const instant = clock();
    const gone = new Set(departed(roster.people, roster.leavers, instant).map(({ key }) => key));
    const subjects = [...roster.people.values()]
        .filter(({ key }) => !gone.has(key))
        .map((person) => subjectOf(roster, person));
    const planned = leavesOfRoster(roster, instant);
    const leaves = new Map(
        stacks.map((stack) => [
            stack,
            new Set(planned(stack).map(({ type, name }) => `${type}::${name}`)),
        ]),
    );
    const found: FoundAccess[] = [];
    for (const reader of readers.filter(({ system }) => isIn(system, stacks))) {
        const canary = await reader.canary();
        if (canary.ok) found.push(...(await reader.find(subjects)).found);
        else note(`${reader.system}: not searched for access by hand: ${canary.reason}`);
    }
    const { entitlements } = plan;
    const inStacks = found.filter(({ stack }) => leaves.has(stack));
    return findStray(inStacks, {
        roster,
        entitlements,
        leaves: (stack) => leaves.get(stack) ?? new Set(),
    }).map(({ person, system, stack, target, permission, what }) => ({
        person,
        system,
        stack,
        target,
        permission,
        what,
    }));
}

function isIn(system: System, stacks: readonly string[]): boolean {
    return stacks.some((stack) => (system === "github") === (stack === organizationStack));
}
