import type { Workplace } from "../../engine/run";
import type { RecordedRotation } from "../../planners/rotation";
import { readRecords } from "../../planners/rotationRecords";
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
