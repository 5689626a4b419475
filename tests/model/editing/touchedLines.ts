import { isMap, isPair, isScalar, isSeq, type Node, parseDocument, visit } from "yaml";

/**
 * The lines, from 0, on which something of these people is written, and those on which a list or
 * section begins that they are in: the only ones that their leaving may change. Worked out from the
 * parsed value alone, so that it shares nothing with the code that it tests.
 */
export function touchedLines(text: string, keys: ReadonlySet<string>): ReadonlySet<number> {
    const touched = new Set<number>();
    const document = parseDocument(text);
    const lineOf = (offset: number) => text.slice(0, offset).split("\n").length - 1;
    const touch = (from: number, to: number) => {
        for (let line = lineOf(from); line <= lineOf(Math.max(from, to - 1)); line += 1) {
            touched.add(line);
        }
    };
    visit(document, (key, node, path) => {
        if (isPair(node)) {
            const name = isScalar(node.key) ? String(node.key.value) : "";
            const value = isScalar(node.value) ? String(node.value.value) : "";
            const isManager = name === "manager" && keys.has(value);
            if (name === "leavers" || isManager || keys.has(name)) touchPair(node.key, node.value);
            if (name === "leavers" || keys.has(name)) touchAbove(path);
            return;
        }
        if (key === "key" || !isAbout(node, keys)) return;
        if (!isSeq(path.at(-1))) return;
        const [start, end] = rangeOf(node);
        const holder = path.at(-1);
        // A dash may stand on a line above what it begins.
        touch(isSeq(holder) && !holder.flow ? text.lastIndexOf("-", start - 1) : start, end);
        touchAbove(path);
    });
    return touched;

    function touchPair(key: unknown, value: unknown) {
        touch(rangeOf(key)[0], Math.max(rangeOf(key)[1], rangeOf(value)[1]));
    }
    /** Where the list or mapping begins: what is emptied is written there. */
    function touchAbove(path: readonly unknown[]) {
        const pair = path.filter(isPair).at(-1);
        if (!pair) return;
        touch(rangeOf(pair.key)[0], rangeOf(pair.key)[1]);
        const holder = path.at(-1);
        if ((isMap(holder) || isSeq(holder)) && holder.flow) touchEnds(holder);
    }
    /** Between brackets a part shares lines with its commas and the brackets. */
    function touchEnds(holder: Node) {
        const [start, end] = rangeOf(holder);
        touch(start, start + 1);
        touch(end - 1, end);
    }
}

function isAbout(node: unknown, keys: ReadonlySet<string>): boolean {
    if (isScalar(node)) return keys.has(String(node.value));
    if (!isMap(node)) return false;
    const { person, at } = node.toJSON() as Record<string, unknown>;
    const [, waived = ""] = /^(?:people\.|person:)([^/]+)/.exec(String(at)) ?? [];
    return keys.has(String(person)) || keys.has(waived);
}

function rangeOf(node: unknown): readonly [number, number] {
    const range = (node as { readonly range?: readonly number[] } | null)?.range;
    return [range?.[0] ?? 0, range?.[1] ?? 0];
}
