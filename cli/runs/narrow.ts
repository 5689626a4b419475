import type { Change, Summary } from "../../engine/events";
import { emptySummary } from "../../engine/events";
import type { Run, Workplace } from "../../engine/run";
import { previewStack, upTargets } from "../../engine/run";
import { isNarrowing } from "../../planners/narrowing";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import type { PoliciesOf } from "./policies";
import type { StackRuns } from "./report";
import { runStacks } from "./runStacks";

export interface Narrowing {
    /** What the engine would do, and what policies say of it. */
    readonly previews: StackRuns;
    /** What was taken away. */
    readonly narrowed: StackRuns;
}

/**
 * Phase 1b: previews stacks, and makes at once exactly those changes that only take something away
 * from what stays: a role or a permission that is lowered, a statement that goes, a denial that comes.
 *
 * The program is told that it narrows, and then a roster that breaks rules will do.
 */
export async function narrowStacks(
    invocation: Invocation,
    {
        workplace,
        stacks,
        sound,
    }: { workplace: Workplace; stacks: readonly string[]; sound: boolean },
    packsOf: PoliciesOf,
): Promise<Narrowing> {
    const told = {
        ...workplace,
        environment: { ...workplace.environment, ROLLCALL_NARROWING: "1" },
    };
    const changes = new Map<string, Change[]>();
    const previewOne = (run: Run) => {
        const found: Change[] = [];
        changes.set(run.stack, found);
        const announce = (change: Change) => void found.push(change);
        return previewStack({ ...run, announce }, { policyPacks: packsOf(run.stack) });
    };
    const previewing = { workplace: sound ? workplace : told, stages: [stacks] };
    const previews = await runStacks(invocation, { ...previewing, tense: "planned" }, previewOne);
    const targets = new Map(
        [...changes].flatMap(([stack, found]) => {
            const urns = found.filter(isNarrowing).map(({ urn }) => urn);
            return urns.length > 0 ? [[stack, urns] as const] : [];
        }),
    );
    const narrowed = await runStacks(
        invocation,
        { workplace: told, stages: [[...targets.keys()]] },
        (run) => narrowOne(invocation, run, targets.get(run.stack) ?? []),
    );
    return { previews, narrowed };
}

async function narrowOne(
    { note }: Invocation,
    run: Run,
    urns: readonly string[],
): Promise<Summary> {
    const summary = await upTargets(run, urns);
    note(`${run.stack}: ${count(summary.updated + summary.created, "resource")} narrowed`);
    const { stack, failed, seconds, error } = summary;
    return {
        ...emptySummary(stack),
        updated: summary.updated,
        created: summary.created,
        failed,
        seconds,
        ...(error === undefined ? {} : { error }),
    };
}
