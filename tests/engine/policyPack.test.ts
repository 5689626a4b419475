import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Engine } from "../../engine/find";
import { policyPackPath } from "../../engine/policyPack";
import { type PolicyPack, previewStack, type Run, upStack } from "../../engine/run";
import { fakeProgram, removeFolder, scratchFolder } from "./support";

describe("policy packs", () => {
    let folder: string;
    let run: Run;

    beforeEach(async () => {
        folder = await scratchFolder();
        const pulumi = join(folder, "bin", "pulumi");
        await mkdir(join(folder, "project"));
        run = {
            engine: { folder: dirname(pulumi), pulumi, version: "3.259.0", source: "cache" },
            project: { folder: join(folder, "project") },
            stack: "dev",
            environment: {},
        };
    });
    afterEach(() => removeFolder(folder));

    /** What the engine was told about packs. */
    const told = async (action: (policyPacks: readonly PolicyPack[]) => Promise<unknown>) => {
        const file = join(folder, "calls");
        await fakeProgram(
            run.engine.pulumi,
            `require("node:fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.argv.slice(2)))`,
        );
        const answers: string[][] = [];
        const settings = { path: "/b", config: "/b.json" };
        for (const packs of [[], [{ path: "/a" }], [settings], [{ path: "/a" }, settings]]) {
            await action(packs);
            const given = JSON.parse(await readFile(file, "utf8")) as string[];
            const at = given.findIndex((one) => one.startsWith("--policy-pack"));
            answers.push(at < 0 ? [] : given.slice(at, given.indexOf("--stack")));
        }
        return answers;
    };

    it("are passed to preview and up, either each with settings or all without", async () => {
        const expected = [
            [],
            ["--policy-pack", "/a"],
            ["--policy-pack", "/b", "--policy-pack-config", "/b.json"],
            [
                ...["--policy-pack", "/a", "--policy-pack", "/b"],
                ...["--policy-pack-config", "", "--policy-pack-config", "/b.json"],
            ],
        ];
        assert.deepEqual(await told((policyPacks) => previewStack(run, { policyPacks })), expected);
        assert.deepEqual(await told((policyPacks) => upStack(run, { policyPacks })), expected);
    });

    it("are a file for an engine that runs files, otherwise the folder", () => {
        const path = (version: string) =>
            policyPackPath({ ...run.engine, version } satisfies Engine, "/policy");
        assert.equal(path("3.259.0"), join("/policy", "run"));
        assert.equal(path("3.301.2"), join("/policy", "run"));
        assert.equal(path("3.258.9"), "/policy");
    });
});
