import { departed } from "../../planners/departures";
import { organizationStack } from "../../planners/resources";
import type { Stranger } from "../../systems/stranger";
import { findStray } from "../../systems/stray";
import { subjectOf } from "../../systems/subject";
import type { AccessReader, Canary, FoundAccess, System } from "../../systems/system";
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
    // Only a whole run has a certificate that says what is still there of who left.
    const subjects = everybody
        .filter(({ key }) => !whole || !gone.has(key))
        .map((somebody) => subjectOf(roster, somebody));
    const planned = leavesOfRoster(roster, instant);
    const leaves = new Map(
        stacks.map((stack) => [
            stack,
            new Set(planned(stack).map(({ type, name }) => `${type}::${name}`)),
        ]),
    );
    const found: FoundAccess[] = [];
    const strangers: Stranger[] = [];
    const unread = new Set<string>();
    const failures: string[] = [];
    const known = everybody.map((somebody) => subjectOf(roster, somebody));
    // Where nobody has anything there may be nothing by which a reader could be seen to see.
    const holds = (system: System) =>
        plan.entitlements.some(
            (one) =>
                one.system === system &&
                stacks.includes(one.stack) &&
                one.via === undefined &&
                one.principal.startsWith("person:"),
        );
    for (const reader of readers.filter(({ system }) => isIn(system, stacks))) {
        const { system } = reader;
        const fail = ({ message }: Error) => void failures.push(`${system}: ${message}`);
        const canary = await sing(reader);
        if (!canary.ok) {
            if (holds(system)) fail(new Error(canary.reason));
            else unread.add(`${system}: ${canary.reason}`);
            continue;
        }
        const search = await reader.find(subjects).catch(fail);
        found.push(...(search?.found ?? []));
        for (const { target, reason } of search?.unread ?? []) {
            unread.add(`${system}: ${target === undefined ? "" : `${target}: `}${reason}`);
        }
        strangers.push(...((await reader.strangers(known).catch(fail)) ?? []));
    }
    const inStacks = <T extends { readonly stack: string }>(all: readonly T[]) =>
        all.filter(({ stack }) => leaves.has(stack));
    const stray = findStray(inStacks(found), {
        roster,
        entitlements: plan.entitlements,
        leaves: (stack) => leaves.get(stack) ?? new Set(),
    });
    return {
        findings: [
            ...stray.map((one) => ({ person: one.person, ...what(one) })),
            ...inStacks(strangers).map((one) => ({ account: one.account, ...what(one) })),
        ],
        unseen: [...failures, ...unread],
        blind: failures.length > 0,
    };
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
