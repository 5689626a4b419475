import type { Instant } from "../../model/instant";
import { isoInstant } from "../../model/instant";
import type { Problem } from "../../model/problem";
import type { Leaver, Person, Roster } from "../../model/roster";
import { type LeaverRecord, tombstoneTerm } from "../../systems/leaverRecord";
import { shareAccount, subjectOf } from "../../systems/subject";
import type { Mode } from "../mode";
import { readRecords } from "./evidence";
import { knownFromRoster } from "./leavingSubjects";

/** The roster, where it lies, and where the records of leavers are kept. */
export interface Tombstoned {
    readonly roster: Roster;
    /** As it was given: problems name their files by it. */
    readonly folder: string;
    readonly home: string;
    readonly instant: Instant;
}

/**
 * What is on record of leavers says of tombstones: which may go, because all was proved to be gone and
 * no session can be open any more, and which are missing before that. Of the modes the first that has a
 * record of somebody counts; the date under `left` never does.
 */
export function judgeTombstones(tombstoned: Tombstoned, modes: readonly Mode[]): Problem[] {
    const { roster, folder, home, instant } = tombstoned;
    const records = modes.flatMap((mode) =>
        [...readRecords({ home, mode }).values()].map((record) => ({
            mode,
            record,
            term: tombstoneTerm(record),
        })),
    );
    const isOver = ({ term }: Known) => term !== undefined && term <= instant;
    const known = (somebody: Person | Leaver) => {
        const own = records
            .filter(({ record }) => isOf(record, somebody, roster))
            .map(({ mode, record }) => {
                // An account that was never looked for proves nothing.
                const term = tombstoneTerm(knownFromRoster(record, somebody, roster));
                return { mode, record, term };
            });
        const [first] = modes.filter((mode) => own.some((each) => each.mode === mode));
        return own.filter(({ mode }) => mode === first);
    };
    const leavers = [...roster.leavers.values()];
    const listed = [...leavers, ...roster.people.values()];
    const unlisted = records.filter(
        ({ record }) => !listed.some((somebody) => isOf(record, somebody, roster)),
    );
    return [
        ...leavers.flatMap((leaver) => {
            const own = known(leaver);
            return own.length > 0 && own.every(isOver) ? [mayGo(leaver, own)] : [];
        }),
        ...unlisted.filter((each) => !isOver(each)).map((each) => missing(folder, each)),
    ];
}

interface Known {
    readonly mode: Mode;
    readonly record: LeaverRecord;
    /** Absent: not everything was proved to be gone. */
    readonly term: Instant | undefined;
}

/** A key may have been changed since: accounts tell too. */
function isOf({ subject }: LeaverRecord, somebody: Person | Leaver, roster: Roster): boolean {
    return shareAccount(subject, subjectOf(roster, somebody));
}

function mayGo({ key, at: { file, line, column } }: Leaver, known: readonly Known[]): Problem {
    const over = isoInstant(Math.max(...known.map(({ term = 0 }) => term)));
    const message =
        `the tombstone of ${key} may go: all that ${key} had was proved to be gone ` +
        `(${placesOf(known)}), and since ${over} no session of then can be open; take the entry out`;
    return { severity: "warning", rule: "tombstone", message, file, line, column };
}

function missing(folder: string, known: Known): Problem {
    const { key } = known.record.subject;
    const until =
        known.term === undefined
            ? `until rollcall certificate ${key} proves that all is gone`
            : `until ${isoInstant(known.term)}`;
    const message =
        `${key} lost access (${placesOf([known])}) and has no tombstone: nothing denies a session that ` +
        `is still open; put an entry under \`leavers\` ${until}`;
    return { severity: "warning", rule: "tombstone", message, file: folder, line: 1, column: 1 };
}

function placesOf([known]: readonly Known[]): string {
    return known?.mode === "live" ? "live" : "in the sandbox";
}
