import type { Instant } from "../model/instant";
import type { Leaver, Person } from "../model/roster";
import { leaverKeys } from "./revocation";

/** Somebody who must have nothing: a leaver, a person past their end, or another account of either. */
export type Departed = Person | Leaver;

/** Everyone in the roster who has left at the instant, in key order. */
export function departed(
    people: ReadonlyMap<string, Person>,
    leavers: ReadonlyMap<string, Leaver>,
    instant: Instant,
): Departed[] {
    const gone = leaverKeys(people, leavers, instant);
    const stillListed = [...people.values()].filter(
        ({ key }) => gone.has(key) && !leavers.has(key),
    );
    return [...leavers.values(), ...stillListed].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** When somebody who is still listed in `people` ended, from which instant they get nothing. */
export function endOf(
    somebody: Departed,
    people: ReadonlyMap<string, Person>,
): Instant | undefined {
    if ("left" in somebody) return undefined;
    const main = somebody.sameAs && people.get(somebody.sameAs.key);
    const ends = [somebody.until, main?.until].filter((until) => until !== undefined);
    return ends.length > 0 ? Math.min(...ends) : undefined;
}
