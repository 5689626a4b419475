import type { AccessMatrix, CellEntry, MatrixTable } from "../accessMatrix";
import { harmless } from "./harmless";
import type { Style } from "./style";
import { formatTable } from "./table";

/** The matrix for a terminal: one table per service; its rows are people who have something there. */
export function formatMatrix({ tables }: AccessMatrix, style: Style): string {
    return [
        ...tables.map((table) => formatOne(table, style)),
        style("dim", "* through something else, such as a repository: rollcall who NAME says what"),
    ].join("\n\n");
}

function formatOne({ key, description, columns, rows }: MatrixTable, style: Style): string {
    const title = `${style("bold", key)}${style("dim", ` · ${harmless(description)}`)}`;
    if (rows.length === 0) return `${title}\n${style("dim", "nobody")}`;
    const head = ["", ...columns.map(({ label }) => label)];
    const lines = rows.map(({ person, cells }) => [
        person.key,
        ...cells.map((cell) => formatCell(cell, style)),
    ]);
    return `${title}\n${formatTable(head, lines, style)}`;
}

function formatCell(cell: readonly CellEntry[], style: Style): string {
    const given = new Set(namesOf(cell, false));
    const reached = new Set(namesOf(cell, true).filter((name) => !given.has(name)));
    if (given.size + reached.size === 0) return style("dim", "-");
    return [...given, ...[...reached].map((name) => style("magenta", `${name}*`))].join(", ");
}

function namesOf(cell: readonly CellEntry[], reached: boolean): string[] {
    return cell.filter(({ via }) => via.length > 0 === reached).map(({ permission }) => permission);
}
