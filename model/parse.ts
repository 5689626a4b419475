import type { Problem } from "./problem";
import { YamlLocator } from "./reading/locate";
import { mergeDocuments } from "./reading/merge";
import type { Reading, RosterFile } from "./reading/source";
import { aliasBudget, readDocument } from "./reading/source";
import type { Loaded } from "./readRoster";
import { readRoster } from "./readRoster";

/** The files of a roster in path order, and any problems in finding them. */
export interface RosterFiles {
    /** Where the files are from, in the form to show to readers. */
    readonly directory: string;
    readonly files: readonly RosterFile[];
    readonly problems: readonly Problem[];
}

/** Reads a roster from its files' bytes, whether they come from a folder or a revision. */
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
