import type { Run, StackExport, Workplace } from "../../engine/run";
import { EngineError, exportStack, importStack, refreshTargets } from "../../engine/run";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import type { StackState } from "./stackStates";

/**
 * What a run that was killed had begun. What it was changing or deleting is read back; what it was
 * making stands in no state, and the engine is told to forget that it was at it. Where that fails, the
 * apply of that stack will say so itself.
 */
export async function clearPending(
    { note }: Invocation,
    workplace: Workplace,
    states: readonly StackState[],
): Promise<void> {
    for (const found of states) {
        if (!("state" in found) || pendingOf(found.state).length === 0) continue;
        const { stack } = found;
        await clear({ ...workplace, stack }).then(
            (cleared) =>
                note(
                    `${stack}: ${count(cleared, "operation")} of a run that was cut off: read back`,
                ),
            (error: unknown) => {
                if (!(error instanceof EngineError)) throw error;
                note(`${stack}: what a run before had begun was not read back: ${error.message}`);
            },
        );
    }
}

async function clear(run: Run): Promise<number> {
    const { deployment, ...state } = await exportStack(run);
    const pending = pendingOf({ ...state, deployment });
    const { pending_operations: _, ...settled } = deployment;
    await importStack(run, { ...state, deployment: settled });
    const there = new Set((settled.resources ?? []).map(({ urn }) => urn));
    const begun = pending.map(({ resource }) => resource.urn).filter((urn) => there.has(urn));
    if (begun.length > 0) await refreshTargets(run, begun);
    return pending.length;
}

function pendingOf({ deployment }: StackExport) {
    return deployment.pending_operations ?? [];
}
