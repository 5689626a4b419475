import type { Workplace } from "../../engine/run";
import type { RecordedRotation } from "../../planners/rotation";
import { readRecords } from "../../planners/rotationRecords";
import type { Invocation } from "../invocation";
import type { Mode } from "../mode";
import { isUntouched } from "./sandboxGround";
import { openSession } from "./session";
import type { StackState } from "./stackStates";
import { outputsOf, readStates } from "./stackStates";

/** What stacks recorded of their secrets; of a state that cannot be read, nothing. */
export function rotationsOf(
    states: readonly StackState[],
): Map<string, Record<string, RecordedRotation>> {
    return new Map(
        states.flatMap((each) =>
            "state" in each ? [[each.stack, readRecords(outputsOf(each.state).secrets)]] : [],
        ),
    );
}

export async function readRotations(workplace: Workplace, stacks: readonly string[]) {
    return rotationsOf(await readStates(workplace, stacks));
}

/** The same of stacks by name; the engine is asked only where there is something to ask for. */
export async function recordsOf(invocation: Invocation, mode: Mode, stacks: readonly string[]) {
    return rotationsOf(await recordedStates(invocation, mode, stacks));
}

/** The states of those of the stacks that the backend has, or may have where it cannot list them. */
export async function recordedStates(
    invocation: Invocation,
    mode: Mode,
    stacks: readonly string[],
): Promise<StackState[]> {
    if (isUntouched(invocation, mode)) return [];
    const { workplace, existing } = await openSession(invocation, mode, {
        stacks: {},
        onlyReads: true,
        asked: stacks,
    });
    return readStates(
        workplace,
        stacks.filter((stack) => existing.includes(stack)),
    );
}
