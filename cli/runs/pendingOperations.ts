import type { Run, StackExport, Workplace } from "../../engine/run";
import { EngineError, refreshTargets } from "../../engine/run";
import { isInGitHub } from "../../planners/revocation";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import type { GitHubRights } from "./gitHubRights";
import type { StackRuns } from "./report";
import { failedSummary } from "./runStacks";
import type { StackState } from "./stackStates";
import { editState } from "./stackStates";

/**
 * What a run that was killed had begun. What it was changing or deleting is read back; what it was
 * making stands in no state, and the engine is told to forget that it was at it. Where that fails the state
 * still says what was begun, and the apply of that stack will say so itself. With a token that sees nothing
 * in GitHub nothing there is read back: it would be forgotten. Answers where this run was told to end.
 */
export async function clearPending(
    { note }: Invocation,
    workplace: Workplace,
    { states, rights }: { states: readonly StackState[]; rights: GitHubRights },
): Promise<StackRuns> {
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
            if (error instanceof EngineError && error.reason === "interrupted") {
                return { ...nothing, summaries: [failedSummary(stack, error)] };
            }
        }
    }
    return nothing;
}

const nothing: StackRuns = { summaries: [], steps: [], skipped: [] };

async function clear(run: Run): Promise<number> {
    const pending: Pending[] = [];
    const begun: string[] = [];
    await editState(run, (state) => {
        const { pending_operations: _, ...settled } = state.deployment;
        const there = new Set((settled.resources ?? []).map(({ urn }) => urn));
        pending.push(...pendingOf(state));
        begun.push(...pending.map(({ resource }) => resource.urn).filter((urn) => there.has(urn)));
        return { ...state, deployment: settled };
    });
    const { error, reason } = begun.length > 0 ? await refreshTargets(run, begun) : {};
    if (error === undefined) return pending.length;
    await editState(run, ({ deployment, ...state }) => ({
        ...state,
        deployment: { ...deployment, pending_operations: pending },
    }));
    throw new EngineError(error, reason);
}

type Pending = ReturnType<typeof pendingOf>[number];

function pendingOf({ deployment }: StackExport) {
    return deployment.pending_operations ?? [];
}
