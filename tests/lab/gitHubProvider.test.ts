import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fakeProgram, removeFolder, scratchFolder } from "../engine/support";
import { gitHubProvider, installProvider } from "./provider/gitHubProvider";

describe("the lab's GitHub provider", () => {
    let folder: string;
    let lines: string[];
    beforeEach(async () => {
        folder = await scratchFolder();
        lines = [];
    });
    afterEach(() => removeFolder(folder));

    const provider = () =>
        gitHubProvider({
            cache: join(folder, "cache"),
            environment: { PATH: join(folder, "go") },
            report: (line) => lines.push(line),
        });

    it("is missing without Go, and says how to get it", async () => {
        const answer = await provider();
        assert.ok("missing" in answer);
        assert.match(
            answer.missing,
            /no Go toolchain on PATH: install Go 1\.26 or newer from https/,
        );
        assert.equal(existsSync(join(folder, "cache")), false);
    });

    it("is built once from pinned modules, and put where the engine looks for it", async () => {
        const output = 'process.argv[process.argv.indexOf("-o") + 1]';
        await fakeProgram(
            join(folder, "go", "go"),
            `if (!process.argv.includes("-mod=readonly")) process.exit(1);
            require("node:fs").writeFileSync(${output}, "made");`,
        );
        const built = await provider();
        assert.ok("file" in built && existsSync(built.file));
        assert.deepEqual(await provider(), built);
        assert.equal(lines.length, 1);
        installProvider(built.file, join(folder, "home"));
        const plugin = "plugins/resource-github-v6.15.0/pulumi-resource-github";
        assert.ok(existsSync(join(folder, "home", plugin)));
    });

    it("fails if the build fails, and leaves nothing usable", async () => {
        await fakeProgram(
            join(folder, "go", "go"),
            'console.error("no such module"); process.exit(1);',
        );
        await assert.rejects(provider(), /go build of the GitHub provider failed: no such module/);
        assert.deepEqual(await readdir(join(folder, "cache")), []);
    });
});
