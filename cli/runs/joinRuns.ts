import type { Step, Summary } from "../../engine/events";
import { emptySummary } from "../../engine/events";
import type { StackRuns, StackSummary } from "./report";

/**
 * Phases of each stack as one run. What a phase before the last deleted was revoked; what it changed
 * is one change, whatever the last made of it.
 */
export function joinRuns(before: StackRuns, after: StackRuns): StackRuns {
    const stacks = new Set([...after.summaries, ...before.summaries].map(({ stack }) => stack));
    const one = (runs: StackRuns, stack: string): StackSummary =>
        runs.summaries.find((summary) => summary.stack === stack) ?? emptySummary(stack);
    const again = changedIn(after.steps);
    const changed = before.steps.filter((step) => isChange(step) && !step.failed);
    return {
        ...before,
        ...after,
        summaries: [...stacks].map((stack) => {
            const [first, last] = [one(before, stack), one(after, stack)];
            const own = changed.filter((step) => step.stack === stack);
            const twice = own.filter(({ urn }) => again.has(urn));
            const lessTwice = (name: "created" | "updated", operation: string) =>
                first[name] - twice.filter((step) => step.operation === operation).length;
            return {
                ...withErrors(last, first),
                created: lessTwice("created", "create") + last.created,
                updated: lessTwice("updated", "update") + last.updated,
                // The last phase met them as they are by now.
                unchanged: Math.max(0, last.unchanged - (own.length - twice.length)),
                revoked: first.revoked ?? first.deleted,
            };
        }),
        steps: [
            ...before.steps.filter(
                (step) => step.failed || !isChange(step) || !again.has(step.urn),
            ),
            ...after.steps,
        ],
    };
}

function changedIn(steps: readonly Step[]): ReadonlySet<string> {
    return new Set(steps.flatMap(({ urn, failed }) => (failed ? [] : [urn])));
}

function isChange({ operation }: Step): boolean {
    return operation === "create" || operation === "update";
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
    const errors = new Set([before, summary].flatMap(({ error }) => error ?? []));
    const reason = summary.reason ?? before.reason;
    return {
        ...summary,
        failed: summary.failed + before.failed,
        seconds: Math.round((summary.seconds + before.seconds) * 10) / 10,
        ...(errors.size > 0 ? { error: [...errors].join("\n") } : {}),
        ...(reason ? { reason } : {}),
    };
}

/** One after the other in the same stack. */
export function addSummaries(one: Summary, other: Summary): Summary {
    return { ...withErrors(one, other), deleted: one.deleted + other.deleted };
}
