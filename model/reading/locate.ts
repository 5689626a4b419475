import type { LineCounter, YAMLMap, YAMLSeq } from "yaml";
import { isMap, isNode, isScalar, isSeq } from "yaml";
import type { Place } from "../roster";

/** Finds where the parts of a roster's plain data were written, container by container. */
export interface Locator {
    /** The place of the key or, in a list, of the item. */
    key(container: object, key: string | number): Place;
    /** The place of the value or, without a value, of the key. */
    value(container: object, key: string | number): Place;
    /** The path, such as `grants[3].role`, where there is no file; empty where there is one. */
    path(container: object, key?: string | number): string;
    /** The value as written, if it differs from what was read: `012` is read as 12. */
    written(container: object, key: string | number): string | undefined;
}

/** A file that was read, with what converts its offsets to lines. */
export interface Source {
    readonly file: string;
    readonly text: string;
    readonly lines: LineCounter;
}

export function placeIn(source: Source, offset: number): Place {
    const { line, col } = source.lines.linePos(offset);
    return line === 0
        ? { file: source.file, line: 1, column: 1 }
        : { file: source.file, line, column: col };
}

/** One key of a mapping or one item of a list, as the parser saw it. */
export interface Spot {
    readonly source: Source;
    readonly key?: unknown;
    readonly value: unknown;
}

/** Mappings of up to this many keys are searched linearly; larger ones get an index. */
const largestScan = 16;

/**
 * Positions of values from YAML. Each container is remembered with its syntax node, which is searched only
 * when a part is asked for. A merged section has no node of its own: it is assembled from its parts' spots.
 */
export class YamlLocator implements Locator {
    private readonly nodes = new Map<object, { source: Source; node: YAMLMap | YAMLSeq }>();
    private readonly parts = new Map<object, Map<string | number, Spot>>();

    constructor(private readonly directory: string) {}

    remember(container: object, source: Source, node: YAMLMap | YAMLSeq): void {
        this.nodes.set(container, { source, node });
    }

    /** Records where one part of a merged container came from. */
    add(container: object, key: string | number, spot: Spot): void {
        const parts = this.parts.get(container) ?? new Map<string | number, Spot>();
        this.parts.set(container, parts.set(key, spot));
    }

    spot(container: object, key: string | number): Spot | undefined {
        const found = this.nodes.get(container);
        if (!found) return this.parts.get(container)?.get(key);
        const { source, node } = found;
        if (isSeq(node)) return { source, value: node.items[Number(key)] };
        if (node.items.length > largestScan) return this.spots(container).get(key);
        const pair = node.items.find((item) => keyText(item.key) === key);
        return pair && { source, key: pair.key, value: pair.value };
    }

    /** All parts of a mapping; the first if a key is given twice. */
    spots(container: object): ReadonlyMap<string | number, Spot> {
        const known = this.parts.get(container);
        if (known) return known;
        const spots = new Map<string | number, Spot>();
        const { source, node } = this.nodes.get(container) ?? {};
        for (const { key, value } of source && isMap(node) ? node.items : []) {
            const name = keyText(key);
            if (source && name !== undefined && !spots.has(name)) {
                spots.set(name, { source, key, value });
            }
        }
        this.parts.set(container, spots);
        return spots;
    }

    key(container: object, key: string | number): Place {
        const spot = this.spot(container, key);
        return this.place(spot, spot?.key ?? spot?.value);
    }

    value(container: object, key: string | number): Place {
        const spot = this.spot(container, key);
        const { key: name, value } = spot ?? {};
        const empty = !isNode(value) || (isScalar(value) && value.value === null);
        return this.place(spot, (empty ? name : undefined) ?? value);
    }

    path(): string {
        return "";
    }

    written(container: object, key: string | number): string | undefined {
        const value = this.spot(container, key)?.value;
        return isScalar(value) ? value.source : undefined;
    }

    private place(spot: Spot | undefined, node: unknown): Place {
        if (!spot || !isNode(node) || !node.range) {
            return { file: spot?.source.file ?? this.directory, line: 1, column: 1 };
        }
        return placeIn(spot.source, node.range[0]);
    }
}

/** A mapping's key as text: `1` and `true` are keys like any other. */
export function keyText(key: unknown): string | undefined {
    if (!isScalar(key)) return undefined;
    return typeof key.value === "string" ? key.value : key.source;
}

/** Positions of values from a program: paths in its plain object. */
export class PathLocator implements Locator {
    private readonly paths = new Map<object, string>();

    constructor(private readonly file: string) {}

    remember(container: object, path: string): void {
        this.paths.set(container, path);
    }

    key(): Place {
        return { file: this.file, line: 1, column: 1 };
    }

    value(): Place {
        return this.key();
    }

    path(container: object, key?: string | number): string {
        const path = this.paths.get(container) ?? "";
        if (key === undefined) return path;
        if (typeof key === "number") return `${path}[${key}]`;
        return path === "" ? key : `${path}.${key}`;
    }

    written(): undefined {
        return undefined;
    }
}
