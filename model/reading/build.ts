import { parseInstant } from "../instant";
import { compare } from "../problem";
import type { Place, Reference } from "../roster";
import type { Inspection } from "./inspection";
import type { Locator } from "./locate";

/** What the builders of a roster's parts share. */
export interface BuildContext {
    readonly locator: Locator;
    /** The environments in their declared order. */
    readonly environments: readonly string[];
}

export function buildContext({ locator, raw }: Inspection): BuildContext {
    return { locator, environments: Object.keys(raw.environments ?? {}) };
}

type Defined<T> = {
    [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** The same object without keys whose values are undefined. */
export function defined<T extends object>(value: T): Defined<T> {
    const result: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) {
        if (part !== undefined) result[key] = part;
    }
    return result as Defined<T>;
}

/** A mapping's entries as a map in key order, each with the place of its key. */
export function buildMap<T extends object, R>(
    { locator }: BuildContext,
    mapping: Readonly<Record<string, T | undefined>> | undefined,
    build: (entry: T, key: string, at: Place) => R,
): ReadonlyMap<string, R> {
    return new Map(
        Object.entries(mapping ?? {})
            .filter((entry): entry is [string, T] => entry[1] !== undefined)
            .sort(([a], [b]) => compare(a, b))
            .map(([key, entry]) => [key, build(entry, key, locator.key(mapping ?? {}, key))]),
    );
}

/** References in key order, without duplicates. */
export function buildReferences(
    { locator }: BuildContext,
    list: readonly string[] | undefined,
): Reference[] {
    if (!list) return [];
    const references = new Map<string, Reference>();
    list.forEach((key, index) => {
        if (!references.has(key)) references.set(key, { key, at: locator.value(list, index) });
    });
    return [...references.values()].sort((a, b) => compare(a.key, b.key));
}

/** References to environments, in the order in which environments are declared. */
export function buildEnvironments(
    context: BuildContext,
    list: readonly string[] | undefined,
): Reference[] {
    const rank = new Map(context.environments.map((key, index) => [key, index]));
    return buildReferences(context, list).sort(
        (a, b) => (rank.get(a.key) ?? rank.size) - (rank.get(b.key) ?? rank.size),
    );
}

export function buildReference<K extends string>(
    { locator }: BuildContext,
    container: { readonly [key in K]?: string | undefined },
    key: K,
): Reference | undefined {
    const target = container[key];
    return target === undefined ? undefined : { key: target, at: locator.value(container, key) };
}

export function buildWindow(window: {
    readonly from?: string | undefined;
    readonly until?: string | undefined;
}) {
    return defined({
        from: window.from === undefined ? undefined : parseInstant(window.from, "from"),
        until: window.until === undefined ? undefined : parseInstant(window.until, "until"),
    });
}

/** Texts in sorted order, without duplicates. */
export function uniqueTexts<T extends string>(texts: readonly T[] | undefined): T[] {
    return [...new Set(texts)].sort(compare);
}

/**
 * Sorts lists without a meaningful order by content: sorting by place would make the order of files part of
 * the content.
 */
export function sortByContent<T>(items: readonly T[]): T[] {
    return items
        .map((item) => ({ item, content: JSON.stringify(item, withoutPlaces) }))
        .sort((a, b) => compare(a.content, b.content))
        .map(({ item }) => item);
}

function withoutPlaces(key: string, value: unknown): unknown {
    const isPlace = typeof value === "object" && value !== null && "line" in value;
    return isPlace && (key === "at" || key === "place") ? undefined : value;
}
