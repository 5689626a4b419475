import { isAlias, isMap, isScalar, isSeq, visit } from "yaml";
import type { TextEdit } from "./textEdit";
import { rangeOf } from "./tokens";
import { flowText } from "./values";
import type { YamlFile } from "./yamlFile";
import { plainOf } from "./yamlFile";

/**
 * A part that is taken out may contain an anchor that is still referred to: then the first remaining alias
 * takes over the anchor and its content.
 */
export function keepAnchors(file: YamlFile, edits: readonly TextEdit[]): TextEdit[] {
    const { document, text } = file;
    const goes = (node: unknown) => {
        const [start, end] = rangeOf(node);
        return edits.some(
            (edit) => edit.start <= start && end <= edit.end && edit.end > edit.start,
        );
    };
    const moved = new Map<unknown, TextEdit>();
    visit(document, {
        Alias: (_, alias) => {
            const anchored = alias.resolve(document);
            if (!anchored || moved.has(anchored) || goes(alias) || !goes(anchored)) return;
            const [start, end] = rangeOf(alias);
            moved.set(anchored, { start, end, text: `&${alias.source} ${sourceOf(anchored)}` });
        },
    });
    return [...moved.values()];

    function sourceOf(node: unknown): string {
        const [start, end] = rangeOf(node);
        const source = text.slice(start, end);
        const isInline = isScalar(node) || ((isMap(node) || isSeq(node)) && node.flow);
        if (isInline && !/[\n#]/.test(source) && !isAlias(node)) return source;
        return flowText(plainOf(file, node));
    }
}
