import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseRoster } from "../../model/parse";
import type { Loaded } from "../../model/readRoster";
import type { RosterInput } from "../../model/schema";

/** The example of docs and README: every part of the format, and nothing wrong with it. */
export const exampleFile = "tests/fixtures/acme/roster.yaml";

export function exampleText(): string {
    return readFileSync(exampleFile, "utf8");
}

export function exampleInput(): RosterInput {
    return parse(exampleText());
}

/** Reads a roster from texts instead of files. */
export function readTexts(texts: Readonly<Record<string, string | Uint8Array>>): Loaded {
    return parseRoster({
        directory: "roster",
        problems: [],
        files: Object.entries(texts).map(([path, text]) => ({
            file: `roster/${path}`,
            bytes: typeof text === "string" ? new TextEncoder().encode(text) : text,
        })),
    });
}

/** The problems as a reader sees them. */
export function lines({ problems }: Pick<Loaded, "problems">): string[] {
    return problems.map(
        ({ file, line, column, rule, message }) => `${file}:${line}:${column} ${rule} ${message}`,
    );
}

/** The same without places; maps become lists, so that their order counts. */
export function withoutPlaces(value: unknown): unknown {
    if (value instanceof Map) return [...value].map(withoutPlaces);
    if (Array.isArray(value)) return value.map(withoutPlaces);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, part]) => !isPlace(part))
            .map(([key, part]) => [key, withoutPlaces(part)]),
    );
}

function isPlace(value: unknown): boolean {
    return typeof value === "object" && value !== null && "line" in value && "column" in value;
}
