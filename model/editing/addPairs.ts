import type { Pair, YAMLMap } from "yaml";
import { isMap } from "yaml";
import type { TextEdit } from "./textEdit";
import { lineStart, nextLine } from "./textEdit";
import { behindColon, commaBefore, endOf, rangeOf, startOf } from "./tokens";
import { flowText } from "./values";
import type { Part, YamlFile } from "./yamlFile";

/** A key and value to add: a scalar, or a mapping on one line (`flow`) or with a line per key. */
export interface NewPair {
    readonly key: string;
    readonly value: unknown;
    readonly style: "flow" | "block";
}

/** Adds pairs at the end of a mapping, in the mapping's style. */
export function addPairs(file: YamlFile, map: YAMLMap, pairs: readonly NewPair[]): TextEdit[] {
    if (map.items.length === 0) return fillEmpty(file, map, pairs);
    return map.flow ? addToFlow(file, map, pairs) : addToBlock(file, map, pairs);
}

/** Adds pairs under a key that has no value yet, or an empty one. */
export function addUnder(
    file: YamlFile,
    { container, index, value }: Part,
    pairs: readonly NewPair[],
): TextEdit[] {
    if (isMap(value)) return addPairs(file, value, pairs);
    const pair = container.items[index] as Pair;
    const at = behindColon(pair) ?? rangeOf(pair.key)[1];
    if (!container.flow) return [linesBelow(file, pair, at, pairs)];
    return [{ start: at, end: at, text: ` { ${pairs.map(inline).join(", ")} }` }];
}

/** The indentation of a mapping's pairs. */
export function indentOf({ text }: YamlFile, map: YAMLMap): number {
    const start = startOf(map, 0);
    return start - lineStart(text, start);
}

function addToBlock(file: YamlFile, map: YAMLMap, pairs: readonly NewPair[]): TextEdit[] {
    const { text } = file;
    const at = nextLine(text, endOf(map, map.items.length - 1));
    return [{ start: at, end: at, text: blockText(file, at, indentOf(file, map), pairs) }];
}

/**
 * Whole lines; if the text before them does not end in a line break, they start with one instead of ending
 * with it.
 */
function blockText(
    { text, eol }: YamlFile,
    at: number,
    indent: number,
    pairs: readonly NewPair[],
): string {
    const lines = blockLines(indent, pairs).join(eol);
    const isOpen = at > 0 && text[at - 1] !== "\n";
    return isOpen ? eol + lines : lines + eol;
}

/** Pairs as the lines of a block. */
export function blockLines(indent: number, pairs: readonly NewPair[]): string[] {
    return pairs.flatMap(pairLines).map((line) => `${" ".repeat(indent)}${line}`);
}

function pairLines({ key, value, style }: NewPair): string[] {
    if (style === "flow" || typeof value !== "object" || value === null) {
        return [inline({ key, value, style })];
    }
    const lines = Object.entries(value).map(([name, part]) => `  ${name}: ${flowText(part)}`);
    return [`${flowText(key)}:`, ...lines];
}

function addToFlow({ text, eol }: YamlFile, map: YAMLMap, pairs: readonly NewPair[]): TextEdit[] {
    const last = map.items.length - 1;
    const [end, start] = [endOf(map, last), startOf(map, last)];
    const line = lineStart(text, start);
    const margin = text.slice(line, start);
    const comma = commaBefore(map, map.items.length);
    const lineEnd = nextLine(text, end);
    const texts = pairs.map(inline);
    const isAlone = margin.trim() === "" && lineEnd <= rangeOf(map)[1];
    if (!isAlone) return [{ start: end, end, text: texts.map((one) => `, ${one}`).join("") }];
    return [
        ...(comma === undefined ? [{ start: end, end, text: "," }] : []),
        {
            start: lineEnd,
            end: lineEnd,
            text: texts.map((one) => `${margin}${one},${eol}`).join(""),
        },
    ];
}

/** Fills `{}`, turning it into a block if its position allows one. */
function fillEmpty(file: YamlFile, map: YAMLMap, pairs: readonly NewPair[]): TextEdit[] {
    const [start, end] = rangeOf(map);
    const parent = file.parents.get(map);
    const source = file.text.slice(start, end);
    if (!parent || parent.container.flow || /[\n#]/.test(source)) {
        const text = ` ${pairs.map(inline).join(", ")} `;
        return [{ start: start + 1, end: start + 1, text }];
    }
    const gap = file.text.slice(0, start).trimEnd().length;
    return [{ start: gap, end, text: "" }, linesBelow(file, parent.pair, end, pairs)];
}

/** The pairs on their own lines, below the line of the pair whose value they become. */
function linesBelow(
    file: YamlFile,
    { key }: Pair,
    offset: number,
    pairs: readonly NewPair[],
): TextEdit {
    const { text } = file;
    const [start] = rangeOf(key);
    const at = nextLine(text, offset);
    const indent = start - lineStart(text, start) + 2;
    return { start: at, end: at, text: blockText(file, at, indent, pairs) };
}

function inline({ key, value }: NewPair): string {
    return `${flowText(key)}: ${flowText(value)}`;
}
