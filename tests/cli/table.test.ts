import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { Style } from "../../cli/text/style";
import { plain, styleFor } from "../../cli/text/style";
import { formatTable } from "../../cli/text/table";
import { fakeIo, rollcall, text, tiny } from "./support";

function inColumns(columns: number, coloured = false): Style {
    const io = fakeIo({ terminal: true, columns });
    return styleFor(io, io.out, coloured);
}

const head = ["stack", "why", "created"];
const rows = [
    ["dev", "a word and another and a third", 12],
    ["production", "no", 3],
];

describe("a table", () => {
    it("has its natural width unless a terminal shows it", () => {
        const whole = text`
            stack       why                             created
            ───────────────────────────────────────────────────
            dev         a word and another and a third       12
            production  no                                    3`;
        assert.equal(formatTable(head, rows, plain), whole);
        assert.equal(formatTable(head, rows, inColumns(51)), whole);
    });

    it("first narrows the gaps between columns", () => {
        const [first] = formatTable(head, rows, inColumns(49)).split("\n");
        assert.equal(first, "stack      why                            created");
    });

    it("then breaks cells between words", () => {
        assert.equal(
            formatTable(head, rows, inColumns(36)),
            text`
                stack       why              created
                ────────────────────────────────────
                dev         a word and            12
                            another and a
                            third
                production  no                     3`,
        );
    });

    it("becomes a line per row if not even words fit", () => {
        assert.equal(
            formatTable(head, rows, inColumns(22)),
            text`
                stack · why ·
                  created
                ──────────────────────
                dev · a word and
                  another and a third
                  · 12 created
                production · no · 3
                  created`,
        );
    });

    it("does not count colour codes as width", () => {
        const style = inColumns(36, true);
        const coloured = rows.map(([stack = "", ...more]) => [style("red", `${stack}`), ...more]);
        for (const columns of [36, 22]) {
            const fitting = inColumns(columns, true);
            const shown = stripVTControlCharacters(formatTable(head, coloured, fitting));
            assert.equal(shown, formatTable(head, rows, inColumns(columns)));
        }
    });

    for (const command of ["access", "matrix"]) {
        it(`fits a terminal of 80 columns in ${command}`, async () => {
            for (const roster of [tiny, "roster"]) {
                const line = `${command} --roster ${roster} --no-color`;
                const { stdout } = await rollcall(line, { terminal: true, columns: 80 });
                const long = stdout.split("\n").filter((one) => one.length > 80);
                assert.deepEqual(long, []);
            }
        });
    }
});
