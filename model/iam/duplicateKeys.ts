/** Strings, brackets, commas and colons: everything that makes up the structure. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * Keys that occur twice in an object of a JSON text. `JSON.parse` silently keeps the last, so a reviewer
 * could read one `Effect` and AWS another. The text must be valid JSON.
 */
export function duplicateKeys(json: string): string[] {
    const open: (Set<string> | undefined)[] = [];
    const found: string[] = [];
    let last = "";
    for (const [text] of json.matchAll(token)) {
        const keys = open.at(-1);
        if (text === "{") open.push(new Set());
        else if (text === "[") open.push(undefined);
        else if (text === "}" || text === "]") open.pop();
        else if (text === ":" && keys) {
            const key: unknown = JSON.parse(last);
            if (keys.has(String(key))) found.push(String(key));
            keys.add(String(key));
        }
        last = text;
    }
    return found;
}
