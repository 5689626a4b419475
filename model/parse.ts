import type { Problem } from "./problem";
import { YamlLocator } from "./reading/locate";
import { mergeDocuments } from "./reading/merge";
import type { Reading, RosterFile } from "./reading/source";
import { aliasBudget, readDocument } from "./reading/source";
import type { Loaded } from "./readRoster";
import { readRoster } from "./readRoster";

/** Files of a roster, in path order, and what went wrong in finding them. */
export interface RosterFiles {
    /** Where they were looked for, as a reader would write it. */
    readonly directory: string;
    readonly files: readonly RosterFile[];
    readonly problems: readonly Problem[];
}

/** Reads a roster from its files' bytes, wherever those came from: a folder or a revision. */
export function parseRoster({ directory, files, problems }: RosterFiles): Loaded {
    const locator = new YamlLocator(directory);
    const reading: Reading = { locator, problems: [...problems], aliasBudget };
    const documents = files.map((file) => readDocument(file, reading));
    const draft = mergeDocuments(documents, reading);
    const found = problems.length === 0;
    const names = files.map(({ file }) => file);
    return readRoster(
        { ...draft, complete: draft.complete && found, sound: draft.sound && found },
        reading.problems,
        names,
    );
}
