import { parseInstant } from "../../model/instant";
import type { Demand, RecordedRotation, Rotation } from "../../planners/rotation";
import { rotate } from "../../planners/rotation";

/** What the tests of rotation begin with: a secret that one person can read, and its first value. */
export const start = parseInstant("2091-01-01", "from") ?? 0;
export const alice = new Map([["alice", ["alice"]]]);
export const demand: Demand = {
    kind: "generated",
    generation: 1,
    length: 32,
    overlap: 86_400,
    readers: alice,
};
export const first = rotate(demand, undefined, start);

export function done(rotation: Rotation): RecordedRotation {
    return { rotation, done: true };
}
