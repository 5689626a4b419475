import type { CST, Pair, YAMLMap, YAMLSeq } from "yaml";
import { isMap, isPair, isScalar, isSeq } from "yaml";

type Item = CST.CollectionItem;

/** The tokens of one part of a mapping or a list, as they were written. */
export function itemTokens(container: YAMLMap | YAMLSeq, index: number): Item | undefined {
    const token = container.srcToken;
    return token && "items" in token ? (token.items[index] as Item | undefined) : undefined;
}

/** The start of a part: its dash, its `?`, its anchor or its text, whichever comes first. */
export function startOf(container: YAMLMap | YAMLSeq, index: number): number {
    const item = itemTokens(container, index);
    const part: unknown = container.items[index];
    const node = isPair(part) ? part.key : part;
    const first = item?.start.find(({ type }) => !isBetween(type));
    return first?.offset ?? rangeOf(node)[0];
}

/** The end of a part, without comments and empty lines after it. */
export function endOf(container: YAMLMap | YAMLSeq, index: number): number {
    const item = itemTokens(container, index);
    const part: unknown = container.items[index];
    const value = isPair(part) ? part.value : part;
    const key = isPair(part) ? rangeOf(part.key)[1] : 0;
    const props = [...(item?.start ?? []), ...(item?.sep ?? [])].filter(
        ({ type }) => !isBetween(type),
    );
    const last = props.at(-1);
    return Math.max(key, last ? last.offset + last.source.length : 0, contentEnd(value));
}

function contentEnd(node: unknown): number {
    if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0) {
        return endOf(node, node.items.length - 1);
    }
    if (isScalar(node) && node.srcToken?.type === "block-scalar") {
        const { source } = node.srcToken;
        return rangeOf(node)[1] - (source.length - source.trimEnd().length);
    }
    // An empty value has no text; its range may lie after comments.
    if (isScalar(node) && node.source === "" && node.type === "PLAIN") return 0;
    return rangeOf(node)[1];
}

function isBetween(type: string): boolean {
    return type === "comma" || type === "space" || type === "newline" || type === "comment";
}

/** Where the value of a pair may start: after the colon and any anchor and tag. */
export function behindColon(pair: Pair): number | undefined {
    const sep = (pair as { readonly srcToken?: Item }).srcToken?.sep ?? [];
    const last = sep.filter(({ type }) => !isBetween(type)).at(-1);
    return last && last.offset + last.source.length;
}

/** The comma before a part of a list or mapping in brackets. */
export function commaBefore(container: YAMLMap | YAMLSeq, index: number): number | undefined {
    return itemTokens(container, index)?.start.find(({ type }) => type === "comma")?.offset;
}

export function rangeOf(node: unknown): readonly [start: number, end: number] {
    const range = (node as { readonly range?: readonly number[] | null } | null)?.range;
    return [range?.[0] ?? 0, range?.[1] ?? 0];
}
