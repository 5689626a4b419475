import type { YAMLMap, YAMLSeq } from "yaml";
import { isMap } from "yaml";
import type { TextEdit } from "./textEdit";
import { lineStart, nextLine } from "./textEdit";
import { behindColon, commaBefore, endOf, rangeOf, startOf } from "./tokens";
import type { YamlFile } from "./yamlFile";

type Container = YAMLMap | YAMLSeq;

/**
 * Removes parts of a mapping or a list. Parts on their own lines take those lines with them, including a
 * comment at the end of the line; every other line stays, including comments above. A container that
 * becomes empty is written as `[]` or `{}`.
 */
export function removeParts(
    file: YamlFile,
    container: Container,
    indexes: ReadonlySet<number>,
): TextEdit[] {
    const removal = { file, container, indexes };
    return container.flow ? removeFromFlow(removal) : removeFromBlock(removal);
}

interface Removal {
    readonly file: YamlFile;
    readonly container: Container;
    readonly indexes: ReadonlySet<number>;
}

function removeFromBlock({ file, container, indexes }: Removal): TextEdit[] {
    const { text, parents } = file;
    const lines = [...indexes].map((index) => ownLines(text, container, index));
    if (indexes.size < container.items.length) return lines;
    const parent = parents.get(container);
    const at = parent && behindColon(parent.pair);
    if (at === undefined) throw new Error(`nothing would be left in ${file.file}`);
    return [...lines, { start: at, end: at, text: isMap(container) ? " {}" : " []" }];
}

/** The lines of one part of a block; if it shares its first line, the text up to the next part. */
function ownLines(text: string, container: Container, index: number): TextEdit {
    const start = startOf(container, index);
    const line = lineStart(text, start);
    const end = nextLine(text, endOf(container, index));
    if (text.slice(line, start).trim() === "") return { start: line, end, text: "" };
    const isLast = index === container.items.length - 1;
    return { start, end: isLast ? end : startOf(container, index + 1), text: "" };
}

function removeFromFlow(removal: Removal): TextEdit[] {
    const { file, container, indexes } = removal;
    const [start, end] = rangeOf(container);
    const inside = file.text.slice(start + 1, end - 1);
    if (indexes.size === container.items.length && !/[\n#]/.test(inside)) {
        return [{ start: start + 1, end: end - 1, text: "" }];
    }
    return [...indexes].map((index) => removeOne(removal, index));
}

/** One part between brackets, together with a comma so that no two commas meet. */
function removeOne({ file, container, indexes }: Removal, index: number): TextEdit {
    const { text } = file;
    const start = startOf(container, index);
    const end = endOf(container, index);
    const before = commaBefore(container, index);
    const after = commaBefore(container, index + 1);
    const kept = (from: number, to: number) =>
        container.items.slice(from, to).some((_, offset) => !indexes.has(from + offset));
    const last = !kept(index + 1, container.items.length);

    const line = lineStart(text, start);
    const lineEnd = nextLine(text, end);
    const comma = after !== undefined && after < lineEnd;
    const leading = before !== undefined && before >= line;
    const rest = text.slice(comma ? after + 1 : end, lineEnd);
    const lead =
        text.slice(line, leading ? before : start) + (leading ? text.slice(before + 1, start) : "");
    const alone = lead.trim() === "" && /^\s*(?:\s#.*)?$/.test(rest.trimEnd());
    if (alone && (last || comma !== leading)) return { start: line, end: lineEnd, text: "" };

    if (last && kept(0, index) && leading) {
        const gap = text.slice(0, before).trimEnd().length;
        return { start: Math.max(gap, line), end, text: "" };
    }
    if (after === undefined) return { start, end, text: "" };
    const spaces = /^[ \t]*(?![ \t#])/.exec(text.slice(after + 1))?.[0].length ?? 0;
    return { start, end: after + 1 + spaces, text: "" };
}
