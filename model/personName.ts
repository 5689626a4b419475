/**
 * The parts of a name, for systems that want two: the last word is the family name, and a single
 * word stands for both.
 */
export function splitName(name: string): { givenName: string; familyName: string } {
    const words = name.trim().split(/\s+/);
    const familyName = words.pop() ?? name;
    return { givenName: words.join(" ") || familyName, familyName };
}
