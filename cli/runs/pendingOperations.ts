import type { StackExport, Workplace } from "../../engine/run";
import { exportStack, importStack, refreshTargets } from "../../engine/run";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import type { StackState } from "./stackStates";

/**
 * What a run that was killed had begun. What it was changing or deleting is read back; what it was
 * making stands in no state, and the engine is told to forget that it was at it.
 *
 * @throws EngineError where a stack cannot be read or written.
 */
export async function clearPending(
    { note }: Invocation,
    workplace: Workplace,
    states: readonly StackState[],
): Promise<void> {
    for (const found of states) {
        if (!("state" in found) || pendingOf(found.state).length === 0) continue;
        const run = { ...workplace, stack: found.stack };
        const { deployment, ...state } = await exportStack(run);
        const pending = pendingOf({ ...state, deployment });
        const { pending_operations: _, ...settled } = deployment;
        await importStack(run, { ...state, deployment: settled });
        const there = new Set((settled.resources ?? []).map(({ urn }) => urn));
        const begun = pending.map(({ resource }) => resource.urn).filter((urn) => there.has(urn));
        if (begun.length > 0) await refreshTargets(run, begun);
        const what = count(pending.length, "operation");
        note(`${found.stack}: a run before this one was cut off in ${what}: read back`);
    }
}

function pendingOf({ deployment }: StackExport) {
    return deployment.pending_operations ?? [];
}
