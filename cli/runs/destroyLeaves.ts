import type { Step, Summary } from "../../engine/events";
import { emptySummary, parseUrn } from "../../engine/events";
import type { Run } from "../../engine/run";
import { destroyTargets, exportStack } from "../../engine/run";
import type { StateResource } from "../../planners/revocation";
import { targetsIn } from "../../planners/revocation";
import { addSummaries } from "./joinRuns";

/**
 * Destroys leaves by target, call after call. Each call is closed over what depends on its targets by
 * then: a team membership that could not be deleted must not keep the membership that it goes with.
 */
export async function destroyLeaves(
    run: Run,
    resources: readonly StateResource[],
    calls: readonly (readonly string[])[],
): Promise<Summary> {
    let summary = emptySummary(run.stack);
    let there = resources;
    for (const urns of calls) {
        const targets = targetsIn(there, urns);
        if (targets.length === 0) continue;
        const next = await destroyWhatGoes(run, targets, there);
        summary = addSummaries(summary, next);
        // Whoever holds the stack, or ends this run, does so for the next call as well.
        if (next.reason !== undefined) return summary;
        const gone = new Set(targets);
        there =
            next.error === undefined
                ? there.filter(({ urn }) => !gone.has(urn))
                : await stateOf(run).catch(() => there);
    }
    // What failed by itself, and then went with what it was part of, is gone.
    const left = new Set(there.map(({ urn }) => urn));
    if (calls.flat().some((urn) => left.has(urn))) return summary;
    const { error: _, ...done } = summary;
    return { ...done, failed: 0 };
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
    targets: readonly string[],
    resources: readonly StateResource[],
    [split, ...finer]: readonly Split[] = [bySystem, oneByOne],
): Promise<Summary> {
    const together = await destroyProved(run, targets, resources);
    if (together.error === undefined || together.reason !== undefined || !split) return together;
    const { error: _, ...tried } = together;
    let summary: Summary = { ...tried, failed: 0 };
    for (const part of split(targets)) {
        const there = await stateOf(run);
        const left = targetsIn(there, part);
        if (left.length === 0) continue;
        summary = addSummaries(summary, await destroyWhatGoes(run, left, there, finer));
    }
    return summary;
}

/**
 * One call. What is `deletedWith` something that goes in the same call is forgotten without asking
 * anybody. Where the delete of that then fails, this has failed as well, whatever state says.
 */
async function destroyProved(
    run: Run,
    targets: readonly string[],
    resources: readonly StateResource[],
): Promise<Summary> {
    const steps: Step[] = [];
    const report = (step: Step) => void steps.push(step);
    const summary = await destroyTargets({ ...run, report }, targets);
    const failed = new Set(steps.flatMap(({ urn, failed }) => (failed ? [urn] : [])));
    const wholes = new Map(resources.map(({ urn, deletedWith }) => [urn, deletedWith ?? ""]));
    let unproved = 0;
    for (const step of steps) {
        const whole = wholes.get(step.urn) ?? "";
        if (step.failed || !failed.has(whole)) {
            run.report?.(step);
            continue;
        }
        unproved += 1;
        const { type, name } = parseUrn(whole);
        const message = `it was to go with ${type} ${name}, which could not be deleted`;
        run.report?.({ ...step, failed: true, message });
    }
    return {
        ...summary,
        deleted: summary.deleted - unproved,
        failed: summary.failed + unproved,
    };
}

async function stateOf(run: Run): Promise<readonly StateResource[]> {
    const { deployment } = await exportStack(run);
    return deployment.resources ?? [];
}
