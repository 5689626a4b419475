import type { Summary } from "../../engine/events";
import type { Run } from "../../engine/run";
import { exportStack, refreshTargets, upStack } from "../../engine/run";
import type { Roster } from "../../model/roster";
import { organizationStack } from "../../planners/resources";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import { addSummaries } from "./joinRuns";
import type { PoliciesOf } from "./policies";
import { asPreviewed, isStopped, stoppedBy } from "./policies";
import type { Prepared } from "./prepare";
import { stagesOf } from "./prepare";
import { findRenamedAccounts } from "./renamedAccounts";
import { withOwnNames } from "./renamedRepositories";
import type { StackRuns } from "./report";
import { changes } from "./report";
import type { RepositoryNames } from "./repositoryNames";
import { failedSummary, runStacks } from "./runStacks";
import { seedSandbox } from "./sandboxGround";
import { editState, recordedRevision, withRevision } from "./stackStates";

/** What is known before anything is given. */
export interface Ground {
    readonly previews: StackRuns;
    readonly policiesOf: PoliciesOf;
    /** Stacks that have on record just what the roster declares. */
    readonly settled: ReadonlySet<string>;
    /** Of GitHub; undefined: not looked up. */
    readonly repositories: RepositoryNames | undefined;
}

/**
 * The apply phase: makes every stack what the roster says. A policy that any stack breaks stops all of
 * them before anything is made; what a preview cannot know yet, the policies judge again as it is made.
 */
export async function provision(
    invocation: Invocation,
    { mode, roster, stacks, existing, workplace }: Prepared,
    { previews, policiesOf, settled, repositories }: Ground,
): Promise<StackRuns> {
    if (isStopped(previews)) return stoppedBy(previews);
    const previewed = new Map(previews.summaries.map((preview) => [preview.stack, preview]));
    const known = (stack: string) => {
        const preview = previewed.get(stack);
        const nothingToDo = preview && changes(preview) === 0 && settled.has(stack);
        return preview && (preview.error !== undefined || nothingToDo)
            ? asPreviewed(preview)
            : undefined;
    };
    const work = { workplace, stages: stagesOf(stacks), known };
    const runs = await runStacks(invocation, work, async (run) => {
        const isThere = existing.includes(run.stack);
        if (isThere && repositories) await followRepositories(run, repositories);
        const failed =
            run.stack === organizationStack && isThere
                ? await forgetRenamed(invocation, run, roster)
                : undefined;
        const summary = failed ?? (await upStack(run, { policyPacks: policiesOf(run.stack) }));
        if (summary.failed === 0) return summary;
        return forgetCounts(run).then(
            () => summary,
            (error: unknown) => addSummaries(summary, failedSummary(run.stack, error)),
        );
    });
    // Now that nothing refers to them any more, the accounts of those who left can go.
    await seedSandbox(invocation, mode, roster);
    return runs;
}

/**
 * A stack in which something failed has on record how many leaves it was to have. It has fewer, and the
 * next run would take it for one that shrank by itself.
 */
function forgetCounts(run: Run): Promise<void> {
    return editState(run, (state) => {
        const recorded = recordedRevision(state);
        if (!recorded?.leaves) return state;
        const { leaves: _, ...revision } = recorded;
        return withRevision(state, revision);
    });
}

/**
 * What is replaced, and what goes at the end, is deleted by the repository's name in state, which may
 * be another one's by now.
 */
function followRepositories(run: Run, repositories: RepositoryNames): Promise<void> {
    return editState(run, (state) => withOwnNames(state, repositories).state);
}

/**
 * Makes the org stack forget the leaves of accounts that go by another login now, so that they are
 * made anew under that; answers what went wrong.
 */
async function forgetRenamed(
    { note }: Invocation,
    { report: _, ...run }: Run,
    roster: Roster,
): Promise<Summary | undefined> {
    const renamed = findRenamedAccounts(await exportStack(run), roster.people.values());
    if (renamed.length === 0) return undefined;
    for (const { person, from, to, urns } of renamed) {
        const leaves = count(urns.length, "leaf", "leaves");
        note(`org: ${person} is ${to} in GitHub now, no longer ${from}: reading back ${leaves}`);
    }
    const targets = renamed.flatMap(({ urns }) => urns);
    const summary = await refreshTargets(run, targets);
    return summary.error === undefined ? undefined : summary;
}
