import Table from "cli-table3";
import type { Style } from "./style";

/** A table without frames: headings, a rule, and one line per row. Numbers are right-aligned. */
export function formatTable(
    head: readonly string[],
    rows: readonly (readonly (string | number)[])[],
    style: Style,
): string {
    const table = new Table({
        head: head.map((text) => style("bold", text)),
        colAligns: head.map((_, index) =>
            rows.every((row) => typeof row[index] === "number") ? "right" : "left",
        ),
        chars: {
            top: "",
            "top-mid": "",
            "top-left": "",
            "top-right": "",
            bottom: "",
            "bottom-mid": "",
            "bottom-left": "",
            "bottom-right": "",
            left: "",
            "left-mid": "",
            mid: "─",
            "mid-mid": "──",
            right: "",
            "right-mid": "",
            middle: "  ",
        },
        style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    });
    table.push(...rows.map((row) => [...row]));
    return table
        .toString()
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
}
