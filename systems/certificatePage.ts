import { createHash } from "node:crypto";
import { type Certificate, certificateSummary, certificateTitle } from "./certificate";
import type { ProvedEntitlement } from "./proof";

const style = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 84rem; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: clamp(1.3rem, 4vw, 2rem); line-height: 1.2 }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid; padding: .3rem .6rem; text-align: left; vertical-align: top; overflow-wrap: normal }
time, td[data-label="status"] { white-space: nowrap }
.sandbox { border: 3px dashed; padding: .6rem; font-weight: bold }
.incomplete { color: #b00020 }
.complete { color: #00662b }
@media (max-width: 60rem) {
    .wide { overflow-x: visible }
    table, tbody, tr, td { display: block }
    thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
    tr { margin-bottom: .6rem; padding: .4rem .6rem; border: 1px solid; border-radius: 6px }
    td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 .5rem; padding: .15rem 0; border: 0; overflow-wrap: anywhere }
    td::before { content: attr(data-label); opacity: .7 }
    td:empty { display: none }
}
@media (prefers-color-scheme: dark) {
    body { background: #111; color: #eee }
    .incomplete { color: #ff8a80 }
    .complete { color: #7ddc9a }
}
`;

/** A single self-contained file that loads and runs nothing. */
export function renderCertificate(certificate: Certificate): string {
    const { mode, verdict, reasons, notes, rotated, items, readings, roster, instant } =
        certificate;
    const title = certificateTitle(certificate);
    const hash = createHash("sha256").update(style).digest("base64");
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${mode === "sandbox" ? '<p class="sandbox">Sandbox: no real system was asked.</p>\n' : ""}<h1>${escapeHtml(title)}</h1>
<p class="${verdict}">${certificateSummary(certificate)}</p>
<p>${marked(`At ${instant}, roster ${revision(roster)}, ${roster.digest}`)}</p>
${list("Why it is incomplete", reasons)}
<h2>Access</h2>
${table(["stack", "system", "target", "permission", "status", "proof", "revoked", "residual"], items.map(row))}
<h2>Systems</h2>
${table(
    ["system", "read", "able to see", "removed outside of Pulumi"],
    readings.map(({ system, at, ok, reason, removed }) => [
        system,
        at,
        `${ok ? "yes" : "no"}: ${reason}`,
        removed.join("; "),
    ]),
)}
<h2>Secrets</h2>
${table(
    ["secret", "environment", "kind", "status", "since", "how"],
    rotated.map(({ secret, environment, kind, status, rotatedAt = "", detail }) => [
        secret,
        environment,
        kind,
        status,
        rotatedAt,
        detail,
    ]),
)}
${list("To know", notes)}
</body>
</html>
`;
}

function revision({ commit, dirty = false }: Certificate["roster"]): string {
    if (commit === undefined) return "without a commit";
    return dirty ? `${commit} with changes that are in no commit` : commit;
}

function row({ entitlement, status, proof, detail, revokedAt, residual }: ProvedEntitlement) {
    const { stack, system, target, permission, via } = entitlement;
    return [
        stack,
        system,
        target,
        via === undefined ? permission : `${permission} via ${via}`,
        status,
        detail === undefined ? proof : `${proof}: ${detail}`,
        revokedAt ?? "",
        residual ? `${residual.why}, until ${residual.until ?? "it ends"}` : "",
    ];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
    if (rows.length === 0) return "<p>none</p>";
    const cell = (text: string, at: number) =>
        `<td data-label="${heads[at] ?? ""}">${text && `<span>${marked(text)}</span>`}</td>`;
    const body = rows.map((texts) => `<tr>${texts.map(cell).join("")}</tr>`).join("\n");
    return `<div class="wide"><table>
<thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>`;
}

function list(title: string, texts: readonly string[]): string {
    if (texts.length === 0) return "";
    const items = texts.map((text) => `<li>${marked(text)}</li>`).join("\n");
    return `<h2>${escapeHtml(title)}</h2>
<ul>
${items}
</ul>`;
}

/** Keeps instants on one line: nobody reads them when they are broken in two. */
function marked(text: string): string {
    return escapeHtml(text).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>$&</time>");
}

const references: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

function escapeHtml(text: string): string {
    return text.replace(/[&<>"']/g, (character) => references[character] ?? character);
}
