import assert from "node:assert/strict";
import { planLeaving } from "../../../model/editing/planLeaving";
import { planRotation } from "../../../model/editing/planRotation";
import { Roll } from "../../../model/editing/roll";
import { openFiles } from "../../../model/editing/yamlFile";
import { readFiles } from "../../../model/load";
import type { RosterFiles } from "../../../model/parse";
import { parseRoster } from "../../../model/parse";
import { judge } from "../../../planners/judge";
import { now } from "../builder";
import { changesOf } from "./support";

/** The files as an edit leaves them. */
function after(
    files: RosterFiles,
    edited: readonly { readonly file: string; readonly after: Uint8Array }[],
): RosterFiles {
    const bytes = new Map(edited.map((one) => [one.file, one.after]));
    return {
        ...files,
        files: files.files.map((one) => ({ ...one, bytes: bytes.get(one.file) ?? one.bytes })),
    };
}

for (const directory of ["roster", "tests/fixtures/acme"]) {
    describe(`everyone in ${directory}, one at a time`, () => {
        const files = readFiles(directory);
        const { people = new Map() } = parseRoster(files).roster ?? {};

        it("is not empty", () => assert.ok(people.size > 5));

        for (const key of people.keys()) {
            it(`${key} can leave, and the roster still reads`, () => {
                const roll = new Roll(openFiles(files.files).open);
                const keys = roll.withAccounts([key]);
                const plan = planLeaving(roll, { keys, left: "2026-12-01", rotates: [] });
                const { roster, problems } = parseRoster(after(files, plan.files));
                assert.ok(roster, problems.map(({ message }) => message).join("\n"));
                for (const gone of keys) {
                    assert.ok(roster.leavers.has(gone));
                    assert.deepEqual(roster.leavers.get(gone)?.github, people.get(gone)?.github);
                }
                const listed = judge(roster, { instant: now, lapsed: "warning" }).filter(
                    ({ rule }) => rule === "leaver-still-listed",
                );
                assert.deepEqual(listed, []);
            });
        }
    });
}

describe("rotating a secret", () => {
    it("changes its generation and nothing else", () => {
        const files = readFiles("roster");
        const plan = planRotation(openFiles(files.files).open, "checkout-signing-key");
        const [edited] = plan.files;
        assert.equal(plan.files.length, 1);
        assert.ok(edited);
        assert.deepEqual(changesOf(edited.text, Buffer.from(edited.after).toString()), [
            "-    generation: 1 # raise it for a new value at once",
            "+    generation: 2 # raise it for a new value at once",
        ]);
        assert.deepEqual(
            plan.changes.map(({ file, line }) => `${file}:${line}`),
            ["roster/services/checkout.yaml:38"],
        );
        const { roster } = parseRoster(after(files, plan.files));
        assert.equal(roster?.secrets.get("checkout-signing-key")?.generation, 2);
    });
});
