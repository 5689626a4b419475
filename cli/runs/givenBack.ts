import { isoInstant } from "../../model/instant";
import { findLeaves } from "../../planners/revocation";
import type { LeaverRecord } from "../../systems/leaverRecord";
import type { Invocation } from "../invocation";
import { count } from "../text/count";
import { groupBy } from "../text/groupBy";
import { type EvidenceFolder, readRecords } from "./evidence";
import { isStopped } from "./policies";
import type { Prepared } from "./prepare";
import type { StackRuns, Tense } from "./report";

/** Says whose access was taken away by name, and is given back because the roster still gives it. */
export function noteGivenBack(
    { home, note, noteStyle }: Invocation,
    { mode, roster }: Pick<Prepared, "mode" | "roster">,
    previews: StackRuns,
    tense: Tense,
): void {
    if (isStopped(previews)) return;
    const given = previews.steps.flatMap(({ operation, urn }) => {
        const [leaf] = operation === "create" ? findLeaves([{ urn, custom: true }]) : [];
        return leaf?.personal ? [leaf.name.split("/")[0] ?? ""] : [];
    });
    const records = recordsIn({ home, mode });
    for (const [key, leaves] of groupBy(given, (person) => person)) {
        const revoked = records.get(key)?.revokedByName;
        if (revoked === undefined || !roster.people.has(key)) continue;
        const verb = tense === "planned" ? "rollcall up gives" : "this run gives";
        note(
            noteStyle(
                "yellow",
                `${key} was revoked by name at ${isoInstant(revoked)} and is still in the roster: ${verb} ` +
                    `back ${count(leaves.length, "leaf", "leaves")}, but for an entity in Vault, which ` +
                    `stays disabled; run rollcall leave ${key} and commit that`,
            ),
        );
    }
}

/** What cannot be read is said where what was lost is noted, and is no reason to stop here. */
function recordsIn(folder: EvidenceFolder): ReadonlyMap<string, LeaverRecord> {
    try {
        return readRecords(folder);
    } catch {
        return new Map();
    }
}
