import { defineRoster } from "../../model/defineRoster";
import type { Roster } from "../../model/roster";
import { subjectOf } from "../../systems/subject";
import type { FoundAccess, Subject } from "../../systems/system";
import { exampleInput } from "../model/rosters";

/** The example of the documentation: acme, with alice in payments. */
export function acme(): Roster {
    const { roster, problems } = defineRoster(exampleInput());
    if (!roster) throw new Error(problems.map(({ message }) => message).join("\n"));
    return roster;
}

/** Somebody of it, by key. */
export function subject(roster: Roster, key: string, ids = {}): Subject {
    const somebody = roster.people.get(key) ?? roster.leavers.get(key);
    if (!somebody) throw new Error(`${key} is not in the roster`);
    return subjectOf(roster, somebody, ids);
}

/** What was found, a line each, sorted. */
export function summarize(found: readonly FoundAccess[]): string[] {
    return found
        .map(({ person, kind, target, permission, what }) =>
            [person, kind, target, permission, what].join(" | "),
        )
        .sort();
}
