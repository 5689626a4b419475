import type { Document, Pair, YAMLMap, YAMLSeq } from "yaml";
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml";
import type { Problem } from "../problem";
import { keyText, placeIn, YamlLocator } from "../reading/locate";
import { sectionMeant } from "../reading/merge";
import type { RosterFile } from "../reading/source";
import { aliasBudget, readDocument, yamlOptions } from "../reading/source";
import type { Place } from "../roster";

/** A roster file and its syntax tree; every token has its offset in the text. */
export interface YamlFile {
    readonly file: string;
    readonly bytes: Uint8Array;
    /** Without a byte order mark. */
    readonly text: string;
    readonly eol: "\n" | "\r\n";
    readonly document: Document.Parsed;
    readonly root: YAMLMap;
    /** For each node that is a value in a mapping: the pair and mapping it is written in. */
    readonly parents: ReadonlyMap<unknown, Parent>;
    place(node: unknown): Place;
}

interface Parent {
    readonly pair: Pair;
    readonly container: YAMLMap;
}

/** Parses the files that the reader can read; `unread` are the others. */
export function openFiles(files: readonly RosterFile[]): {
    readonly open: readonly YamlFile[];
    readonly unread: readonly string[];
} {
    const opened = files.map((file) => openFile(file));
    return {
        open: opened.filter((file) => file !== undefined),
        unread: files.flatMap(({ file }, index) => (opened[index] ? [] : [file])),
    };
}

function openFile({ file, bytes }: RosterFile): YamlFile | undefined {
    const problems: Problem[] = [];
    const locator = new YamlLocator(file);
    const { content } = readDocument({ file, bytes }, { locator, problems, aliasBudget });
    if (content === undefined) return undefined;
    const text = new TextDecoder("utf-8").decode(bytes);
    const lines = new LineCounter();
    const options = { ...yamlOptions, lineCounter: lines, keepSourceTokens: true };
    const document = parseDocument(text, options);
    if (!isMap(document.contents)) return undefined;
    const parents = new Map<unknown, Parent>();
    visit(document, {
        Map: (_, container) => {
            for (const pair of container.items) parents.set(pair.value, { pair, container });
        },
    });
    return {
        file,
        bytes,
        text,
        eol: text.includes("\r\n") ? "\r\n" : "\n",
        document,
        root: document.contents,
        parents,
        place: (node) =>
            placeIn({ file, text, lines }, isNode(node) && node.range ? node.range[0] : 0),
    };
}

const mark = "\ufeff";

/** The bytes of an edited text, with a byte order mark if the file had one. */
export function bytesOf({ bytes }: YamlFile, text: string): Uint8Array {
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return new TextEncoder().encode(marked ? mark + text : text);
}

/**
 * Parses the files as they will be, including unchanged ones.
 *
 * @throws Error if one could no longer be read: a bug of ours.
 */
export function reopen(
    files: readonly YamlFile[],
    edited: readonly { readonly file: string; readonly after: Uint8Array }[],
): readonly YamlFile[] {
    const after = new Map(edited.map((one) => [one.file, one.after]));
    return files.map((file) => {
        const bytes = after.get(file.file);
        const opened = bytes ? openFile({ file: file.file, bytes }) : file;
        if (!opened) throw new Error(`the edit would leave ${file.file} unreadable`);
        return opened;
    });
}

/** A key of a mapping or an index of a list with its value; an alias counts as the value of its anchor. */
export interface Part {
    readonly container: YAMLMap | YAMLSeq;
    readonly index: number;
    /** Empty in a list. */
    readonly name: string;
    /** The key; in a list, the item. */
    readonly label: unknown;
    /** As written, possibly an alias. */
    readonly written: unknown;
    readonly value: unknown;
}

/** The parts of a mapping or list; any other node has none. */
export function partsOf({ document }: YamlFile, node: unknown): Part[] {
    const follow = (value: unknown) => (isAlias(value) ? value.resolve(document) : value);
    const container = follow(node);
    if (isMap(container)) {
        return container.items.map(({ key, value }, index) => ({
            container,
            index,
            name: keyText(follow(key)) ?? "",
            label: key,
            written: value,
            value: follow(value),
        }));
    }
    if (!isSeq(container)) return [];
    return container.items.map((item, index) => ({
        container,
        index,
        name: "",
        label: item,
        written: item,
        value: follow(item),
    }));
}

/** The part under a key of a mapping. */
export function partAt(file: YamlFile, node: unknown, name: string): Part | undefined {
    return partsOf(file, node).find((part) => part.name === name);
}

/** Like `partAt`, for keys that may be given more than once. */
export function partsAt(file: YamlFile, node: unknown, name: string): Part[] {
    return partsOf(file, node).filter((part) => part.name === name);
}

/** The parts of all sections of that name, including misspelt ones, as the reader does. */
export function sectionParts(file: YamlFile, section: string): Part[] {
    return sectionsOf(file, section).flatMap(({ value }) => partsOf(file, value));
}

export function sectionsOf(file: YamlFile, section: string): Part[] {
    return partsOf(file, file.root).filter(({ name }) => sectionMeant(name) === section);
}

/** A node's text; undefined if it is not a text. */
export function textOf(node: unknown): string | undefined {
    return isScalar(node) && typeof node.value === "string" ? node.value : undefined;
}

/**
 * A node as plain data with its aliases resolved. Aliases that lead nowhere or into a cycle, for which the
 * library would throw, are left out. If a key is given twice the first counts, as for the reader.
 */
export function plainOf(file: YamlFile, node: unknown, within: readonly unknown[] = []): unknown {
    const value = isAlias(node) ? node.resolve(file.document) : node;
    if (isScalar(value)) return value.value;
    if ((!isMap(value) && !isSeq(value)) || within.includes(value)) return undefined;
    const parts = partsOf(file, value)
        .map(({ name, written }) => [name, plainOf(file, written, [...within, value])] as const)
        .filter(([, part]) => part !== undefined);
    if (isSeq(value)) return parts.map(([, part]) => part);
    const names = parts.map(([name]) => name);
    return Object.fromEntries(parts.filter(([name], index) => names.indexOf(name) === index));
}
