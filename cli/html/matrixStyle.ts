/** Contrast is AA (4.5 to 1) for every text, in light and in dark. */
export const matrixStyle = `
:root {
    --page: #f6f7f9; --card: #ffffff; --text: #1a2129; --muted: #566270; --line: #d9dee5;
    --head: #eef1f5; --accent: #0b5cad; --chip: #e4edf8; --chip-text: #123e6e;
    --via: #8a2c0d; --production: #9b1c31; --sandbox: #7a4b00; --sandbox-back: #fff1d6;
}
@media (prefers-color-scheme: dark) {
    :root {
        --page: #12161b; --card: #1a2027; --text: #e6eaef; --muted: #a3afbd; --line: #333d48;
        --head: #222a33; --accent: #7db8f5; --chip: #1f3854; --chip-text: #cfe3fa;
        --via: #f5a98a; --production: #ff9aa9; --sandbox: #ffd38a; --sandbox-back: #3b2c0f;
    }
}
*, *::before { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
    margin: 0 auto; max-width: 84rem; padding: 1.5rem; background: var(--page); color: var(--text);
    font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 0; font-size: 1.15rem; scroll-margin-top: 6rem; }
a { color: var(--accent); }
small { font-size: 0.8125rem; color: var(--muted); font-weight: 400; }
code { font: 0.8125rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }

.mode { display: inline-block; margin: 0.6rem 0 0; padding: 0.15rem 0.6rem; border-radius: 4px; background: var(--chip); color: var(--chip-text); }
.mode-sandbox { background: var(--sandbox-back); color: var(--sandbox); }
.facts { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 1rem 0; }
.facts dt { color: var(--muted); font-size: 0.8125rem; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: 0.25rem 0; }

.filters {
    position: sticky; top: 0; z-index: 2; display: grid; gap: 0.6rem 0.75rem; align-items: end;
    grid-template-columns: repeat(4, minmax(8rem, 1fr)) minmax(10rem, 1.5fr) auto auto;
    margin: 1rem -1.5rem 0; padding: 0.75rem 1.5rem;
    background: var(--page); border-bottom: 1px solid var(--line);
}
.filters label { display: grid; gap: 0.15rem; font-size: 0.8125rem; color: var(--muted); min-width: 0; }
.filters select, .filters input, .filters button {
    width: 100%; min-width: 0; min-height: 2.25rem; padding: 0.3rem 0.5rem; font: inherit; font-size: 0.9375rem;
    color: var(--text); background: var(--card); border: 1px solid var(--muted); border-radius: 4px;
}
.filters input::placeholder { color: var(--muted); opacity: 1; }
.filters button { padding-inline: 0.9rem; cursor: pointer; }
.filters output { align-self: center; min-width: 5.5rem; padding-top: 1rem; text-align: right; color: var(--muted); font-variant-numeric: tabular-nums; }

section { margin-top: 1.75rem; }
section > header { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; margin-bottom: 0.5rem; }
section > header p { margin: 0; color: var(--muted); }
table { width: 100%; border-collapse: separate; border-spacing: 0; table-layout: fixed; background: var(--card); border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
th, td { padding: 0.45rem 0.75rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
thead th { background: var(--head); font-weight: 600; border-bottom: 1px solid var(--line); }
thead th:first-child { width: 15rem; }
thead .production { box-shadow: inset 0 3px 0 var(--production); }
thead small { display: block; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; }
tbody th small { margin-left: 0.4rem; white-space: nowrap; }
tbody tr:hover > * { background: var(--head); }
td ul { display: grid; gap: 0.3rem; margin: 0; padding: 0; list-style: none; }
td b, .sample { display: inline-block; padding: 0 0.4rem; border: 1px solid transparent; border-radius: 3px; background: var(--chip); color: var(--chip-text); font-weight: 500; }
.via b, .sample { background: none; border-color: currentColor; color: var(--via); }
.nothing { color: var(--muted); }
thead button { width: 100%; margin: 0; padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer; }
thead button:hover { text-decoration: underline; }
thead [aria-sort] button::after { content: " \\2191"; color: var(--accent); }
thead [aria-sort="descending"] button::after { content: " \\2193"; }
thead button:has(small)::after { display: none; }
thead [aria-sort] small::after { content: " \\2191"; color: var(--accent); }
thead [aria-sort="descending"] small::after { content: " \\2193"; }
.nobody { color: var(--muted); }
footer { margin: 2rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); max-width: 70ch; }
footer p { margin: 0 0 0.6rem; }

@media (max-width: 60rem) {
    .filters { grid-template-columns: repeat(2, minmax(0, 1fr)); position: static; }
    .filters output { padding: 0; text-align: left; }
}
@media (max-width: 44rem) {
    body { padding: 1rem; }
    h1 { font-size: 1.4rem; }
    .filters { margin-inline: -1rem; padding-inline: 1rem; }
    table { border: 0; background: none; overflow: visible; }
    table, thead, tbody, tr, th, td { display: block; }
    thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .scripted thead { position: static; width: auto; height: auto; clip-path: none; }
    .scripted thead tr { display: flex; flex-wrap: wrap; gap: 0 1rem; margin-bottom: 0.5rem; }
    .scripted thead tr::before { content: "Sort by"; color: var(--muted); padding: 0.35rem 0; }
    .scripted thead th, .scripted thead th:first-child { width: auto; padding: 0; background: none; border: 0; box-shadow: none; }
    .scripted thead button { padding: 0.35rem 0; text-decoration: underline; font-weight: 400; }
    .scripted thead button:has(small)::after { display: inline; }
    .scripted thead small { display: none; }
    tbody tr { margin-bottom: 0.6rem; padding: 0.6rem 0.75rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
    tbody tr + tr > * { border-top: 0; }
    tbody tr:hover > * { background: none; }
    tbody th, tbody td { padding: 0.15rem 0; }
    tbody td { display: grid; grid-template-columns: 7rem 1fr; gap: 0 0.5rem; }
    tbody td::before { content: attr(data-label); color: var(--muted); }
    tbody td.production::before { color: var(--production); font-weight: 600; }
    tbody td.empty { display: none; }
}
@media print {
    :root { --page: #ffffff; }
    .filters, nav { display: none; }
    tr, section > header { break-inside: avoid; }
}
`;
