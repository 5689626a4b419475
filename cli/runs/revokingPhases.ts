import type { Workplace } from "../../engine/run";
import { readCommit } from "../../model/commit";
import type { Instant } from "../../model/instant";
import { tombstonedKeys } from "../../planners/revision";
import { leaverKeys } from "../../planners/revocation";
import type { Invocation } from "../invocation";
import type { JudgedRoster } from "../readRoster";
import type { Refusals } from "./rails";
import { findRefusals, leavesOfRoster } from "./rails";
import type { StackRuns } from "./report";
import { revokeAccess } from "./revoke";
import type { StackState } from "./stackStates";
import { readStates } from "./stackStates";

export interface Revoking {
    readonly workplace: Workplace;
    /** All that may hold access: those that the roster no longer names included. */
    readonly stacks: readonly string[];
    readonly judged: JudgedRoster;
    readonly instant: Instant;
    /** The roster's folder. */
    readonly folder: string;
}

export interface Revoked {
    readonly runs: StackRuns;
    readonly refusals: Refusals;
    /** As they were before. */
    readonly states: readonly StackState[];
}

/**
 * Takes away what the roster no longer gives, before anything is given. Leavers lose what they have
 * in any case (phase 0); others, where the roster can be read and is the one that is meant (1a).
 */
export async function revokeBeforeApply(
    invocation: Invocation,
    { workplace, stacks, judged, instant, folder }: Revoking,
): Promise<Revoked> {
    const { roster, people, leavers } = judged;
    const states = await readStates(workplace, stacks);
    const gone = leaverKeys(people, leavers, instant);
    const refusals = roster
        ? findRefusals(states, { roster, instant, folder, leavers: gone })
        : { removing: [], giving: [] };
    const sound = roster && refusals.removing.length === 0;
    const commit = readCommit(folder);
    const runs = await revokeAccess(invocation, workplace, states, {
        leavers: gone,
        people: [...people.values(), ...leavers.values()],
        ...(sound ? { leaves: leavesOfRoster(roster, instant) } : {}),
        ...(sound
            ? { revision: { ...(commit ? { commit } : {}), leavers: tombstonedKeys(leavers) } }
            : {}),
    });
    return { runs, refusals, states };
}
