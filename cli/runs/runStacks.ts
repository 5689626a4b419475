import { availableParallelism } from "node:os";
import type { Step, Summary } from "../../engine/events";
import type { Run, Workplace } from "../../engine/run";
import type { Invocation } from "../invocation";
import { createProgress } from "./progress";
import type { Tense } from "./report";
import { runLimited } from "./runLimited";

/** What several stacks' runs came to. */
export interface StackRuns {
    /** In the order in which the stacks were given; those after an interruption are missing. */
    readonly summaries: readonly Summary[];
    /** Everything but what stayed as it is. */
    readonly steps: readonly Step[];
}

export interface Work {
    readonly workplace: Workplace;
    /** Stacks that may be run side by side, stage after stage. */
    readonly stages: readonly (readonly string[])[];
    readonly tense?: Tense;
}

/** At least two at a time: an engine mostly waits. */
const limit = Math.max(2, availableParallelism());

/**
 * Runs stacks in stages, those of a stage side by side. One that fails stops no other, but after an
 * interruption none is begun.
 */
export async function runStacks(
    invocation: Invocation,
    { workplace, stages, tense = "done" }: Work,
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
        if (summaries.some(({ reason }) => reason === "interrupted")) return [];
        progress.begin(stack);
        const summary = await operate({ ...workplace, stack, report });
        summaries.push(summary);
        progress.end(summary);
        return [summary];
    };
    try {
        const results: Summary[] = [];
        for (const stage of stages) {
            const tasks = stage.map((stack) => () => runOne(stack));
            results.push(...(await runLimited(tasks, limit)).flat());
        }
        return { summaries: results, steps };
    } finally {
        progress.close();
    }
}
