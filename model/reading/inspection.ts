import type { Problem, RuleId } from "../problem";
import type { KeyedSection, Loose, RosterInput } from "../schema";
import type { Locator } from "./locate";

/** The keys of each section, including those of entries that are refused. */
export type KnownKeys = Readonly<Record<KeyedSection, ReadonlySet<string>>>;

/** A roster's plain value, before anything about it is certain. */
export interface Draft {
    readonly raw: object;
    readonly locator: Locator;
    readonly known: KnownKeys;
    /** Words of files with broken syntax, any of which may be a key. */
    readonly mentioned: ReadonlySet<string>;
    /** The keys of every file are known: a reference that leads nowhere is a mistake. */
    readonly complete: boolean;
    /** The syntax of every file is valid: a missing section was left out. */
    readonly sound: boolean;
}

/** A draft whose wrong parts were reported and taken out: the rest has the right form. */
export interface Inspection extends Draft {
    readonly raw: Loose<RosterInput>;
    /** Containers in which something is wrong: what they lack may have been taken out. */
    readonly broken: ReadonlySet<object>;
    /** Everybody under `leavers`, including those whose tombstones were taken out. */
    readonly leaverKeys: readonly string[];
    report(rule: RuleId, spot: "key" | "value", at: Spot, message: string): void;
}

/** A part of the plain value: its container, and its key or index in it. */
export type Spot = readonly [container: object, key: string | number];

export function createReport(locator: Locator, problems: Problem[]): Inspection["report"] {
    return (rule, spot, [container, key], message) => {
        const place = locator[spot](container, key);
        const path = locator.path(container, key);
        const text = path === "" ? message : `${path}: ${message}`;
        problems.push({ severity: "error", rule, message: text, ...place });
    };
}

const nothing = Object.freeze(Object.create(null));

/**
 * A mapping in which keys such as constructor or __proto__ are ordinary keys. It inherits from an
 * empty object instead of from null, for which V8 keeps a slower representation.
 */
export function createMapping(): Record<string, unknown> {
    return Object.create(nothing);
}

/** A text as it was given, in quotes; for a long one only its beginning. */
export function quote(text: string): string {
    return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

/** Where something is, for a message about something else. */
export function whereIs(locator: Locator, spot: "key" | "value", [container, key]: Spot): string {
    const { file, line, column } = locator[spot](container, key);
    return locator.path(container, key) || `${file}:${line}:${column}`;
}

/** The spots of a list's items, without those that were taken out. */
export function itemsOf<T>(list: readonly (T | undefined)[] | undefined): [T, Spot][] {
    return (list ?? []).flatMap((item, index): [T, Spot][] =>
        item === undefined ? [] : [[item, [list as readonly unknown[], index]]],
    );
}

/** The entries of a mapping that may be missing, without the parts that were taken out. */
export function entriesOf<T>(
    mapping: Readonly<Record<string, T | undefined>> | undefined,
): [string, T][] {
    return Object.entries(mapping ?? {}).filter(
        (entry): entry is [string, T] => entry[1] !== undefined,
    );
}
