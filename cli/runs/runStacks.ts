import { availableParallelism } from "node:os";
import type { Step, Summary } from "../../engine/events";
import { emptySummary } from "../../engine/events";
import type { Run, Workplace } from "../../engine/run";
import { EngineError } from "../../engine/run";
import { mapLimited } from "../../systems/mapLimited";
import type { Invocation } from "../invocation";
import { createProgress } from "./progress";
import type { StackRuns, Tense } from "./report";
import { isInterrupted } from "./report";

export interface Work {
    readonly workplace: Workplace;
    /** Stacks that may be run side by side, stage after stage. */
    readonly stages: readonly (readonly string[])[];
    readonly tense?: Tense;
    /** What is known of a stack that need not be run; nothing is said of it. */
    readonly known?: (stack: string) => Summary | undefined;
}

/** At least two at a time: an engine mostly waits. */
export const mostAtOnce = Math.max(2, availableParallelism());

/**
 * Runs stacks in stages, those of a stage side by side. One that fails stops no other, but after an
 * interruption none is begun.
 */
export async function runStacks(
    invocation: Invocation,
    { workplace, stages, tense = "done", known }: Work,
    operate: (run: Run) => Promise<Summary>,
): Promise<StackRuns> {
    const progress = createProgress(invocation, tense);
    const steps: Step[] = [];
    const summaries: Summary[] = [];
    const report = (step: Step) => {
        progress.step(step);
        if (step.operation !== "same") steps.push(step);
    };
    const runOne = async (stack: string): Promise<Summary[]> => {
        if (isInterrupted({ summaries })) return [];
        const found = known?.(stack);
        if (found) return [found];
        progress.begin(stack);
        const summary = await operate({ ...workplace, stack, report }).catch((error: unknown) =>
            failedSummary(stack, error),
        );
        summaries.push(summary);
        progress.end(summary);
        return [summary];
    };
    try {
        const results: Summary[] = [];
        for (const stage of stages) {
            results.push(...(await mapLimited(stage, mostAtOnce, runOne)).flat());
        }
        const begun = results.map(({ stack }) => stack);
        const skipped = stages.flat().filter((stack) => !begun.includes(stack));
        return { summaries: results, steps, skipped };
    } finally {
        progress.close();
    }
}

/** Something that has no summary of its own failed, whatever it was: that is this stack's failure. */
export function failedSummary(stack: string, error: unknown): Summary {
    const reason = error instanceof EngineError ? error.reason : undefined;
    return {
        ...emptySummary(stack),
        error: error instanceof Error ? error.message : String(error),
        ...(reason ? { reason } : {}),
    };
}
