import { createHash } from "node:crypto";
import type { Html } from "./html";
import { html, Html as Markup } from "./html";

export interface Page {
    readonly title: string;
    readonly style: string;
    readonly script: string;
    readonly body: Html;
}

/**
 * One file that needs nothing else and may do nothing else: its content security policy allows only its
 * own style and script, by their hashes, and allows nothing to be loaded or sent.
 */
export function renderPage({ title, style, script, body }: Page): string {
    const policy = [
        "default-src 'none'",
        `style-src '${hashOf(style)}'`,
        `script-src '${hashOf(script)}'`,
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");
    return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

function hashOf(text: string): string {
    return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
