import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import type { Reading } from "../../systems/sweep";
import { sweepSystem } from "../../systems/sweep";
import type { EndedSession, Subject } from "../../systems/system";
import type { Invocation } from "../invocation";
import type { Mode } from "../mode";
import { openReaders } from "./readers";

/** Ends people's sessions, `open` ones of earlier runs too, and takes away what the systems still have of theirs; says what that was. */
export async function sweepPeople(
    invocation: Invocation,
    { mode, roster, clock }: { mode: Mode; roster: Roster; clock: () => Instant },
    subjects: readonly Subject[],
    open: readonly EndedSession[],
): Promise<Reading[]> {
    const readers = await openReaders(invocation, mode, roster);
    const readings = await Promise.all(
        readers.map((reader) => sweepSystem(reader, subjects, clock, open)),
    );
    for (const { found, error } of readings.flatMap(({ removed }) => removed)) {
        const what = `${found.person}: ${found.what} (${found.system})`;
        // An entity stays, so that the alias still leads to it and not to a fresh one.
        const done = found.kind === "entity" ? "disabled" : "removed";
        invocation.note(error === undefined ? `${what} ${done}` : `${what} not ${done}: ${error}`);
    }
    return readings;
}
