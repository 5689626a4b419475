import assert from "node:assert/strict";
import * as fc from "fast-check";
import { applyEdits, type TextEdit } from "../../../model/editing/textEdit";
import { unifiedDiff } from "../../../model/editing/unifiedDiff";
import { lines } from "./support";

function diff(text: string, edits: readonly TextEdit[]): string {
    const after = Buffer.from(applyEdits(text, edits));
    return unifiedDiff({ file: "r.yaml", before: Buffer.from(text), after, text, edits });
}

/** What `patch` makes of a text: each hunk must find its lines where it says. */
function patch(text: string, diff: string): string {
    const old = text === "" ? [] : text.replace(/\n$/, "").split("\n");
    const result: string[] = [];
    let at = 0;
    for (const hunk of diff.split(/^(?=@@)/m).slice(1)) {
        const [head = "", ...rows] = hunk.replace(/\n$/, "").split("\n");
        const [, from = "", size = "", to = "", more = ""] =
            /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(head) ?? assert.fail(head);
        const start = Number(from) - (size === "0" ? 0 : 1);
        result.push(...old.slice(at, start));
        assert.equal(result.length, Number(to) - (more === "0" ? 0 : 1));
        const kept = rows.filter((row) => !row.startsWith("+")).map((row) => row.slice(1));
        const now = rows.filter((row) => !row.startsWith("-")).map((row) => row.slice(1));
        assert.deepEqual(old.slice(start, start + kept.length), kept);
        assert.deepEqual([`${kept.length}`, `${now.length}`], [size, more]);
        result.push(...now);
        at = start + kept.length;
    }
    return [...result, ...old.slice(at)].join("\n");
}

describe("a diff", () => {
    it("shows two lines of context, and combines changes that are close together", () => {
        const text = lines("1", "2", "3", "4", "5", "6", "7", "8", "9");
        const edits = [
            { start: 6, end: 7, text: "four" },
            { start: 10, end: 12, text: "" },
            { start: 18, end: 18, text: "10\n" },
        ];
        assert.equal(
            diff(text, edits),
            [
                "--- r.yaml",
                "+++ r.yaml",
                "@@ -2,8 +2,8 @@",
                " 2",
                " 3",
                "-4",
                "+four",
                " 5",
                "-6",
                " 7",
                " 8",
                " 9",
                "+10",
            ].join("\n"),
        );
    });

    it("turns one text into the other, wherever the edits are", () => {
        const text = fc
            .array(fc.constantFrom("", "a", "b", "cc", "  d: e"), { maxLength: 30 })
            .chain((rows) => {
                const whole = rows.map((row) => `${row}\n`).join("");
                const offset = fc.nat(whole.length);
                const words = fc.constantFrom("", "x", "x\ny", "z\n");
                return fc.record({
                    whole: fc.constant(whole),
                    cuts: fc.uniqueArray(fc.tuple(offset, words), {
                        selector: ([at]) => at,
                        maxLength: 8,
                    }),
                });
            });
        fc.assert(
            fc.property(text, ({ whole, cuts }) => {
                const ends = cuts.map(([at]) => at).sort((a, b) => a - b);
                const edits = ends.flatMap((start, index) => {
                    const end = ends[index + 1];
                    if (index % 2 === 1 || end === undefined) return [];
                    return [{ start, end, text: cuts[index]?.[1] ?? "" }];
                });
                const after = applyEdits(whole, edits);
                const shown = patch(whole, diff(whole, edits));
                assert.equal(shown, after.replace(/\n$/, ""));
            }),
            { numRuns: 2_000 },
        );
    });
});
