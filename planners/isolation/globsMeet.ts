import { type anyLetter, anyText } from "../../model/iam/glob";

/** Stands for any characters except a colon: one part of an ARN. */
export const anyPart: unique symbol = Symbol("part");

/** A pattern, character by character, that may also say where a part of an ARN ends. */
export type Pattern = readonly (string | typeof anyText | typeof anyLetter | typeof anyPart)[];
type Token = Pattern[number];

/**
 * Whether some text matches both patterns.
 *
 * Walks through both at once. Every pair of positions is visited at most once, so the time is the
 * product of the lengths.
 */
export function globsMeet(one: Pattern, other: Pattern): boolean {
    const width = other.length + 1;
    const seen = new Set<number>();
    const todo: (readonly [number, number])[] = [[0, 0]];
    for (let next = todo.pop(); next; next = todo.pop()) {
        const [here, there] = next;
        if (seen.has(here * width + there)) continue;
        seen.add(here * width + there);
        const left = one[here];
        const right = other[there];
        if (left === undefined && right === undefined) return true;
        if (isMany(left)) todo.push([here + 1, there]);
        if (isMany(right)) todo.push([here, there + 1]);
        if (left !== undefined && right !== undefined && shareLetter(left, right)) {
            todo.push([isMany(left) ? here : here + 1, isMany(right) ? there : there + 1]);
        }
    }
    return false;
}

function isMany(token: Token | undefined): boolean {
    return token === anyText || token === anyPart;
}

function shareLetter(left: Token, right: Token): boolean {
    if (typeof left === "string" && typeof right === "string") return left === right;
    if (typeof left === "string") return right !== anyPart || left !== ":";
    if (typeof right === "string") return left !== anyPart || right !== ":";
    return true;
}
