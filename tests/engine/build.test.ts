import assert from "node:assert/strict";
import { join } from "node:path";
import { buildEngine } from "../../engine/build";
import { fakeProgram, removeFolder, scratchFolder } from "./support";

describe("a build", () => {
    let folder: string;
    let lines: string[];
    beforeEach(async () => {
        folder = await scratchFolder();
        lines = [];
    });
    afterEach(() => removeFolder(folder));

    it("reports its progress while a step lasts", async () => {
        await fakeProgram(
            join(folder, "go", "go"),
            `if (process.argv[2] === "env") console.log("go1.26.8");
            if (process.argv[2] === "list") console.log("one\\ntwo");
            console.error("go: downloading one");
            setTimeout(() => {}, 600);`,
        );
        await buildEngine({
            folder: join(folder, "made"),
            environment: { PATH: join(folder, "go") },
            report: (line) => lines.push(line),
            progressMilliseconds: 100,
        });
        const told = lines.join("\n");
        assert.match(told, /^pulumi: got 1 modules in \d s$/m);
        assert.match(told, /^pulumi-language-nodejs: compiled 1 of up to 2 packages in \d s$/m);
    });
});
