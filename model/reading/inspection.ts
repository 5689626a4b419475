import type { Problem, RuleId } from "../problem";
import type { KeyedSection, Loose, RosterInput } from "../schema";
import type { Locator } from "./locate";

/** The keys of each section, including those of refused entries. */
export type KnownKeys = Readonly<Record<KeyedSection, ReadonlySet<string>>>;

/** A roster as plain data, before anything about it has been checked. */
export interface Draft {
    readonly raw: object;
    readonly locator: Locator;
    readonly known: KnownKeys;
    /** Words from files with broken syntax, any of which may be a key. */
    readonly mentioned: ReadonlySet<string>;
    /** Whether the keys of every file are known: only then is a dangling reference a mistake. */
    readonly complete: boolean;
    /** Whether every file's syntax is valid: only then was a missing section really left out. */
    readonly sound: boolean;
}

/** A draft whose invalid parts have been reported and taken out: what remains has the right form. */
export interface Inspection extends Draft {
    readonly raw: Loose<RosterInput>;
    /** Containers with something invalid: what they lack may have been taken out. */
    readonly broken: ReadonlySet<object>;
    /** Everyone under `leavers`, including those whose tombstones were taken out. */
    readonly leaverKeys: readonly string[];
    report(rule: RuleId, spot: "key" | "value", at: Spot, message: string): void;
}

/** A part of the plain data: its container, and its key or index in it. */
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
 * A mapping in which keys such as constructor or __proto__ are ordinary. It inherits from an empty object
 * rather than from null, for which V8 uses a slower representation.
 */
export function createMapping(): Record<string, unknown> {
    return Object.create(nothing);
}

/** A text as given, in quotes; a long one is cut. */
export function quote(text: string): string {
    return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

/** Where something is, for a message about something else. */
export function whereIs(locator: Locator, spot: "key" | "value", [container, key]: Spot): string {
    const { file, line, column } = locator[spot](container, key);
    return locator.path(container, key) || `${file}:${line}:${column}`;
}

/** The items of a list with their spots, without those that were taken out. */
export function itemsOf<T>(list: readonly (T | undefined)[] | undefined): [T, Spot][] {
    return (list ?? []).flatMap((item, index): [T, Spot][] =>
        item === undefined ? [] : [[item, [list as readonly unknown[], index]]],
    );
}

/** The entries of a mapping, if it is there, without those that were taken out. */
export function entriesOf<T>(
    mapping: Readonly<Record<string, T | undefined>> | undefined,
): [string, T][] {
    return Object.entries(mapping ?? {}).filter(
        (entry): entry is [string, T] => entry[1] !== undefined,
    );
}
