import { Document, isMap, isNode, isPair, isScalar, isSeq, visit } from "yaml";

/** Chooses a whole number below another. */
export type Pick = (below: number) => number;

/**
 * A plain value as people write YAML: some of it in brackets, over several lines perhaps, keys and
 * texts in quotes here and there, comments and empty lines anywhere.
 */
export function render(value: object, pick: Pick): string {
    const document = new Document(value);
    visit(document, (_, node) => {
        if (isPair(node) || !isNode(node)) return;
        if ((isMap(node) || isSeq(node)) && node !== document.contents && pick(4) === 0) {
            node.flow = true;
        }
        if (isScalar(node) && typeof node.value === "string") {
            const types = ["PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE"] as const;
            node.type = types[pick(4)] ?? "PLAIN";
        }
        if (node === document.contents) return;
        if (pick(12) === 0) node.comment = ` after ${pick(100)}`;
        if (pick(12) === 0) node.commentBefore = ` before ${pick(100)}`;
        if (pick(12) === 0) node.spaceBefore = true;
    });
    const text = document.toString({
        indent: [2, 3, 4][pick(3)] ?? 2,
        indentSeq: pick(2) === 0,
        lineWidth: [0, 30, 80][pick(3)] ?? 0,
        flowCollectionPadding: pick(2) === 0,
    });
    const ended = pick(4) === 0 ? text.trimEnd() : text;
    return pick(3) === 0 ? ended.replaceAll("\n", "\r\n") : ended;
}
