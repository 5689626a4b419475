import type { Change, Step, Summary } from "../../engine/events";
import { emptySummary } from "../../engine/events";
import type { Run, Workplace } from "../../engine/run";
import { previewStack, upTargets } from "../../engine/run";
import { findNarrowing } from "../../planners/narrowing";
import { mapLimited } from "../../systems/mapLimited";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import type { PoliciesOf } from "./policies";
import type { StackRuns } from "./report";
import { isInterrupted } from "./report";
import { mostAtOnce, runStacks } from "./runStacks";
import { type HostingWorkplace, tellPrograms } from "./tellPrograms";

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
 * The program is told that it narrows, and then a roster that is refused will do.
 */
export async function narrowStacks(
    invocation: Invocation,
    {
        workplace,
        stacks,
        going,
        isSure,
        digest,
    }: {
        workplace: HostingWorkplace;
        stacks: readonly string[];
        /** Whether more than this is to follow: a program that refuses to give narrows all the same. */
        going: boolean;
        /** Whether what goes by a name in GitHub goes by its own. */
        isSure: (urn: string) => boolean;
        digest: string;
    },
    packsOf: PoliciesOf,
): Promise<Narrowing> {
    const told = await tellPrograms(workplace, { ROLLCALL_NARROWING: digest });
    const changes = new Map<string, Change[]>();
    const previewOne = (run: Run) => {
        const found: Change[] = [];
        changes.set(run.stack, found);
        const announce = (change: Change) => void found.push(change);
        return previewStack({ ...run, announce }, { policyPacks: packsOf(run.stack) });
    };
    const previewing = { workplace: going ? workplace : told, stages: [stacks] };
    const previews = await runStacks(invocation, { ...previewing, tense: "planned" }, previewOne);
    if (isInterrupted(previews)) return { previews, narrowed: none };
    const targets = new Map(
        [...changes].flatMap(([stack, found]) => {
            const urns = findNarrowing(found)
                .map(({ urn }) => urn)
                .filter(isSure);
            return urns.length > 0 ? [[stack, urns] as const] : [];
        }),
    );
    const narrowed = await narrow(invocation, told, targets);
    return { previews, narrowed };
}

const none = { summaries: [], steps: [], skipped: [] };

async function narrow(
    { note }: Invocation,
    workplace: Workplace,
    targets: ReadonlyMap<string, readonly string[]>,
): Promise<StackRuns> {
    const steps: Step[] = [];
    const narrowOne = async (stack: string, urns: readonly string[]): Promise<Summary> => {
        const report = (step: Step) => void (step.operation !== "same" && steps.push(step));
        const summary = await upEach({ ...workplace, stack, report }, urns);
        const { created, updated, failed, seconds, error, reason } = summary;
        const what = `${count(created + updated, "resource")} narrowed in ${seconds.toFixed(1)} s`;
        note(
            `${stack}: ${what}${error === undefined ? "" : `, and not all: ${error.split("\n")[0]}`}`,
        );
        // What stays as it is is counted when the stack is applied.
        return {
            ...emptySummary(stack),
            ...{ created, updated, failed, seconds },
            ...(error === undefined ? {} : { error }),
            ...(reason === undefined ? {} : { reason }),
        };
    };
    const summaries: Summary[] = [];
    await mapLimited([...targets], mostAtOnce, async (each) => {
        if (!isInterrupted({ summaries })) summaries.push(await narrowOne(...each));
    });
    return { summaries, steps, skipped: [] };
}

/** All at once, and where that fails one by one: none is kept by another. */
async function upEach(run: Run, urns: readonly string[]): Promise<Summary> {
    const together = await upTargets(run, urns);
    if (together.error === undefined || together.reason !== undefined) return together;
    const { error: _, ...tried } = together;
    let summary: Summary = { ...tried, failed: 0 };
    for (const urn of urns) {
        const alone = await upTargets(run, [urn]);
        const errors = [summary.error, alone.error].filter((error) => error !== undefined);
        summary = {
            ...summary,
            created: summary.created + alone.created,
            updated: summary.updated + alone.updated,
            failed: summary.failed + alone.failed,
            seconds: summary.seconds + alone.seconds,
            ...(errors.length > 0 ? { error: errors.join("\n") } : {}),
            ...(alone.reason === undefined ? {} : { reason: alone.reason }),
        };
        // Whoever holds the stack, or ends this run, does so for the next one as well.
        if (alone.reason !== undefined) break;
    }
    return summary;
}
