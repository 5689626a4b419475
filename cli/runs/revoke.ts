import type { Step, Summary } from "../../engine/events";
import type { Run, StackExport, Workplace } from "../../engine/run";
import { destroyTargets, exportStack, importStack } from "../../engine/run";
import { createGraph } from "../../model/graph";
import type { Instant } from "../../model/instant";
import type { Leaver, Person, Roster } from "../../model/roster";
import { findHoldings } from "../../planners/holdings";
import type { Leaf } from "../../planners/leaves";
import { environmentLeaves, organizationLeaves } from "../../planners/leaves";
import { planEnvironment } from "../../planners/planEnvironment";
import { planOrganization } from "../../planners/planOrganization";
import { organizationStack } from "../../planners/resources";
import type { StateResource } from "../../planners/revocation";
import {
    findLeaves,
    leaverKeys,
    leavesOfPeople,
    lostLeaves,
    planRevocation,
} from "../../planners/revocation";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import type { Prepared } from "./prepare";
import { findRenamedAccounts, withNewLogins } from "./renamedAccounts";
import type { StackRuns } from "./report";
import { failedSummary } from "./runStacks";

/** Whose access goes, whatever else is wrong, and what is to stay of everything else. */
export interface Expected {
    /** Keys of people who have left, under all names that they had. */
    readonly leavers: ReadonlySet<string>;
    /** The leaves that a stack is to have; undefined: nobody's but the leavers' are touched. */
    readonly leaves?: (stack: string) => readonly Leaf[];
    /** Everybody whose account in GitHub is known: it may go by another login than it did. */
    readonly people: readonly (Person | Leaver)[];
}

/**
 * The revoking phases: destroys leaves in all stacks at once, without running the program. What one
 * stack meets stops no other. Says a word on each stack in which there was something to take away.
 */
export async function revokeAccess(
    { note }: Invocation,
    { workplace, stacks }: { readonly workplace: Workplace; readonly stacks: readonly string[] },
    expected: Expected,
): Promise<StackRuns> {
    const steps: Step[] = [];
    const revokeOne = async (stack: string): Promise<Summary> => {
        const run = { ...workplace, stack, report: (step: Step) => void steps.push(step) };
        const summary = await revokeInStack(run, expected).catch((error: unknown) =>
            failedSummary(stack, error),
        );
        if (summary.deleted + summary.failed > 0 || summary.error) note(describe(summary));
        return summary;
    };
    const summaries = await Promise.all(stacks.map(revokeOne));
    return {
        summaries,
        steps: steps.filter(({ operation }) => operation === "delete"),
        skipped: [],
    };
}

function describe({ stack, deleted, seconds, error }: Summary): string {
    const what = `${stack}: ${count(deleted, "leaf", "leaves")} revoked in ${seconds.toFixed(1)} s`;
    return error === undefined ? what : `${what}, and not all of them: ${error.split("\n")[0]}`;
}

async function revokeInStack(run: Run, { leavers, leaves, people }: Expected): Promise<Summary> {
    const state = await exportStack(run);
    const resources = state.deployment.resources ?? [];
    const found = findLeaves(resources);
    const lost = new Set([
        ...leavesOfPeople(found, leavers),
        ...(leaves ? lostLeaves(found, leaves(run.stack)) : []),
    ]);
    const renamed = withNewLogins(
        state,
        findRenamedAccounts(state, people),
        new Set([...lost].map(({ urn }) => urn)),
    );
    // Where that fails, only these leaves stay: all others go none the less.
    let summary = renamed ? await replaceState(run, renamed) : nothing(run.stack);
    for (const urns of planRevocation(resources, [...lost]).calls) {
        summary = add(summary, await destroyWhatGoes(run, urns));
    }
    return summary;
}

function replaceState(run: Run, state: StackExport): Promise<Summary> {
    return importStack(run, state).then(
        () => nothing(run.stack),
        (error: unknown) => failedSummary(run.stack, error),
    );
}

/**
 * The engine refuses a whole call for one target: where it does, or where one plugin cannot start,
 * each leaf is asked for by itself, so that no other is kept by it.
 */
async function destroyWhatGoes(run: Run, urns: readonly string[]): Promise<Summary> {
    const together = await destroyTargets(run, urns);
    if (together.error === undefined || together.reason !== undefined) return together;
    const there = new Set((await stateOf(run)).map(({ urn }) => urn));
    const { error: _, ...tried } = together;
    let summary: Summary = { ...tried, failed: 0 };
    for (const urn of urns.filter((each) => there.has(each))) {
        summary = add(summary, await destroyTargets(run, [urn]));
    }
    return summary;
}

async function stateOf(run: Run): Promise<readonly StateResource[]> {
    const { deployment } = await exportStack(run);
    return deployment.resources ?? [];
}

/** The leaves of every stack that the roster names; another has none to keep. */
export function leavesOfRoster(
    roster: Roster,
    instant: Instant,
): (stack: string) => readonly Leaf[] {
    const holdings = findHoldings(createGraph(roster), instant);
    return (stack) => {
        if (stack === organizationStack) {
            return organizationLeaves(planOrganization(holdings, new Set()));
        }
        return roster.environments.has(stack)
            ? environmentLeaves(planEnvironment(holdings, stack))
            : [];
    };
}

/**
 * Takes away what the roster no longer gives, before anything is given: in every stack that the
 * backend has, those that the roster no longer names included.
 */
export function revokeBeforeApply(
    invocation: Invocation,
    { roster, instant, revocable, workplace }: Prepared,
): Promise<StackRuns> {
    return revokeAccess(
        invocation,
        { workplace, stacks: revocable },
        {
            leavers: leaverKeys(roster.people, roster.leavers, instant),
            leaves: leavesOfRoster(roster, instant),
            people: [...roster.people.values(), ...roster.leavers.values()],
        },
    );
}

/** Revoking and applying as one run of each stack. */
export function joinRuns(revoking: StackRuns, applying: StackRuns): StackRuns {
    const revoked = new Map(revoking.summaries.map((summary) => [summary.stack, summary]));
    const applied = new Set(applying.summaries.map(({ stack }) => stack));
    const joined = applying.summaries.map((summary) => {
        const before = revoked.get(summary.stack) ?? nothing(summary.stack);
        return { ...withErrors(summary, before), revoked: before.deleted };
    });
    const alone = revoking.summaries
        .filter(({ stack }) => !applied.has(stack))
        .map((summary) => ({ ...summary, deleted: 0, revoked: summary.deleted }));
    return {
        summaries: [...joined, ...alone],
        steps: [...revoking.steps, ...applying.steps],
        skipped: applying.skipped,
    };
}

function withErrors(summary: Summary, before: Summary): Summary {
    const errors = [before.error, summary.error].filter((error) => error !== undefined);
    const reason = summary.reason ?? before.reason;
    return {
        ...summary,
        failed: summary.failed + before.failed,
        seconds: Math.round((summary.seconds + before.seconds) * 10) / 10,
        ...(errors.length > 0 ? { error: errors.join("\n") } : {}),
        ...(reason ? { reason } : {}),
    };
}

function nothing(stack: string): Summary {
    return {
        stack,
        created: 0,
        updated: 0,
        deleted: 0,
        replaced: 0,
        unchanged: 0,
        failed: 0,
        seconds: 0,
    };
}

function add(one: Summary, other: Summary): Summary {
    return { ...withErrors(one, other), deleted: one.deleted + other.deleted };
}
