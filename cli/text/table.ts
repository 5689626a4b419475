import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import type { Style } from "./style";
import { wrap } from "./wrap";

type Cell = string | number;
type Row = readonly Cell[];

/**
 * A table without frames: headings, a rule, and a line a row. Numbers stand to the right. In a terminal
 * too narrow for it columns move together, then cells break between words; where that is not enough a
 * row is a line of its own, broken where it ends.
 */
export function formatTable(head: readonly string[], rows: readonly Row[], style: Style): string {
    const { columns = Number.POSITIVE_INFINITY } = style;
    const whole = head.map((_, index) => widest([head, ...rows], index, (text) => [text]));
    const least = head.map((_, index) => widest([head, ...rows], index, (text) => text.split(" ")));
    for (const widths of [whole, least]) {
        for (const gap of [2, 1]) {
            const room = columns - gap * (head.length - 1);
            if (sum(widths) <= room) {
                return drawn(head, rows, { style, gap, widths: shared(whole, least, room) });
            }
        }
    }
    return listed(head, rows, style);
}

/** The longest part of a column's cells. */
function widest(rows: readonly Row[], index: number, partsOf: (text: string) => string[]): number {
    const lengths = rows.flatMap((row) =>
        partsOf(stripVTControlCharacters(String(row[index] ?? "")))
            .flatMap((part) => part.split("\n"))
            .map((part) => part.length),
    );
    return Math.max(0, ...lengths);
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}

/** The widths that columns get: the widest one gives way as long as its words allow. */
function shared(whole: readonly number[], least: readonly number[], room: number): number[] {
    const widths = [...whole];
    for (let over = sum(widths) - room; over > 0; over -= 1) {
        const spare = widths.map((width, index) => (width > (least[index] ?? 0) ? width : -1));
        const at = spare.indexOf(Math.max(...spare));
        widths[at] = (widths[at] ?? 1) - 1;
    }
    return widths;
}

interface Drawing {
    readonly style: Style;
    readonly gap: number;
    readonly widths: readonly number[];
}

function drawn(
    head: readonly string[],
    rows: readonly Row[],
    { style, gap, widths }: Drawing,
): string {
    const frame = ["top", "bottom", "left", "right"].flatMap((side) =>
        ["", "-mid", "-left", "-right"].map((part) => [`${side}${part}`, ""] as const),
    );
    const table = new Table({
        head: head.map((text) => style("bold", text)),
        colAligns: head.map((_, index) =>
            rows.every((row) => typeof row[index] === "number") ? "right" : "left",
        ),
        colWidths: [...widths],
        wordWrap: true,
        chars: {
            ...Object.fromEntries(frame),
            mid: "─",
            "mid-mid": "─".repeat(gap),
            middle: " ".repeat(gap),
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

/** Of a number the heading says what it is; what is empty is left out. */
function listed(head: readonly string[], rows: readonly Row[], style: Style): string {
    const { columns = Number.POSITIVE_INFINITY } = style;
    const line = (cells: readonly string[]) =>
        wrap(cells.filter((cell) => cell !== "").join(" · "), columns - 2).join("\n  ");
    return [
        line(head.map((text) => style("bold", text))),
        "─".repeat(columns),
        ...rows.map((row) =>
            line(row.map((cell, at) => (typeof cell === "number" ? `${cell} ${head[at]}` : cell))),
        ),
    ].join("\n");
}
