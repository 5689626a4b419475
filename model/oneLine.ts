/**
 * A text as one line. Line breaks in a roster are only formatting; printed, they would let the author of
 * the text start a new line in somebody else's log.
 */
export function oneLine(text: string): string {
    return text.replace(unprintable, " ").trim();
}

const unprintable = /[\s\p{Cc}]+/gu;
