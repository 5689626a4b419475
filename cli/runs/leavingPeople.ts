import type { Departed } from "../../planners/departures";
import { departed } from "../../planners/departures";
import { type AccessPlan, planAccess } from "../../planners/planAccess";
import type { Mode } from "../mode";
import type { LeavingContext } from "./losses";
import type { Opened } from "./prepare";
import { rotationsOf } from "./recordedRotations";
import { stacksOf } from "./selectStacks";
import type { StackState } from "./stackStates";

export interface LeavingOptions extends Omit<LeavingContext, "folder"> {
    readonly mode: Mode;
    /** False where only some of the stacks were asked for: then nobody's going is whole. */
    readonly whole: boolean;
}

/** The leaving in a run; where `onlyLeavers`, whom the roster does not name is not gone. */
export function leavingOf(
    { mode, judged, instant, stacks, existing, workplace }: Opened,
    states: readonly StackState[],
    { onlyLeavers }: { readonly onlyLeavers: boolean },
): LeavingOptions {
    const { roster, people, leavers } = judged;
    const whole = roster !== undefined && stacksOf(roster).every((one) => stacks.includes(one));
    const rotations = rotationsOf(states);
    const run = { instant, existing, workplace, whole, onlyLeavers, rotations };
    return { mode, people, leavers, ...run, ...(roster ? { roster } : {}) };
}

/** The losing of everything that these people have, whatever the roster says. */
export function leavingByName(
    opened: Opened,
    states: readonly StackState[],
    named: ReadonlySet<string>,
): LeavingOptions {
    const whole =
        opened.judged.roster !== undefined && opened.existing.length === opened.revocable.length;
    return { ...leavingOf(opened, states, { onlyLeavers: true }), whole, named };
}

/** Those of the roster who are to have nothing: who left, or who was named. */
export function leavingPeople({
    people,
    leavers,
    instant,
    named,
}: Pick<LeavingContext, "people" | "leavers" | "instant" | "named">): Departed[] {
    if (!named) return departed(people, leavers, instant);
    const listed = new Map<string, Departed>([...people, ...leavers]);
    return [...listed.values()].filter(({ key }) => named.has(key));
}

/** Nothing where the roster cannot be planned: that keeps nobody in, and is reported where it counts. */
export function planOf({ roster, instant }: LeavingOptions): AccessPlan | undefined {
    try {
        return roster && planAccess(roster, instant);
    } catch {
        return undefined;
    }
}
