import { isMap } from "yaml";
import { addPairs } from "./addPairs";
import type { Change, Edits } from "./editedFile";
import { rangeOf } from "./tokens";
import type { Part, YamlFile } from "./yamlFile";
import { partAt, plainOf, sectionParts } from "./yamlFile";

const most = 1_000_000_000;

/** A secret as written in a file. */
interface Written {
    readonly file: YamlFile;
    readonly part: Part;
}

export function findSecret(files: readonly YamlFile[], key: string): Written | undefined {
    return files
        .flatMap((file) => sectionParts(file, "secrets").map((part) => ({ file, part })))
        .find(({ part }) => part.name === key);
}

/**
 * Raises a secret's generation. A missing one counts as the first; one that is not a number, which the
 * reader refuses anyway, starts again.
 */
export function raiseGeneration(files: readonly YamlFile[], key: string, edits: Edits): void {
    const found = findSecret(files, key);
    if (!found || !isMap(found.part.value)) return;
    const { file, part } = found;
    const generation = partAt(file, part.value, "generation");
    const value = generation && plainOf(file, generation.value);
    const next = Number.isInteger(value) && Number(value) < most ? Number(value) + 1 : 1;
    if (!generation) {
        const pair = { key: "generation", value: 2, style: "flow" } as const;
        edits.add(file, addPairs(file, found.part.value, [pair]));
        return;
    }
    const [start, end] = rangeOf(generation.written);
    const text = start === end ? ` ${next}` : `${next}`;
    edits.add(file, [{ start, end, text }]);
}

/** The place where a generation is written. */
export function generationChange(files: readonly YamlFile[], key: string): Change | undefined {
    const found = findSecret(files, key);
    if (!found) return undefined;
    const { file, part } = found;
    const generation = partAt(file, part.value, "generation");
    const { line } = file.place(generation?.label ?? part.label);
    const value = generation && plainOf(file, generation.value);
    return { file: file.file, line, text: `${key} gets a new value: generation ${value}` };
}
