import { emptySummary } from "../../engine/events";
import type { Invocation } from "../invocation";
import { narrowStacks } from "./narrow";
import { clearPending } from "./pendingOperations";
import type { PoliciesOf } from "./policies";
import type { Opened } from "./prepare";
import { soundRoster } from "./prepare";
import type { StackRuns } from "./report";
import { isInterrupted } from "./report";
import { joinRuns } from "./revoke";
import { revokeBeforeApply } from "./revokingPhases";

export interface TakenAway {
    readonly taken: StackRuns;
    /** What the engine would do of what is left; absent: nothing may be given. */
    readonly previews?: StackRuns;
}

/**
 * The phases that take away: leavers first (0), then what the roster no longer holds (1a), then what
 * stays and gives less (1b). A roster that breaks rules stops none of them.
 */
export async function takeAway(
    invocation: Invocation,
    opened: Opened,
    policiesOf: PoliciesOf = noPolicies,
): Promise<TakenAway> {
    const { workplace, judged, stacks, revocable } = opened;
    const { runs, refusals, states } = await revokeBeforeApply(invocation, {
        ...opened,
        stacks: revocable,
    });
    const refused = [...refusals.removing, ...refusals.giving];
    const mayNarrow = judged.roster && refusals.removing.length === 0 && !isInterrupted(runs);
    if (!mayNarrow) return { taken: { ...joinRuns(runs, none), refused } };
    await clearPending(invocation, workplace, states);
    const sound = soundRoster(judged) !== undefined;
    const { previews, narrowed } = await narrowStacks(
        invocation,
        { workplace, stacks, sound },
        policiesOf,
    );
    const going = sound && refused.length === 0;
    // Who goes on meets what stopped a preview there; else nobody would hear of it.
    const met =
        going && policiesOf !== noPolicies ? narrowed : joinRuns(failed(previews), narrowed);
    const taken = { ...joinRuns(runs, met), refused };
    return { taken, ...(going ? { previews } : {}) };
}

function failed({ summaries }: StackRuns): StackRuns {
    const errors = summaries.flatMap(({ stack, error, reason }) =>
        error === undefined
            ? []
            : [{ ...emptySummary(stack), error, ...(reason ? { reason } : {}) }],
    );
    return { ...none, summaries: errors };
}

const noPolicies: PoliciesOf = () => [];

const none: StackRuns = { summaries: [], steps: [], skipped: [] };
