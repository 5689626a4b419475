/** Markup that is safe to put into a page: only {@link html} makes it from text. */
export class Html {
    constructor(readonly text: string) {}
}

type Value = Html | string | number | undefined | readonly Value[];

/**
 * Markup with values in it. Every text is escaped, for elements and for quoted attributes alike;
 * markup, and lists of it, are inserted unchanged.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
    return new Html(
        parts.reduce((text, part, index) => text + render(values[index - 1]) + part, ""),
    );
}

function render(value: Value): string {
    if (value instanceof Html) return value.text;
    if (typeof value === "object") return value.map(render).join("");
    return value === undefined ? "" : escapeHtml(String(value));
}

const references: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

export function escapeHtml(text: string): string {
    return text.replace(/[&<>"']/g, (character) => references[character] ?? character);
}
