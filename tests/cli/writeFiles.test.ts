import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../cli/edits/writeFiles";

describe("writing edited files", () => {
    let folder = "";
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "rollcall-write-"));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    function edit(name: string) {
        const file = join(folder, name);
        writeFileSync(file, "before");
        return { file, before: Buffer.from("before"), after: Buffer.from("after") };
    }

    it("refuses a file that has changed since it was read, and writes none", () => {
        const edits = [edit("a.yaml"), edit("b.yaml")];
        writeFileSync(join(folder, "b.yaml"), "meanwhile");
        assert.throws(() => writeFiles(edits), /b\.yaml was changed meanwhile/);
        assert.equal(readFileSync(join(folder, "a.yaml"), "utf8"), "before");
        assert.deepEqual(readdirSync(folder), ["a.yaml", "b.yaml"]);
    });

    it("writes no file if one cannot be written", () => {
        // The longest name that there is: what is written beside it would be longer.
        const longest = `${"b".repeat(250)}.yaml`;
        const edits = [edit("a.yaml"), edit(longest)];
        assert.throws(() => writeFiles(edits), /ENAMETOOLONG/);
        assert.equal(readFileSync(join(folder, "a.yaml"), "utf8"), "before");
        assert.deepEqual(readdirSync(folder), ["a.yaml", longest]);
    });

    it("restores moved files if a later move fails", () => {
        const [first, second] = [edit("a.yaml"), edit("b.yaml")];
        // The third is the second again: when its turn comes, what was written beside is gone.
        assert.throws(() => writeFiles([first, second, second]), /ENOENT/);
        assert.equal(readFileSync(first.file, "utf8"), "before");
        assert.equal(readFileSync(second.file, "utf8"), "before");
        assert.deepEqual(readdirSync(folder), ["a.yaml", "b.yaml"]);
    });
});
