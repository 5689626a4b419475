import { isDeepStrictEqual } from "node:util";
import type { Step, Summary } from "../../engine/events";
import { emptySummary } from "../../engine/events";
import type { Run, StackExport, Workplace } from "../../engine/run";
import { exportStack } from "../../engine/run";
import type { Leaf } from "../../planners/leaves";
import { countKinds, lessKinds } from "../../planners/removals";
import { organizationStack } from "../../planners/resources";
import type { Revision } from "../../planners/revision";
import type { StateLeaf } from "../../planners/revocation";
import {
    findLeaves,
    isInGitHub,
    leavesOfPeople,
    lostLeaves,
    planRevocation,
} from "../../planners/revocation";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import { destroyLeaves } from "./destroyLeaves";
import type { GitHubRights } from "./gitHubRights";
import { addSummaries } from "./joinRuns";
import { findRenamedAccounts, type KnownAccount, withNewLogins } from "./renamedAccounts";
import { goesByRepository, withOwnNames } from "./renamedRepositories";
import type { StackRuns } from "./report";
import type { RepositoryNames } from "./repositoryNames";
import { failedSummary } from "./runStacks";
import type { ReadableState, StackState } from "./stackStates";
import { editState, recordedRevision, withRevision } from "./stackStates";

/** Whose access goes, whatever else is wrong, and what is to stay of everything else. */
export interface Expected {
    /** Keys of people who have left, under all names that they had. */
    readonly leavers: ReadonlySet<string>;
    /** The leaves that a stack is to have; undefined: nobody's but the leavers' are touched. */
    readonly leaves?: (stack: string) => readonly Leaf[];
    /** Everybody whose account in GitHub is known, by its login of today; org waits for it alone. */
    readonly people: Promise<readonly KnownAccount[]>;
    /** By their names of today; only what goes by such a name waits for it. */
    readonly repositories: Promise<RepositoryNames | undefined>;
    /** Whether anything may be deleted from GitHub; what is elsewhere does not wait for that. */
    readonly rights: GitHubRights;
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
    const found = states.map((each) => findLost(each, expected));
    // Where one stack loses something, all take it down: one in which a leaver has nothing yet must
    // not be given an older commit, either.
    const isNothingLost = found.every((each) => "failure" in each || each.lost.length === 0);
    const revokeOne = async (found: Losing): Promise<Summary> => {
        const { stack } = found;
        const run = { ...workplace, stack, report: (step: Step) => void steps.push(step) };
        if ("failure" in found || isNothingLost) {
            const summary = "failure" in found ? found.failure : emptySummary(stack);
            if (summary.error) note(describe(summary));
            return summary;
        }
        const summary = await revokeInStack(run, found, expected).catch((error: unknown) =>
            failedSummary(stack, error),
        );
        if (summary.deleted + summary.failed > 0 || summary.error) note(describe(summary));
        return summary;
    };
    const summaries = await Promise.all(found.map(revokeOne));
    return {
        summaries,
        steps: steps.filter(({ operation }) => operation === "delete"),
        skipped: [],
    };
}

function describe({ stack, deleted, seconds, error }: Summary): string {
    if (deleted === 0 && error !== undefined) {
        return `${stack}: nothing could be revoked: ${error.split("\n")[0]}`;
    }
    const what = `${stack}: ${count(deleted, "leaf", "leaves")} revoked in ${seconds.toFixed(1)} s`;
    return error === undefined ? what : `${what}, and not all of them: ${error.split("\n")[0]}`;
}

type Losing = Exclude<StackState, ReadableState> | Lost;

/** A stack with the leaves that it loses. */
interface Lost extends ReadableState {
    readonly lost: readonly StateLeaf[];
}

function findLost(each: StackState, { leavers, leaves }: Expected): Losing {
    if ("failure" in each) return each;
    const { stack, state } = each;
    try {
        const found = findLeaves(state.deployment.resources ?? []);
        const lost = new Set([
            ...leavesOfPeople(found, leavers),
            ...(leaves ? lostLeaves(found, leaves(stack)) : []),
        ]);
        return { ...each, lost: [...lost] };
    } catch (error) {
        return { stack, failure: failedSummary(stack, error) };
    }
}

/** What something else depends on stays, and is told: the engine would refuse the whole call. */
async function revokeInStack(
    run: Run,
    { stack, state, lost }: Lost,
    expected: Expected,
): Promise<Summary> {
    const { calls, waiting } = planRevocation(state.deployment.resources ?? [], lost);
    const summary = await revokeCalls(run, { stack, state }, calls, expected);
    if (waiting.length === 0) return summary;
    const names = waiting.map((urn) => urn.split("::").slice(3).join("::")).join(", ");
    const why = `what is no leaf depends on ${names}: that goes first, with the apply`;
    return addSummaries(withheld(stack, waiting.length, why), summary);
}

/**
 * What is in GitHub goes last, and only with a token that has rights there; whatever one part meets
 * stops no other.
 */
async function revokeCalls(
    run: Run,
    { stack, state }: ReadableState,
    calls: readonly (readonly string[])[],
    expected: Expected,
): Promise<Summary> {
    const elsewhere = calls.filter((urns) => !urns.some(isInGitHub));
    const inGitHub = calls.filter((urns) => urns.some(isInGitHub));
    if (inGitHub.length === 0) return destroyCalls(run, state, elsewhere, expected);
    const inThat = (now: StackExport) =>
        revokeInGitHub(run, { stack, state: now }, inGitHub, expected);
    if (elsewhere.length === 0) return inThat(state);
    const attempt = (work: Promise<Summary>) =>
        work.catch((error: unknown) => failedSummary(stack, error));
    const summary = await attempt(destroyCalls(run, state, elsewhere, expected));
    if (summary.reason !== undefined) return summary;
    return addSummaries(summary, await attempt(exportStack(run).then(inThat)));
}

/**
 * By the names of today, and never with a token that lost its rights: to the provider GitHub's answer to
 * that is "gone already", and then no state knows any more what people still have.
 */
async function revokeInGitHub(
    run: Run,
    found: ReadableState,
    calls: readonly (readonly string[])[],
    expected: Expected,
): Promise<Summary> {
    const { stack, state } = found;
    const urns = calls.flat();
    const why = await expected.rights.ask(found, urns);
    if (why === undefined) return destroyByName(run, found, calls, expected);
    const left = `${count(urns.length, "leaf", "leaves")} left alone in GitHub, and in state: ${why}`;
    const summary = await destroyCalls(run, state, [], expected);
    return addSummaries(withheld(stack, urns.length, left), summary);
}

/** What would reach another repository than its own stays, and is told. */
async function destroyByName(
    run: Run,
    { stack, state }: ReadableState,
    calls: readonly (readonly string[])[],
    expected: Expected,
): Promise<Summary> {
    const wanted = new Set(calls.flat());
    const resources = state.deployment.resources ?? [];
    const isCalled = resources.some((each) => wanted.has(each.urn) && goesByRepository(each));
    const names = isCalled ? await expected.repositories : undefined;
    const { stranded } = withOwnNames(state, names);
    const going = calls.map((urns) => urns.filter((urn) => !stranded.has(urn)));
    const people = stack === organizationStack ? await expected.people : [];
    const urns = new Set(going.flat());
    const summary = await destroyCalls(run, state, going, expected, (now) => {
        const { state: called } = withOwnNames(now, names);
        return withNewLogins(called, findRenamedAccounts(called, people), urns) ?? called;
    });
    const kept = [...wanted].flatMap((urn) => stranded.get(urn) ?? []);
    if (kept.length === 0) return summary;
    return addSummaries(summary, withheld(stack, kept.length, kept.join("\n")));
}

function withheld(stack: string, failed: number, error: string): Summary {
    return { ...emptySummary(stack), failed, error };
}

/**
 * What goes is put on record before it goes, with the names (`calling`) by which it does. Where that
 * fails, leaves of what was renamed stay, and an older commit may be applied: all others go none the
 * less.
 */
async function destroyCalls(
    run: Run,
    state: StackExport,
    calls: readonly (readonly string[])[],
    { revision }: Pick<Expected, "revision">,
    calling: (state: StackExport) => StackExport = (now) => now,
): Promise<Summary> {
    const resources = state.deployment.resources ?? [];
    const urns = new Set(calls.flat());
    const edit = (now: StackExport) => withRecord(calling(now), revision, urns);
    const record = async () => {
        if (edit(state) !== state) await editState(run, edit);
        return emptySummary(run.stack);
    };
    const summary = await record().catch((error: unknown) => failedSummary(run.stack, error));
    return addSummaries(summary, await destroyLeaves(run, resources, calls));
}

/**
 * What is taken away is on record before it goes: a run that ends here must not be undone by an older
 * commit, nor the next one take the stack for one that shrank by itself.
 */
function withRecord(
    state: StackExport,
    revision: Expected["revision"],
    urns: ReadonlySet<string>,
): StackExport {
    const recorded = recordedRevision(state);
    if (!recorded) return state;
    const going = findLeaves(state.deployment.resources ?? []).filter(({ urn }) => urns.has(urn));
    const leaves = recorded.leaves && lessKinds(recorded.leaves, countKinds(going));
    const next = { ...recorded, ...revision, ...(leaves ? { leaves } : {}) };
    return isDeepStrictEqual(next, recorded) ? state : withRevision(state, next);
}
