import { createHash } from "node:crypto";
import { compare } from "../model/problem";

/** JSON data. */
export type Json =
    | string
    | number
    | boolean
    | null
    | readonly Json[]
    | { readonly [key: string]: Json | undefined };

/** JSON with keys in code-unit order and no white space: equal data gives equal text. */
export function canonicalJson(value: Json): string {
    return JSON.stringify(sortKeys(value));
}

/** The same data with the keys of every object in code-unit order. */
export function sortKeys(value: Json): Json {
    if (Array.isArray(value)) return value.map(sortKeys);
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value as { readonly [key: string]: Json | undefined })
        .filter(([, child]) => child !== undefined)
        .sort(([a], [b]) => compare(a, b));
    return Object.fromEntries(entries.map(([key, child]) => [key, sortKeys(child as Json)]));
}

/** `sha256:` and 64 hex digits. */
export function digestOf(text: string): string {
    return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
