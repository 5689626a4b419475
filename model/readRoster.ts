import type { Problem } from "./problem";
import { sortProblems } from "./problem";
import { buildLeavers, buildRoster, buildSoundPeople } from "./reading/buildRoster";
import { checkConsistency } from "./reading/consistency";
import { checkCycles } from "./reading/cycles";
import { checkIdentities } from "./reading/identities";
import type { Draft, Inspection } from "./reading/inspection";
import { checkReferences } from "./reading/references";
import { validate } from "./reading/validate";
import type { Leaver, Person, Roster } from "./roster";

/** The result of reading a roster. */
export interface Loaded {
    /** Absent if a reading rule is broken: see `readingRules`. */
    readonly roster?: Roster;
    /** Everyone under `leavers`, whatever is wrong elsewhere or in the tombstone itself. */
    readonly leavers: ReadonlyMap<string, Leaver>;
    /**
     * The people with whom nothing is wrong, whatever is wrong elsewhere; entries that they refer to may be
     * missing. Tells who is past `until`, and whose other accounts leave with a leaver.
     */
    readonly people: ReadonlyMap<string, Person>;
    /** Everything that is wrong, in reading order. */
    readonly problems: readonly Problem[];
    /** The files that were read, in path order. */
    readonly files: readonly string[];
}

/** Checks a draft against every reading rule and builds as much of it as possible. */
export function readRoster(
    draft: Draft,
    found: readonly Problem[],
    files: readonly string[],
): Loaded {
    const problems = [...found];
    const inspection = validate(draft, problems);
    checkPeople(inspection);
    checkIdentities(inspection);
    checkReferences(inspection);
    checkCycles(inspection);
    checkConsistency(inspection);
    if (problems.length === 0) {
        const roster = buildRoster(inspection);
        return { roster, leavers: roster.leavers, people: roster.people, problems, files };
    }
    return {
        leavers: buildLeavers(inspection),
        people: buildSoundPeople(inspection),
        problems: once(sortProblems(problems)),
        files,
    };
}

/** An empty roster would take everybody's access away, so it is a mistake until somebody says it is meant. */
function checkPeople({ known, raw, report, sound }: Inspection): void {
    if (!sound || raw.people === undefined || known.people.size > 0) return;
    report(
        "missing-value",
        "key",
        [raw, "people"],
        "there is nobody in people; add at least one person",
    );
}

/** Two checks may find the same mistake: it is reported once. */
function once(problems: readonly Problem[]): Problem[] {
    const seen = new Set<string>();
    return problems.filter((problem) => {
        const text = JSON.stringify(problem);
        return !seen.has(text) && seen.add(text);
    });
}
