/**
 * A text as one line. What breaks it was for its author's eyes: to print it is to let whoever wrote
 * the text begin a line of somebody else's log.
 */
export function oneLine(text: string): string {
    return text.replace(unprintable, " ").trim();
}

const unprintable = /[\s\p{Cc}]+/gu;
