import type { Alias, Document, Pair, YAMLMap } from "yaml";
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Problem } from "../problem";
import type { Place } from "../roster";
import { createMapping, quote } from "./inspection";
import type { Source, YamlLocator } from "./locate";
import { keyText, placeIn } from "./locate";

/** A roster file as it was found. */
export interface RosterFile {
    /** The path as the reader would open it. */
    readonly file: string;
    readonly bytes: Uint8Array;
}

/** What a file contains. */
export interface RosterDocument {
    /** Absent if the syntax is broken: what a parser recovers is not what was meant. */
    readonly content?: object;
    /** For a text with broken syntax, every word that may be a key; absent if the file is not text. */
    readonly words?: readonly string[];
}

/** What all files of one roster share while they are read. */
export interface Reading {
    readonly locator: YamlLocator;
    readonly problems: Problem[];
    /** How many values aliases may still expand to; stops a YAML bomb. */
    aliasBudget: number;
}

export const largestFile = 1024 * 1024;
export const aliasBudget = 100_000;
const deepest = 64;
/** How every file is parsed, for reading and for editing. */
export const yamlOptions = { prettyErrors: false, uniqueKeys: false, resolveKnownTags: false };
/** Only the first few syntax errors are real; the others follow from them. */
const mostErrors = 3;

/**
 * Characters that are not text, that nobody sees, or that change the order in which a text is displayed. The
 * two joiners (U+200C, U+200D) belong to scripts and emoji.
 */
const unreadable = /[^\P{Cc}\n\r\t]|[^\P{Cf}\u200c\u200d]|[\u2028\u2029\u115f\u1160\u3164\uffa0]/u;

/** A word before a colon; bounded, so that no text can make the search slow. */
const anyKey = /(?<![a-z0-9-])[a-z][a-z0-9-]{0,38}(?=["']?[ \t]{0,4}:)/g;

/** Parses one YAML 1.2 file into plain data, and reports everything that is wrong with it. */
export function readDocument({ file, bytes }: RosterFile, reading: Reading): RosterDocument {
    const report = (place: Place, rule: Problem["rule"], message: string) => {
        reading.problems.push({ severity: "error", rule, message, ...place });
    };
    const start = { file, line: 1, column: 1 };
    const refuse = (message: string, place: Place = start): RosterDocument => {
        report(place, "syntax", message);
        return {};
    };

    if (bytes.byteLength > largestFile) {
        return refuse(`the file has ${bytes.byteLength} bytes; a file may have ${largestFile}`);
    }
    const text = decode(bytes);
    if (text === undefined) return refuse("the file is not text in UTF-8");
    const odd = unreadable.exec(text);
    if (odd) {
        const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
        const message = `the file holds the character U+${code}, which a reader cannot see`;
        return refuse(message, placeInText(file, text, odd.index));
    }

    const { document, lines } = parseOnce(bytes, text);
    const source = { file, text, lines };
    if (!reportErrors(document, source, report)) return { words: text.match(anyKey) ?? [] };
    if (document.directives?.yaml.explicit && document.directives.yaml.version !== "1.2") {
        return refuse("a roster is YAML 1.2; take the %YAML line out");
    }
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.source === "")) {
        return refuse("the file is empty; write a section such as people:, or remove the file");
    }
    const content = new Reader(source, reading, report).read(contents, 0);
    if (isMap(contents) && isObject(content)) return { content };
    const place = isNode(contents) && contents.range ? placeIn(source, contents.range[0]) : start;
    return refuse("the file must be a mapping from sections such as people: or grants:", place);
}

interface Parsed {
    readonly document: Document.Parsed;
    readonly lines: LineCounter;
}

/** Keyed by the identity of the bytes: a roster before and after an edit has most of its files in common. */
const parsed = new WeakMap<Uint8Array, Parsed>();

function parseOnce(bytes: Uint8Array, text: string): Parsed {
    const known = parsed.get(bytes);
    if (known) return known;
    const lines = new LineCounter();
    const document = parseDocument(text, { ...yamlOptions, lineCounter: lines });
    parsed.set(bytes, { document, lines });
    return { document, lines };
}

type Report = (place: Place, rule: Problem["rule"], message: string) => void;

function decode(bytes: Uint8Array): string | undefined {
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        return undefined;
    }
}

/** Needed where the parser has not counted the text's lines yet. */
function placeInText(file: string, text: string, offset: number): Place {
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    return { file, line, column: offset - before.lastIndexOf("\n") };
}

/** Returns whether the syntax is valid; a tag is refused but breaks nothing around it. */
function reportErrors(document: Document.Parsed, source: Source, report: Report): boolean {
    const tags = document.errors.filter(({ code }) => code === "TAG_RESOLVE_FAILED");
    const errors = document.errors.filter(({ code }) => code !== "TAG_RESOLVE_FAILED");
    for (const { pos } of tags) report(placeIn(source, pos[0]), "syntax", tagMessage);
    for (const { code, message, pos } of errors.slice(0, mostErrors)) {
        report(placeIn(source, pos[0]), "syntax", syntaxMessages[code] ?? plain(message));
    }
    return errors.length === 0;
}

/** YAML 1.1's merge key; what the merge would have brought in is not reported as missing. */
export const mergeKey = "<<";

const tagMessage = "a roster has no tags; write the value without the !";

const syntaxMessages: Readonly<Record<string, string>> = {
    MULTIPLE_DOCS: "the file holds several documents; put each into a file of its own",
    RESOURCE_EXHAUSTION: "the values are nested too deeply",
    TAB_AS_INDENT: "a tab indents this line; use spaces",
};

function plain(message: string): string {
    return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, "");
}

/** The value of an anchor, and how many values it consists of. */
interface Anchored {
    readonly value: unknown;
    readonly size: number;
}

/** Converts syntax nodes into plain data in one pass over the file; aliases share their anchor's value. */
class Reader {
    private readonly anchors = new Map<string, Anchored | "open">();
    private size = 0;

    constructor(
        private readonly source: Source,
        private readonly reading: Reading,
        private readonly report: Report,
    ) {}

    read(node: unknown, depth: number): unknown {
        if (!isNode(node)) return null;
        if (isAlias(node)) return this.alias(node);
        if (depth > deepest) return this.refuse(node, "the values are nested too deeply");
        if (node.tag !== undefined) this.refuseTag(node);

        const before = this.size;
        const anchor = "anchor" in node ? node.anchor : undefined;
        if (anchor !== undefined) this.anchors.set(anchor, "open");
        const value = this.value(node, depth);
        this.size += 1;
        if (anchor !== undefined) this.anchors.set(anchor, { value, size: this.size - before });
        return value;
    }

    private value(node: unknown, depth: number): unknown {
        const { locator } = this.reading;
        if (isScalar(node)) return node.tag === undefined ? node.value : node.source;
        if (isSeq(node)) {
            const list = node.items.map((item) => this.read(item, depth + 1));
            locator.remember(list, this.source, node);
            return list;
        }
        if (!isMap(node)) return null;
        const mapping = createMapping();
        locator.remember(mapping, this.source, node);
        for (const pair of node.items) this.pair(mapping, pair, node, depth);
        return mapping;
    }

    private pair(
        mapping: Record<string, unknown>,
        { key, value }: Pair,
        node: YAMLMap,
        depth: number,
    ): void {
        if (isNode(key)) this.read(key, depth + 1); // its anchor, its tag
        const name = keyText(key);
        if (name === undefined || name === "") {
            this.refuse(isNode(key) ? key : node, "a key must be a word");
        } else if (name === mergeKey) {
            this.refuse(key, "a roster has no merge keys; write the keys out, or alias the value");
            mapping[name] = undefined;
        } else if (name === "__proto__") {
            // Validation passes over it wherever keys are free, and would know nothing of its value.
            this.refuse(key, '"__proto__" can be the key of nothing; choose another');
            this.read(value, depth + 1); // report what is wrong inside as well
        } else if (name in mapping) {
            const first = this.reading.locator.key(mapping, name);
            const message = duplicateMessage(name, first);
            this.report(this.place(key), "duplicate-key", message);
            this.read(value, depth + 1); // report what is wrong inside as well
        } else {
            mapping[name] = this.read(value, depth + 1);
        }
    }

    private alias(node: Alias.Parsed | Alias): unknown {
        const anchored = this.anchors.get(node.source);
        if (anchored === undefined) {
            return this.refuse(node, `there is no anchor &${node.source} above this alias`);
        }
        if (anchored === "open") {
            return this.refuse(node, `the alias *${node.source} stands within its own anchor`);
        }
        this.size += anchored.size;
        if (this.reading.aliasBudget < 0) return undefined;
        this.reading.aliasBudget -= anchored.size;
        if (this.reading.aliasBudget >= 0) return anchored.value;
        const message = `the roster's aliases stand for more than ${aliasBudget} values`;
        return this.refuse(node, message);
    }

    private refuseTag(node: unknown): void {
        const { text } = this.source;
        const start = isNode(node) && node.range ? node.range[0] : 0;
        let offset = text.lastIndexOf("!", start);
        while (offset > 0 && /[^\s,[{]/.test(text.charAt(offset - 1))) offset -= 1;
        this.report(placeIn(this.source, Math.max(offset, 0)), "syntax", tagMessage);
    }

    private refuse(node: unknown, message: string): undefined {
        this.report(this.place(node), "syntax", message);
        return undefined;
    }

    private place(node: unknown): Place {
        const inner = isPair(node) ? node.key : node;
        return placeIn(this.source, isNode(inner) && inner.range ? inner.range[0] : 0);
    }
}

export function duplicateMessage(key: string, first: Place): string {
    const where = `${first.file}:${first.line}:${first.column}`;
    return `${quote(key)} is given twice, first at ${where}; keep one of them`;
}

function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null;
}
