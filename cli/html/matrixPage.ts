import type {
    AccessMatrix,
    CellEntry,
    MatrixColumn,
    MatrixRow,
    MatrixTable,
} from "../accessMatrix";
import { systemNames } from "../text/entitlements";
import { groupBy } from "../text/groupBy";
import { enhanceMatrix } from "./enhanceMatrix";
import type { Html } from "./html";
import { html } from "./html";
import { matrixStyle } from "./matrixStyle";
import { renderPage } from "./page";

export interface MatrixPage {
    readonly organization: string;
    /** Where this holds: in the sandbox, in live systems, or only as planned. */
    readonly mode: MatrixMode;
    /** `2026-11-24T08:00:00Z` */
    readonly instant: string;
    readonly digest: string;
    readonly entitlements: number;
    readonly matrix: AccessMatrix;
}

export const matrixModes = {
    planned: "planned: what the roster says; no system was asked",
    sandbox: "sandbox: provisioned in a world of files; nothing real was touched",
    live: "live: provisioned in the real systems",
} as const;
export type MatrixMode = keyof typeof matrixModes;

/** The matrix as one page: complete without scripts, sorted and filtered with them. */
export function renderMatrixPage(page: MatrixPage): string {
    return renderPage({
        title: `Access at ${page.organization}`,
        style: matrixStyle,
        script: `(${enhanceMatrix.toString()})();`,
        body: html`${header(page)}
${filters(page.matrix)}
<main>
${page.matrix.tables.map(section)}
</main>
${footer()}`,
    });
}

function header({ organization, mode, instant, digest, entitlements, matrix }: MatrixPage): Html {
    return html`<header class="top">
<h1>Who may do what at ${organization}</h1>
<p class="mode mode-${mode}">${matrixModes[mode]}</p>
<dl class="facts">
<div><dt>As of</dt><dd><time datetime="${instant}">${instant.replace("T", " ").replace("Z", " UTC")}</time></dd></div>
<div><dt>People</dt><dd>${matrix.people}</dd></div>
<div><dt>Entitlements</dt><dd>${entitlements}</dd></div>
<div class="wide"><dt>Plan</dt><dd><code>${digest}</code></dd></div>
</dl>
<nav aria-label="Tables"><ul>${matrix.tables.map(
        ({ key, rows }, index) =>
            html`<li><a href="#${anchor(index)}">${key} <small>${rows.length}</small></a></li>`,
    )}</ul></nav>
</header>`;
}

function anchor(index: number): string {
    return `table-${index}`;
}

/** Shown by the script: without it they would do nothing. */
function filters({ tables }: AccessMatrix): Html {
    const rows = tables.flatMap((table) => table.rows);
    const columns = tables.flatMap((table) => table.columns);
    const people = new Map(rows.map(({ person }) => [person.key, person.name]));
    const environments = new Set(columns.flatMap(({ environment }) => environment ?? []));
    const plain = (keys: Iterable<string>) => [...keys].map((key) => [key, key] as const);
    return html`<form class="filters" id="filters" role="search" aria-label="Filter" hidden>
${select(
    "person",
    "Person",
    "everybody",
    [...people].sort().map(([key, name]) => [key, `${key} (${name})`]),
)}
${select("team", "Team", "any", plain([...new Set(rows.flatMap(({ teams }) => teams))].sort()))}
${select("service", "Service", "all", plain(tables.map(({ key }) => key)))}
${select("environment", "Environment", "all", [["github", "GitHub"], ...plain(environments)])}
<label>Text<input type="search" name="text" autocomplete="off" spellcheck="false" placeholder="operator, via, until"></label>
<button type="reset">Clear</button>
<output id="shown" aria-live="polite"></output>
</form>`;
}

function select(
    name: string,
    label: string,
    all: string,
    options: readonly (readonly [value: string, text: string])[],
): Html {
    return html`<label>${label}<select name="${name}"><option value="">${all}</option>${options.map(
        ([value, text]) => html`<option value="${value}">${text}</option>`,
    )}</select></label>`;
}

/*
 * The roles say what the elements say already: on a narrow screen the style makes cards of the
 * rows, and a browser would then take the table for one no longer.
 */
function section({ key, description, columns, rows }: MatrixTable, index: number): Html {
    const heading = html`<header><h2 id="${anchor(index)}">${key}</h2><p>${description}</p></header>`;
    if (rows.length === 0) {
        return html`<section data-service="${key}">${heading}<p class="nobody">Nobody.</p></section>`;
    }
    return html`<section data-service="${key}" aria-labelledby="${anchor(index)}">${heading}
<table role="table" aria-labelledby="${anchor(index)}">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">person</th>${columns.map(columnHead)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => bodyRow(row, columns))}</tbody>
</table>
</section>
`;
}

function columnHead(column: MatrixColumn): Html {
    const { label, production, reviewers } = column;
    return html`<th role="columnheader" scope="col" data-environment="${environmentOf(column)}"${
        production ? html` class="production"` : undefined
    }>${label}${reviewers && html`<small>${guardText(reviewers)}</small>`}</th>`;
}

function guardText(reviewers: readonly string[]): string {
    return reviewers.length === 0 ? "no reviewer" : `reviewed by ${reviewers.join(" or ")}`;
}

function bodyRow({ person, teams, cells }: MatrixRow, columns: readonly MatrixColumn[]): Html {
    return html`<tr role="row" data-person="${person.key}" data-teams="${teams.join(" ")}"><th role="rowheader" scope="row">${person.key}<small>${person.name}</small></th>${columns.map(
        (column, index) => bodyCell(cells[index] ?? [], column),
    )}</tr>
`;
}

function bodyCell(cell: readonly CellEntry[], column: MatrixColumn): Html {
    const { label, production } = column;
    const classes = [
        ...(production ? ["production"] : []),
        ...(cell.length === 0 ? ["empty"] : []),
    ];
    const content =
        cell.length === 0
            ? html`<span class="nothing" aria-label="nothing">–</span>`
            : html`<ul>${cell.map((entry) => entryItem(entry, column.environment !== undefined))}</ul>`;
    return html`<td role="cell" data-label="${label}" data-environment="${environmentOf(column)}"${
        classes.length > 0 ? html` class="${classes.join(" ")}"` : undefined
    }>${content}</td>`;
}

function environmentOf({ environment }: MatrixColumn): string {
    return environment ?? "github";
}

function entryItem({ permission, systems, via, until }: CellEntry, named: boolean): Html {
    const notes = [
        ...(named ? [unbroken(systems.map((system) => systemNames[system]).join(", "))] : []),
        ...(via.length > 0 ? [unbroken(`via ${viaText(via)}`)] : []),
        ...(until === undefined ? [] : [unbroken(`until ${until}`)]),
    ];
    const note = notes.length > 0 ? html` <small>${notes.join(" · ")}</small>` : undefined;
    return html`<li${via.length > 0 ? html` class="via"` : undefined}><b>${permission}</b>${note}</li>`;
}

/** A line may break between notes, not within one. */
function unbroken(text: string): string {
    return text.replaceAll(" ", "\u00a0");
}

/** `repository checkout, ci`: the kind once, then each. */
function viaText(via: readonly string[]): string {
    const parted = via.map((text) => text.split(":", 2));
    return [...groupBy(parted, ([kind = ""]) => kind)]
        .map(([kind, some]) => `${kind} ${some.map(([, name = ""]) => name).join(", ")}`)
        .join(", ");
}

function footer(): Html {
    return html`<footer>
<p><b class="sample">outlined</b> no line grants it: it is reached through something else. Who may push to a repository may deploy it where nobody reviews, and an administrator can take the reviewers away.</p>
<p>A cell holds what a person may do in all systems together; a date is when it ends by itself. <code>rollcall who NAME</code> names the line of the roster behind each entry.</p>
</footer>`;
}
