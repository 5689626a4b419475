import type { Instant } from "../model/instant";
import type { Leaver, Person } from "../model/roster";
import { leaverKeys } from "./revocation";

/** Somebody who must have nothing: under `leavers`, past an end, or another account of such a person. */
export type Departed = Person | Leaver;

/** Everybody of the roster who has left at the instant, in the order of their keys. */
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

/** When somebody still listed in `people` ended: from then on nothing is given. */
export function endOf(
    somebody: Departed,
    people: ReadonlyMap<string, Person>,
): Instant | undefined {
    if ("left" in somebody) return undefined;
    const main = somebody.sameAs && people.get(somebody.sameAs.key);
    const ends = [somebody.until, main?.until].filter((until) => until !== undefined);
    return ends.length > 0 ? Math.min(...ends) : undefined;
}
