import { nearest } from "../nearest";
import type { KeyedSection } from "../schema";
import { keyedSections, sections } from "../schema";
import type { Draft, KnownKeys } from "./inspection";
import { createMapping, createReport, quote } from "./inspection";
import type { Reading, RosterDocument } from "./source";
import { duplicateMessage, mergeKey } from "./source";

type Section = (typeof sections)[number];
type Mapping = Record<string, unknown>;

/**
 * Merges the sections of all files in file order: mappings by key, grants one after another. A misspelt
 * section name is reported and read as the section that was meant, so that one slip does not make
 * everything in it unknown. Words in a file with broken syntax are remembered, so that references to them
 * are not reported too.
 */
export function mergeDocuments(documents: readonly RosterDocument[], reading: Reading): Draft {
    const { locator } = reading;
    const merger = new Merger(reading);
    for (const { content } of documents) {
        if (content) merger.merge(content as Mapping);
    }
    return {
        raw: merger.raw,
        locator,
        known: knownKeys(merger.raw),
        mentioned: new Set(documents.flatMap(({ words = [] }) => words)),
        complete: documents.every(({ content, words }) => content ?? words),
        sound: documents.every(({ content }) => content),
    };
}

/** The section that a name stands for: exactly, or as a misspelling. */
export function sectionMeant(name: string): Section | undefined {
    const known = sections.find((section) => section === name);
    if (known) return known;
    const meant = nearest(name, sections);
    return sections.find((section) => section === meant);
}

class Merger {
    readonly raw = createMapping();
    private readonly report;

    constructor(private readonly reading: Reading) {
        this.report = createReport(reading.locator, reading.problems);
    }

    merge(content: Mapping): void {
        for (const [name, value] of Object.entries(content)) {
            const section = name === mergeKey ? undefined : this.section(content, name);
            if (section === undefined || value === undefined) continue;
            if (value === null) {
                const message = `${quote(name)} has no value; write its content, or {}`;
                this.report("missing-value", "value", [content, name], message);
                this.start(section, content, name);
            } else if (section === "grants") {
                this.mergeList(section, content, name);
            } else {
                this.mergeMapping(section, content, name);
            }
        }
    }

    private section(content: Mapping, name: string): Section | undefined {
        const meant = sectionMeant(name);
        if (meant === name) return meant;
        const hint = meant ? `did you mean "${meant}"?` : `sections: ${sections.join(", ")}`;
        const message = `${quote(name)} is not a section; ${hint}`;
        this.report("unknown-key", "key", [content, name], message);
        return meant;
    }

    private mergeList(section: Section, content: Mapping, name: string): void {
        const list = this.start(section, content, name);
        const more = content[name];
        if (!Array.isArray(more)) {
            const message = "the grants must be a list: lines that begin with -";
            this.report("invalid-value", "value", [content, name], message);
            return;
        }
        more.forEach((item: unknown, index) => {
            const spot = this.reading.locator.spot(more, index);
            if (spot) this.reading.locator.add(list, (list as unknown[]).length, spot);
            (list as unknown[]).push(item);
        });
    }

    private mergeMapping(section: Section, content: Mapping, name: string): void {
        const mapping = this.start(section, content, name) as Mapping;
        const more = content[name];
        if (typeof more !== "object" || more === null || Array.isArray(more)) {
            const message = `${section} must be a mapping from keys`;
            this.report("invalid-value", "value", [content, name], message);
            return;
        }
        const spots = this.reading.locator.spots(more);
        for (const [key, value] of Object.entries(more)) {
            if (key === mergeKey) continue;
            if (key in mapping) {
                const message = duplicateMessage(key, this.reading.locator.key(mapping, key));
                this.report("duplicate-key", "key", [more, key], message);
                continue;
            }
            mapping[key] = value;
            const spot = spots.get(key);
            if (spot) this.reading.locator.add(mapping, key, spot);
        }
    }

    /** The merged section, started where its first part is met. */
    private start(section: Section, content: Mapping, name: string): object {
        const begun = this.raw[section];
        if (typeof begun === "object" && begun !== null) return begun;
        const merged = section === "grants" ? [] : createMapping();
        this.raw[section] = merged;
        const spot = this.reading.locator.spot(content, name);
        if (spot) this.reading.locator.add(this.raw, section, spot);
        return merged;
    }
}

/** The keys of every section whose entries have keys. */
export function knownKeys(raw: object): KnownKeys {
    const keys = (section: unknown) =>
        typeof section === "object" && section !== null && !Array.isArray(section)
            ? Object.keys(section)
            : [];
    return Object.fromEntries(
        keyedSections.map((name) => [name, new Set(keys((raw as Mapping)[name]))]),
    ) as Record<KeyedSection, Set<string>>;
}
