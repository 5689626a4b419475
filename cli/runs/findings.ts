import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import { departed } from "../../planners/departures";
import type { AccessPlan } from "../../planners/planAccess";
import { organizationStack } from "../../planners/resources";
import type { Stranger } from "../../systems/stranger";
import { findStray } from "../../systems/stray";
import { subjectOf } from "../../systems/subject";
import type { AccessReader, Canary, FoundAccess, Subject, System } from "../../systems/system";
import type { Finding } from "./certified";
import type { Issuing } from "./issueCertificates";
import { leavesOfRoster } from "./rails";

export interface Searched {
    readonly findings: readonly Finding[];
    /** Where nobody was able to look: nothing that may be there was found. */
    readonly unseen: readonly string[];
    /** Whole systems of those: no run may say that all is well there. */
    readonly blind: boolean;
}

/**
 * What people who stay have in these stacks though nothing in the roster gives it, and what accounts
 * have that are nobody's of the roster; in a run over some stacks alone, what who left still has, too.
 * Rollcall takes nothing away that it did not give: somebody has to look at it.
 */
export async function findFindings(
    { roster, plan, readers, clock }: Issuing,
    stacks: readonly string[],
    { whole }: { readonly whole: boolean },
): Promise<Searched> {
    const instant = clock();
    const gone = new Set(departed(roster.people, roster.leavers, instant).map(({ key }) => key));
    const everybody = [...roster.people.values(), ...roster.leavers.values()];
    const subjectsOf = (some: typeof everybody) =>
        some.map((somebody) => subjectOf(roster, somebody));
    const looking = {
        known: subjectsOf(everybody),
        // Only a whole run has a certificate that says what is still there of who left.
        subjects: subjectsOf(everybody.filter(({ key }) => !whole || !gone.has(key))),
    };
    const looks: Look[] = [];
    for (const reader of readers.filter(({ system }) => isIn(system, stacks))) {
        const holds = isHeld(plan, reader.system, stacks);
        looks.push(await look(reader, { ...looking, holds }));
    }
    const leaves = plannedLeaves(roster, instant, stacks);
    const inStacks = <T extends { readonly stack: string }>(all: readonly T[]) =>
        all.filter(({ stack }) => leaves.has(stack));
    const stray = findStray(inStacks(looks.flatMap(({ found }) => found)), {
        roster,
        entitlements: plan.entitlements,
        leaves: (stack) => leaves.get(stack) ?? new Set(),
    });
    const strangers = inStacks(looks.flatMap((each) => each.strangers));
    const failures = looks.flatMap((each) => each.failures);
    const unread = new Set(looks.flatMap((each) => each.unread));
    return {
        findings: [
            ...stray.map((one) => ({ person: one.person, ...what(one) })),
            ...strangers.map((one) => ({ account: one.account, ...what(one) })),
        ],
        unseen: [...failures, ...unread],
        blind: failures.length > 0,
    };
}

/** What one reader made out, and where it could not look. */
interface Look {
    readonly found: readonly FoundAccess[];
    readonly strangers: readonly Stranger[];
    /** Why the system, or all strangers in it, were not seen. */
    readonly failures: readonly string[];
    readonly unread: readonly string[];
}

interface Looking {
    readonly subjects: readonly Subject[];
    /** Everybody whom the roster names. */
    readonly known: readonly Subject[];
    /** Whether there must be something to see. */
    readonly holds: boolean;
}

async function look(reader: AccessReader, { subjects, known, holds }: Looking): Promise<Look> {
    const { system } = reader;
    const canary = await sing(reader);
    if (!canary.ok) {
        const unseen = [`${system}: ${canary.reason}`];
        return {
            found: [],
            strangers: [],
            failures: holds ? unseen : [],
            unread: holds ? [] : unseen,
        };
    }
    const failures: string[] = [];
    const fail = ({ message }: Error) => void failures.push(`${system}: ${message}`);
    const search = await reader.find(subjects).catch(fail);
    const strangers = await reader.strangers(known).catch(fail);
    return {
        found: search?.found ?? [],
        strangers: strangers ?? [],
        failures,
        unread: (search?.unread ?? []).map(
            ({ target, reason }) =>
                `${system}: ${target === undefined ? "" : `${target}: `}${reason}`,
        ),
    };
}

/** Where nobody has anything there may be nothing by which a reader could be seen to see. */
function isHeld({ entitlements }: AccessPlan, system: System, stacks: readonly string[]): boolean {
    return entitlements.some(
        (one) =>
            one.system === system &&
            stacks.includes(one.stack) &&
            one.via === undefined &&
            one.principal.startsWith("person:"),
    );
}

function plannedLeaves(
    roster: Roster,
    instant: Instant,
    stacks: readonly string[],
): Map<string, Set<string>> {
    const planned = leavesOfRoster(roster, instant);
    return new Map(
        stacks.map((stack) => [
            stack,
            new Set(planned(stack).map(({ type, name }) => `${type}::${name}`)),
        ]),
    );
}

function sing(reader: AccessReader): Promise<Canary> {
    return reader.canary().catch((error: Error) => ({ ok: false, reason: error.message }));
}

function what({ system, stack, target, permission, what }: FoundAccess | Stranger) {
    return { system, stack, target, permission, what };
}

function isIn(system: System, stacks: readonly string[]): boolean {
    return stacks.some((stack) => (system === "github") === (stack === organizationStack));
}
