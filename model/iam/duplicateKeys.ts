/** Texts, brackets, commas and colons: all that structure is made of. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * The keys that an object of a JSON text has twice. `JSON.parse` keeps the last and says nothing,
 * so that a reviewer may read one `Effect` and AWS another. The text must be valid JSON.
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
