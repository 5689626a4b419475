import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import type { Departed } from "../../planners/departures";
import { departed } from "../../planners/departures";
import { emptyRecord, type LeaverRecord } from "../../systems/leaverRecord";
import { knownAs, subjectsOf } from "../../systems/recordedSubject";
import type { KnownIds } from "../../systems/subject";
import { shareAccount, subjectOf } from "../../systems/subject";
import type { Subject } from "../../systems/system";
import { leavingPeople } from "./leavingPeople";
import type { LeavingContext, Loss } from "./losses";
import { idsOf } from "./losses";

/** Those who keep what the roster gives them, as the systems know them. */
export function stayingSubjects(roster: Roster, instant: Instant): Subject[] {
    const { people, leavers } = roster;
    const left = new Set(departed(people, leavers, instant).map(({ key }) => key));
    return [...people.values()]
        .filter(({ key }) => !left.has(key))
        .map((person) => subjectOf(roster, person));
}

/**
 * Everybody who is to have nothing, under every account that is known: who is in the roster as such, and
 * who was in it, as long as a record is open. Never somebody who shares an account with one who stays: a
 * key may be changed.
 */
export function leavingSubjects(
    context: LeavingContext & { readonly roster: Roster },
    records: ReadonlyMap<string, LeaverRecord>,
    isOpen: (key: string) => boolean,
): Subject[] {
    const { roster, instant, onlyLeavers, named } = context;
    const staying = stayingSubjects(roster, instant);
    const known = (record: LeaverRecord) => subjectsOf(record, staying);
    const people = leavingPeople(context);
    const listed = people.flatMap((somebody) => {
        const record = records.get(somebody.key);
        return record ? known(record) : subjectOf(roster, somebody);
    });
    const keys = new Set(people.map(({ key }) => key));
    const others = [...records.values()].filter(({ subject: { key } }) => {
        if (keys.has(key)) return false;
        return named ? named.has(key) : !onlyLeavers && isOpen(key);
    });
    const gone = named
        ? others
        : others.filter(({ subject }) => !staying.some((one) => shareAccount(one, subject)));
    return [...listed, ...gone.flatMap(known)];
}

/** The record with the accounts that the roster names now. */
export function knownFromRoster(
    record: LeaverRecord,
    somebody: Departed,
    roster: Roster,
): LeaverRecord {
    return knownAs(record, subjectOf(roster, somebody, idsOf(record.subject)));
}

/** What is known of somebody by now: of the accounts too that a tombstone leaves out, or has otherwise. */
export function recordFor(
    key: string,
    { people, leavers, roster }: LeavingContext,
    { known, past, ids }: Known,
): LeaverRecord {
    const somebody = leavers.get(key) ?? people.get(key) ?? past ?? { key, previously: [] };
    const { name } = somebody as { readonly name?: string };
    const told = roster ? [past ?? somebody, somebody] : [];
    const record = told.reduce(
        (before, one) => (roster ? knownAs(before, subjectOf(roster, one, ids)) : before),
        known ?? emptyRecord({ key, previously: somebody.previously }),
    );
    return { ...record, ...(name === undefined ? {} : { name }) };
}

interface Known {
    readonly known?: LeaverRecord | undefined;
    /** As whom the source of a loss has the person. */
    readonly past?: Loss["somebody"];
    readonly ids: KnownIds;
}
