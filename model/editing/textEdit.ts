/** Replaces the text from `start` up to `end` by `text`. */
export interface TextEdit {
    readonly start: number;
    readonly end: number;
    readonly text: string;
}

/**
 * Sorts edits by position and merges overlapping removals.
 *
 * @throws Error if two edits write to the same place: a bug of ours.
 */
export function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
    const sorted: TextEdit[] = [];
    for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
        const last = sorted.at(-1);
        // A value shared by aliases is visited once per alias.
        if (last && edit.end > edit.start && isSame(last, edit)) continue;
        if (!last || edit.start >= last.end) {
            sorted.push(edit);
        } else if (last.text === "" && edit.text === "") {
            sorted[sorted.length - 1] = { ...last, end: Math.max(last.end, edit.end) };
        } else {
            throw new Error(`two edits meet at ${edit.start}`);
        }
    }
    return sorted;
}

function isSame(one: TextEdit, other: TextEdit): boolean {
    return one.start === other.start && one.end === other.end && one.text === other.text;
}

/** The text with all edits applied; text that no edit covers stays as it is. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
    let result = "";
    let done = 0;
    for (const { start, end, text: insertion } of sortEdits(edits)) {
        result += text.slice(done, start) + insertion;
        done = end;
    }
    return result + text.slice(done);
}

/** The start of the line that contains an offset. */
export function lineStart(text: string, offset: number): number {
    return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** The start of the next line or, after a last line without a line break, the end of the text. */
export function nextLine(text: string, offset: number): number {
    const end = text.indexOf("\n", offset);
    return end === -1 ? text.length : end + 1;
}
