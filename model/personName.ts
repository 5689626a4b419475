/**
 * First and family name, for systems that need both: the last word is the family name, and a single word
 * serves as both.
 */
export function splitName(name: string): { givenName: string; familyName: string } {
    const words = name.trim().split(/\s+/);
    const familyName = words.pop() ?? name;
    return { givenName: words.join(" ") || familyName, familyName };
}
