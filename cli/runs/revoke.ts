import { isDeepStrictEqual } from "node:util";
import type { Step, Summary } from "../../engine/events";
import { emptySummary, parseUrn } from "../../engine/events";
import type { Run, StackExport, Workplace } from "../../engine/run";
import { destroyTargets, exportStack, importStack } from "../../engine/run";
import type { Leaver, Person } from "../../model/roster";
import type { Leaf } from "../../planners/leaves";
import { countKinds, lessKinds } from "../../planners/removals";
import { organizationStack } from "../../planners/resources";
import type { Revision } from "../../planners/revision";
import type { StateLeaf, StateResource } from "../../planners/revocation";
import { findLeaves, leavesOfPeople, lostLeaves, planRevocation } from "../../planners/revocation";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import { findRenamedAccounts, withNewLogins } from "./renamedAccounts";
import { goesByRepository, withOwnNames } from "./renamedRepositories";
import type { StackRuns, StackSummary } from "./report";
import type { RepositoryNames } from "./repositoryNames";
import { failedSummary } from "./runStacks";
import type { ReadableState, StackState } from "./stackStates";
import { recordedRevision, withRevision } from "./stackStates";

/** Whose access goes, whatever else is wrong, and what is to stay of everything else. */
export interface Expected {
    /** Keys of people who have left, under all names that they had. */
    readonly leavers: ReadonlySet<string>;
    /** The leaves that a stack is to have; undefined: nobody's but the leavers' are touched. */
    readonly leaves?: (stack: string) => readonly Leaf[];
    /** Everybody whose account in GitHub is known, by its login of today; org waits for it alone. */
    readonly people: Promise<readonly (Person | Leaver)[]>;
    /** By their names of today; only what goes by such a name waits for it. */
    readonly repositories: Promise<RepositoryNames | undefined>;
    /** What is recorded where something goes, before it goes. */
    readonly revision?: Pick<Revision, "commit" | "leavers">;
}

/**
 * Phases 0 and 1a: destroys leaves in all stacks at once, without running the program. What one
 * stack meets stops no other. Says a word on each stack in which there was something to take away.
 */
export async function revokeAccess(
    { note }: Invocation,
    workplace: Workplace,
    states: readonly StackState[],
    expected: Expected,
): Promise<StackRuns> {
    const steps: Step[] = [];
    const lost = new Map(
        states.flatMap((each) => ("state" in each ? [[each.stack, lostIn(each, expected)]] : [])),
    );
    // Where one stack loses something, all take it down: one in which a leaver has nothing yet must
    // not be given an older commit, either.
    const isNothingLost = [...lost.values()].every(({ length }) => length === 0);
    const revokeOne = async (found: StackState): Promise<Summary> => {
        const { stack } = found;
        const run = { ...workplace, stack, report: (step: Step) => void steps.push(step) };
        if ("failure" in found || isNothingLost) {
            const summary = "failure" in found ? found.failure : emptySummary(stack);
            if (summary.error) note(describe(summary));
            return summary;
        }
        const summary = await revokeInStack(
            run,
            found.state,
            lost.get(stack) ?? [],
            expected,
        ).catch((error: unknown) => failedSummary(stack, error));
        if (summary.deleted + summary.failed > 0 || summary.error) note(describe(summary));
        return summary;
    };
    const summaries = await Promise.all(states.map(revokeOne));
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

/** The leaves that a stack loses. */
function lostIn({ stack, state }: ReadableState, { leavers, leaves }: Expected): StateLeaf[] {
    const found = findLeaves(state.deployment.resources ?? []);
    return [
        ...new Set([
            ...leavesOfPeople(found, leavers),
            ...(leaves ? lostLeaves(found, leaves(stack)) : []),
        ]),
    ];
}

async function revokeInStack(
    run: Run,
    state: StackExport,
    wanted: readonly StateLeaf[],
    { people, repositories, revision }: Expected,
): Promise<Summary> {
    const urns = new Set(wanted.map(({ urn }) => urn));
    const accounts =
        run.stack === organizationStack ? findRenamedAccounts(state, await people) : [];
    const renamed = withNewLogins(state, accounts, urns) ?? state;
    const names = wanted.some(goesByRepository) ? await repositories : undefined;
    const { state: named, stranded } = withOwnNames(renamed, names);
    const lost = wanted.filter(({ urn }) => !stranded.has(urn));
    const recorded = withRecord(named, revision, lost);
    // Where that fails, leaves of a renamed account stay, and an older commit may be applied: all
    // others go none the less.
    let summary = recorded === state ? emptySummary(run.stack) : await replaceState(run, recorded);
    const resources = state.deployment.resources ?? [];
    for (const urns of planRevocation(resources, lost).calls) {
        summary = add(summary, await destroyWhatGoes(run, urns));
    }
    const kept = wanted.flatMap(({ urn }) => stranded.get(urn) ?? []);
    if (kept.length === 0) return summary;
    const error = kept.join("\n");
    return add(summary, { ...emptySummary(run.stack), failed: kept.length, error });
}

/**
 * What is taken away is on record before it goes: a run that ends here must not be undone by an older
 * commit, nor the next one take the stack for one that shrank by itself.
 */
function withRecord(
    state: StackExport,
    revision: Expected["revision"],
    lost: readonly StateLeaf[],
): StackExport {
    const recorded = recordedRevision(state);
    if (!recorded) return state;
    const leaves = recorded.leaves && lessKinds(recorded.leaves, countKinds(lost));
    const next = { ...recorded, ...revision, ...(leaves ? { leaves } : {}) };
    return isDeepStrictEqual(next, recorded) ? state : withRevision(state, next);
}

function replaceState(run: Run, state: StackExport): Promise<Summary> {
    return importStack(run, state).then(
        () => emptySummary(run.stack),
        (error: unknown) => failedSummary(run.stack, error),
    );
}

type Split = (urns: readonly string[]) => readonly (readonly string[])[];

const bySystem: Split = (urns) => {
    const systems = new Map<string, string[]>();
    for (const urn of urns) {
        const system = parseUrn(urn).type.split(":")[0] ?? "";
        systems.set(system, [...(systems.get(system) ?? []), urn]);
    }
    return [...systems.values()];
};
const oneByOne: Split = (urns) => urns.map((urn) => [urn]);

/**
 * The engine refuses a whole call for one target, or where one plugin cannot start: then each system
 * is asked by itself, and where that fails too, each leaf, so that no other is kept by it.
 */
async function destroyWhatGoes(
    run: Run,
    urns: readonly string[],
    [split, ...finer]: readonly Split[] = [bySystem, oneByOne],
): Promise<Summary> {
    const together = await destroyTargets(run, urns);
    if (together.error === undefined || together.reason !== undefined || !split) return together;
    const { error: _, ...tried } = together;
    let summary: Summary = { ...tried, failed: 0 };
    for (const part of split(urns)) {
        const there = new Set((await stateOf(run)).map(({ urn }) => urn));
        const left = part.filter((urn) => there.has(urn));
        if (left.length > 0) summary = add(summary, await destroyWhatGoes(run, left, finer));
    }
    return summary;
}

async function stateOf(run: Run): Promise<readonly StateResource[]> {
    const { deployment } = await exportStack(run);
    return deployment.resources ?? [];
}

/**
 * Phases of each stack as one run. What a phase before the last deleted was revoked; what it changed
 * is changed once more by none of the others.
 */
export function joinRuns(before: StackRuns, after: StackRuns): StackRuns {
    const stacks = new Set([...after.summaries, ...before.summaries].map(({ stack }) => stack));
    const one = (runs: StackRuns, stack: string): StackSummary =>
        runs.summaries.find((summary) => summary.stack === stack) ?? emptySummary(stack);
    return {
        ...before,
        ...after,
        summaries: [...stacks].map((stack) => {
            const [first, last] = [one(before, stack), one(after, stack)];
            return {
                ...withErrors(last, first),
                created: first.created + last.created,
                updated: first.updated + last.updated,
                revoked: first.revoked ?? first.deleted,
            };
        }),
        steps: [...before.steps, ...after.steps],
    };
}

/**
 * The same without what a stack met that was then applied as a whole: whatever could not be taken away
 * at first (it was gone already, or somebody held the stack) is gone now. It was said when it was met.
 */
export function overcome(taken: StackRuns, applied: StackRuns): StackRuns {
    const whole = new Set(
        applied.summaries.filter(({ error }) => error === undefined).map(({ stack }) => stack),
    );
    return {
        ...taken,
        summaries: taken.summaries.map((summary) => {
            if (!whole.has(summary.stack)) return summary;
            const { error: _, reason: __, ...rest } = summary;
            return { ...rest, failed: 0 };
        }),
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

function add(one: Summary, other: Summary): Summary {
    return { ...withErrors(one, other), deleted: one.deleted + other.deleted };
}
