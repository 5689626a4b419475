import { createHash } from "node:crypto";
import { type Certificate, certificateTitle } from "./certificate";
import type { ProvedEntitlement } from "./proof";

const style = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: clamp(1.3rem, 4vw, 2rem); line-height: 1.2 }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid; padding: .3rem .6rem; text-align: left; vertical-align: top; overflow-wrap: normal }
td:nth-child(7) { white-space: nowrap }
.sandbox { border: 3px dashed; padding: .6rem; font-weight: bold }
.incomplete { color: #b00020 }
.complete { color: #00662b }
@media (prefers-color-scheme: dark) {
    body { background: #111; color: #eee }
    .incomplete { color: #ff8a80 }
    .complete { color: #7ddc9a }
}
`;

/** A single file that needs, runs and loads nothing else. */
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
<p class="${verdict}">${summary(certificate)}</p>
<p>${escapeHtml(`At ${instant}, roster ${revision(roster)}, ${roster.digest}`)}</p>
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

function summary({ verdict, gone }: Certificate): string {
    if (verdict === "complete") return "Nothing is left, as far as was read.";
    return gone
        ? "Everything was read back absent. What was open before may be used for a while yet."
        : "Not everything is proved.";
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
    const cells = (tag: string, texts: readonly string[]) =>
        texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("");
    const body = rows.map((texts) => `<tr>${cells("td", texts)}</tr>`).join("\n");
    return `<div class="wide"><table>
<thead><tr>${cells("th", heads)}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>`;
}

function list(title: string, texts: readonly string[]): string {
    if (texts.length === 0) return "";
    const items = texts.map((text) => `<li>${escapeHtml(text)}</li>`).join("\n");
    return `<h2>${escapeHtml(title)}</h2>
<ul>
${items}
</ul>`;
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
