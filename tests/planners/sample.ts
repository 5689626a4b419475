import assert from "node:assert/strict";
import { createGraph } from "../../model/graph";
import { parseInstant } from "../../model/instant";
import { readFiles } from "../../model/load";
import { parseRoster } from "../../model/parse";
import type { Loaded } from "../../model/readRoster";
import type { Roster } from "../../model/roster";
import type { Holdings } from "../../planners/holdings";
import { findHoldings } from "../../planners/holdings";

export const sampleInstant = parseInstant("2090-12-01", "from") ?? 0;

/** By file below roster/, what is written instead of what. */
export type Edits = Readonly<Record<string, readonly (readonly [was: string, is: string])[]>>;

const files = readFiles("roster");

/** The sample roster as somebody's pull request would have it. */
export function readSample(edits: Edits = {}): Loaded {
    const known = files.files.map(({ file }) => file);
    for (const name of Object.keys(edits)) assert.ok(known.includes(`roster/${name}`), name);
    return parseRoster({
        ...files,
        files: files.files.map(({ file, bytes }) => {
            let text = new TextDecoder().decode(bytes);
            for (const [was, is] of edits[file.replace("roster/", "")] ?? []) {
                assert.ok(text.includes(was), `${file} has no ${was}`);
                text = text.replace(was, () => is);
            }
            return { file, bytes: new TextEncoder().encode(text) };
        }),
    });
}

/** The sample roster with the edits, which must leave it readable. */
export function sample(edits: Edits = {}): Roster {
    const { roster, problems } = readSample(edits);
    assert.ok(roster, problems.map(({ rule, message }) => `${rule} ${message}`).join("\n"));
    return roster;
}

export function holdingsOf(roster: Roster, instant = sampleInstant): Holdings {
    return findHoldings(createGraph(roster), instant);
}
