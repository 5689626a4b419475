import type { EditedFile } from "./editedFile";
import type { TextEdit } from "./textEdit";
import { applyEdits, lineStart, nextLine, sortEdits } from "./textEdit";

/** Lines that are removed, and what replaces them. */
interface Region {
    /** The number of lines before it in the old text. */
    readonly from: number;
    readonly to: number;
    readonly added: readonly string[];
}

const context = 2;

/** The edits of a file in the format of `diff -u`, with two lines of context. */
export function unifiedDiff({ file, text, edits }: EditedFile): string {
    const lines = linesOf(text);
    const hunks: Region[][] = [];
    for (const region of regionsOf(text, edits)) {
        const last = hunks.at(-1)?.at(-1);
        if (last && region.from - last.to <= 2 * context) hunks.at(-1)?.push(region);
        else hunks.push([region]);
    }
    let shift = 0;
    const shown = hunks.flatMap((hunk) => {
        const rows = hunkOf(lines, hunk, shift);
        for (const { from, to, added } of hunk) shift += added.length - (to - from);
        return rows;
    });
    return [`--- ${file}`, `+++ ${file}`, ...shown].join("\n");
}

function hunkOf(lines: readonly string[], hunk: readonly Region[], shift: number): string[] {
    const from = Math.max(0, (hunk[0]?.from ?? 0) - context);
    const to = Math.min(lines.length, (hunk.at(-1)?.to ?? 0) + context);
    const rows: string[] = [];
    let done = from;
    for (const region of hunk) {
        rows.push(...lines.slice(done, region.from).map((line) => ` ${line}`));
        rows.push(...lines.slice(region.from, region.to).map((line) => `-${line}`));
        rows.push(...region.added.map((line) => `+${line}`));
        done = region.to;
    }
    rows.push(...lines.slice(done, to).map((line) => ` ${line}`));
    const before = rows.filter((row) => !row.startsWith("+")).length;
    const after = rows.filter((row) => !row.startsWith("-")).length;
    const at = (start: number, count: number) => `${count === 0 ? start : start + 1},${count}`;
    return [`@@ -${at(from, before)} +${at(from + shift, after)} @@`, ...rows];
}

/** The edits as whole lines; edits of the same line are combined. */
function regionsOf(text: string, edits: EditedFile["edits"]): Region[] {
    const spans: { start: number; end: number; edits: EditedFile["edits"][number][] }[] = [];
    for (const edit of sortEdits(edits)) {
        const start = lineStart(text, edit.start);
        const end = isWhole(text, edit) ? edit.end : nextLine(text, edit.end);
        const last = spans.at(-1);
        if (last && start < last.end) {
            last.end = Math.max(last.end, end);
            last.edits.push(edit);
        } else {
            spans.push({ start, end, edits: [edit] });
        }
    }
    return spans.map(({ start, end, edits: inside }) => {
        const moved = inside.map((edit) => ({
            ...edit,
            start: edit.start - start,
            end: edit.end - start,
        }));
        const old = linesOf(text.slice(start, end));
        const added = linesOf(applyEdits(text.slice(start, end), moved));
        return trim({ from: linesOf(text.slice(0, start)).length, old, added });
    });
}

/** Whether an edit replaces whole lines with whole lines. */
function isWhole(text: string, { start, end, text: insertion }: TextEdit): boolean {
    if (start === text.length && start > 0 && !text.endsWith("\n")) return false;
    const begins = start === lineStart(text, start) && end === lineStart(text, end);
    return begins && (insertion === "" || insertion.endsWith("\n"));
}

/** Unchanged lines at either end become context. */
function trim(region: {
    readonly from: number;
    readonly old: readonly string[];
    readonly added: readonly string[];
}): Region {
    const { from, old, added } = region;
    const most = Math.min(old.length, added.length);
    let first = 0;
    while (first < most && old[first] === added[first]) first += 1;
    let last = 0;
    while (last < most - first && old.at(-1 - last) === added.at(-1 - last)) last += 1;
    return {
        from: from + first,
        to: from + old.length - last,
        added: added.slice(first, added.length - last),
    };
}

function linesOf(text: string): string[] {
    if (text === "") return [];
    return text.replace(/\r?\n$/, "").split(/\r?\n/);
}
