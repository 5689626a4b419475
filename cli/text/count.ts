/** `1 person`, `2 people`; without a plural, the singular with an s. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
    return `${number} ${number === 1 ? singular : plural}`;
}
