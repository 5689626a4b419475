import type { Run, StackExport, Workplace } from "../../engine/run";
import { exportStack, importStack, refreshTargets } from "../../engine/run";
import { isInGitHub } from "../../planners/revocation";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import type { GitHubRights } from "./gitHubRights";
import type { StackState } from "./stackStates";

/**
 * What a run that was killed had begun. What it was changing or deleting is read back; what it was
 * making stands in no state, and the engine is told to forget that it was at it. Where that fails, the
 * apply of that stack will say so itself. With a token that sees nothing in GitHub nothing there is read
 * back: it would be forgotten.
 */
export async function clearPending(
    { note }: Invocation,
    workplace: Workplace,
    { states, rights }: { states: readonly StackState[]; rights: GitHubRights },
): Promise<void> {
    for (const found of states) {
        const pending = "state" in found ? pendingOf(found.state) : [];
        if (!("state" in found) || pending.length === 0) continue;
        const { stack } = found;
        try {
            const inGitHub = pending.map(({ resource }) => resource.urn).filter(isInGitHub);
            const why = inGitHub.length > 0 ? await rights.ask(found, inGitHub) : undefined;
            if (why !== undefined) throw new Error(why);
            const cleared = await clear({ ...workplace, stack });
            note(`${stack}: ${count(cleared, "operation")} of a run that was cut off: read back`);
        } catch (error) {
            const why = (error as Error).message;
            note(`${stack}: what a run before had begun was not read back: ${why}`);
        }
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
