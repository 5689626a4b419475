import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const hook = resolve(__dirname, "../../engine/compiledProgram.ts");
const typeScript = require.resolve("ts-node/register/transpile-only");

/** What a run of this program, started as a language host does, is told of TypeScript. */
function toldOf(program: string): string {
    const said = "console.log(String(process.env.PULUMI_NODEJS_TYPESCRIPT))";
    const args = ["-r", typeScript, "-r", hook, "-e", said, "--", "run", "--main=x", program];
    const env = { ...process.env, PULUMI_NODEJS_TYPESCRIPT: "true" };
    return execFileSync(process.execPath, args, { env, encoding: "utf8" }).trim();
}

describe("a run of a compiled program", () => {
    it("loads no TypeScript", () => {
        assert.equal(toldOf("/a folder/dist/stacks/index.js"), "undefined");
    });

    it("leaves it to a program that is TypeScript, or a folder", () => {
        assert.equal(toldOf("/folder/index.ts"), "true");
        assert.equal(toldOf("."), "true");
    });
});
