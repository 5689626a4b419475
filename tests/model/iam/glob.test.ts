import assert from "node:assert/strict";
import fc from "fast-check";
import type { Glob } from "../../../model/iam/glob";
import { anyLetter, anyText, literal, matchesGlob, parseGlob } from "../../../model/iam/glob";

/** Right beyond doubt and hopelessly slow: tries every length for every star. */
function naively(glob: Glob, text: readonly string[]): boolean {
    const [part, ...rest] = glob;
    if (part === undefined) return text.length === 0;
    if (part === anyText) {
        return Array.from({ length: text.length + 1 }, (_, taken) => text.slice(taken)).some(
            (remaining) => naively(rest, remaining),
        );
    }
    const [letter, ...remaining] = text;
    return (
        letter !== undefined && (part === anyLetter || part === letter) && naively(rest, remaining)
    );
}

describe("IAM globs", () => {
    it("match by definition", () => {
        const text = fc.string({ unit: fc.constantFrom("a", "b", "😀"), maxLength: 8 });
        const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
        fc.assert(
            fc.property(pattern, text, (pattern, text) => {
                const glob = parseGlob(pattern);
                assert.equal(matchesGlob(glob, text), naively(glob, Array.from(text)));
            }),
            { numRuns: 3_000 },
        );
    });

    it("match a text that was generated to match", () => {
        const part = fc.constantFrom("a", "b", "*", "?");
        const filled = fc.array(
            fc.tuple(part, fc.string({ maxLength: 5 }), fc.string({ minLength: 1, maxLength: 1 })),
        );
        fc.assert(
            fc.property(filled, (parts) => {
                const pattern = parts.map(([one]) => one).join("");
                const text = parts
                    .map(([one, many, single]) => (one === "*" ? many : one === "?" ? single : one))
                    .join("");
                assert.ok(matchesGlob(parseGlob(pattern), text));
            }),
        );
    });

    it("match a literal only with itself", () => {
        fc.assert(
            fc.property(fc.string(), fc.string(), (one, other) => {
                assert.ok(matchesGlob(literal(one), one));
                assert.equal(matchesGlob(literal(one), other), one === other);
            }),
        );
        assert.ok(!matchesGlob(literal("a*"), "ab"));
    });

    it("treat regular-expression syntax as plain characters", () => {
        assert.ok(matchesGlob(parseGlob("a.[b]+(c|d)$^\\"), "a.[b]+(c|d)$^\\"));
        assert.ok(!matchesGlob(parseGlob("a.c"), "abc"));
        assert.ok(matchesGlob(parseGlob("a*c"), "a\n\nc"));
    });

    it("stay quick on the worst pattern", () => {
        const started = process.cpuUsage().user;
        assert.equal(matchesGlob(parseGlob(`${"*a".repeat(2_000)}b`), "a".repeat(4_000)), false);
        assert.ok(process.cpuUsage().user - started < 2_000_000);
    });
});
