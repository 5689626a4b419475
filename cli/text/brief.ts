import type { Json } from "../../planners/canonical";
import { harmless } from "./harmless";

/**
 * Data on one line for people: `branches main, reviewers payments platform`. Lists of mappings are
 * counted, and what is empty is left out.
 */
export function brief(value: Json | undefined): string {
    if (value === undefined || value === null) return "";
    if (typeof value !== "object") return harmless(String(value));
    if (isList(value)) {
        const mappings = value.some((item) => typeof item === "object");
        return mappings ? String(value.length) : value.join(" ");
    }
    return Object.entries(value)
        .map(([key, part]) => [key, brief(part)] as const)
        .filter(([, text]) => text !== "")
        .map(([key, text]) => `${key} ${text}`)
        .join(", ");
}

function isList(value: Json): value is readonly Json[] {
    return Array.isArray(value);
}
