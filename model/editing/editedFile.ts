import { compare } from "../problem";
import type { Place } from "../roster";
import { keepAnchors } from "./keepAnchors";
import type { TextEdit } from "./textEdit";
import { applyEdits } from "./textEdit";
import type { YamlFile } from "./yamlFile";
import { bytesOf } from "./yamlFile";

/** A file before and after its edits. */
export interface EditedFile {
    readonly file: string;
    readonly before: Uint8Array;
    readonly after: Uint8Array;
    /** The text without its byte order mark, to which offsets refer. */
    readonly text: string;
    readonly edits: readonly TextEdit[];
}

/** Something that an edit does. `line` is the line in the old file or, for an addition, in the new one. */
export interface Change extends Pick<Place, "file" | "line"> {
    readonly text: string;
}

/** Collects the edits, file by file. */
export class Edits {
    private readonly found = new Map<YamlFile, TextEdit[]>();

    add(file: YamlFile, edits: readonly TextEdit[]): void {
        this.found.set(file, [...(this.found.get(file) ?? []), ...edits]);
    }

    files(): EditedFile[] {
        return [...this.found]
            .filter(([, edits]) => edits.length > 0)
            .map(([file, edits]) => {
                const all = [...edits, ...keepAnchors(file, edits)];
                return {
                    file: file.file,
                    before: file.bytes,
                    after: bytesOf(file, applyEdits(file.text, all)),
                    text: file.text,
                    edits: all,
                };
            })
            .sort((a, b) => compare(a.file, b.file));
    }
}
