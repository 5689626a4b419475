import assert from "node:assert/strict";
import { enumerate } from "../../../model/rules/rule";

describe("a list of names in a message", () => {
    const cases: [names: string, expected: string][] = [
        ["a", "a"],
        ["a b c d e", "a, b, c, d, e"],
        ["a b c d e f", "a, b, c, d and 2 more"],
        ["a b c d e f g h i", "a, b, c, d and 5 more"],
    ];
    for (const [names, expected] of cases) {
        it(expected, () => assert.equal(enumerate(names.split(" ")), expected));
    }
});
