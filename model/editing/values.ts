import { isScalar, parseDocument } from "yaml";

/** A plain value as YAML on one line, in a form that is valid between brackets too. */
export function flowText(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
    if (typeof value === "string") return plainOrQuoted(value);
    // JSON has no such numbers; YAML has special words for them.
    if (value === Infinity) return ".inf";
    if (value === -Infinity) return "-.inf";
    if (Number.isNaN(value)) return ".nan";
    if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
    const pairs = Object.entries(value).map(([key, part]) => `${flowText(key)}: ${flowText(part)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

/** Unquoted if YAML reads it back as the same text. */
function plainOrQuoted(text: string): string {
    const plain = /^[\p{L}\p{N}](?:[\p{L}\p{N} _.@/()+'-]*[\p{L}\p{N}_.)])?$/u.test(text);
    return plain && parseDocument(text).toJS() === text ? text : JSON.stringify(text);
}

/** A replacement text, quoted like the one it replaces. */
export function replaceText(node: unknown, text: string): string {
    const type = isScalar(node) ? node.type : undefined;
    if (type === "QUOTE_DOUBLE") return JSON.stringify(text);
    return type === "QUOTE_SINGLE" ? `'${text}'` : flowText(text);
}
