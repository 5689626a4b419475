import { createGraph } from "../../model/graph";
import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import { findHoldings } from "../../planners/holdings";
import { secretStatuses } from "../../planners/secretStatus";
import type { Invocation } from "../invocation";
import { waitingValues } from "../text/waitingValues";
import { rotationsOf } from "./recordedRotations";
import type { StackState } from "./stackStates";

/** Says which values somebody still knows that this run cannot change: by the records before it. */
export function noteWaiting(
    { note }: Invocation,
    roster: Roster,
    states: readonly StackState[],
    instant: Instant,
): void {
    const records = rotationsOf(states);
    if (![...records.values()].some((secrets) => Object.keys(secrets).length > 0)) return;
    const holdings = findHoldings(createGraph(roster), instant);
    const found = secretStatuses(holdings, (stack) => records.get(stack) ?? {});
    for (const word of waitingValues(found)) note(word);
}
