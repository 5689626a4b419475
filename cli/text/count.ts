/** `1 person`, `2 people`; the plural is the singular and an s where none is given. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
    return `${number} ${number === 1 ? singular : plural}`;
}
