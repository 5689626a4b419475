import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Collection } from "./collections";
import { codeOf } from "./worldLock";

const suffix = ".json";

/** The keys of a collection, sorted; empty if nothing has ever been put there. */
export function keysOf(folder: string, collection: Collection): string[] {
    try {
        return readdirSync(join(folder, collection))
            .filter((file) => file.endsWith(suffix))
            .map((file) => decodeURIComponent(file.slice(0, -suffix.length)))
            .sort();
    } catch (error) {
        if (codeOf(error) === "ENOENT") return [];
        throw error;
    }
}

/** @throws when a file, which people may edit, is not valid JSON. */
export function readObject(folder: string, collection: Collection, key: string): unknown {
    const path = pathOf(folder, collection, key);
    const content = readIfThere(path);
    if (content === undefined) return undefined;
    try {
        return JSON.parse(content);
    } catch (error) {
        throw new Error(`${path} is not valid JSON: ${(error as Error).message}`);
    }
}

export function pathOf(folder: string, collection: Collection, key: string): string {
    const name = encodeURIComponent(key).replace(/^\./, "%2E");
    return join(folder, collection, `${name}${suffix}`);
}

export function readIfThere(path: string): string | undefined {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        if (codeOf(error) === "ENOENT") return undefined;
        throw error;
    }
}

/** Readers see either the old file or the new one, never half of it. Not safe for concurrent writers. */
export function replaceFile(path: string, content: string): void {
    const draft = `${path}.draft`;
    try {
        writeFileSync(draft, content);
    } catch (error) {
        if (codeOf(error) !== "ENOENT") throw error;
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(draft, content);
    }
    renameSync(draft, path);
}
