import { stripVTControlCharacters } from "node:util";

/** Breaks a text between words into lines of at most `width` characters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(" ")) {
        if (line !== "" && lengthOf(line) + 1 + lengthOf(word) > width) {
            lines.push(line);
            line = word;
        } else {
            line = line === "" ? word : `${line} ${word}`;
        }
    }
    return [...lines, line];
}

/** What a reader sees of it: colours take no room. */
function lengthOf(text: string): number {
    return stripVTControlCharacters(text).length;
}
