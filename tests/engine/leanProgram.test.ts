import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const hook = resolve(__dirname, "../../engine/leanProgram.ts");
const typeScript = require.resolve("ts-node/register/transpile-only");

/** What this code writes in a run of this program, started as a language host does. */
function says(code: string, program: string): string {
    const args = ["-r", typeScript, "-r", hook, "-e", code, "--", "run", "--main=x", program];
    const env = { ...process.env, PULUMI_NODEJS_TYPESCRIPT: "true" };
    return execFileSync(process.execPath, args, { env, encoding: "utf8", cwd: __dirname }).trim();
}

describe("a run of a compiled program", () => {
    const said = "console.log(String(process.env.PULUMI_NODEJS_TYPESCRIPT))";

    it("loads no TypeScript", () => {
        assert.equal(says(said, "/a folder/dist/stacks/index.js"), "undefined");
    });

    it("leaves it to be loaded for a TypeScript program or a folder", () => {
        assert.equal(says(said, "/folder/index.ts"), "true");
        assert.equal(says(said, "."), "true");
    });
});

describe("a run of any program", () => {
    const loaded = `
        const { runtime } = require("@pulumi/pulumi");
        const heavy = /[\\\\/](@npmcli[\\\\/]arborist|runtime[\\\\/]closure)[\\\\/]/;
        const count = () => Object.keys(require.cache).filter((file) => heavy.test(file)).length;`;

    it("does not load the function serialiser", () => {
        assert.equal(says(`${loaded} console.log(count())`, "index.js"), "0");
    });

    it("loads it for a program that serialises a function", () => {
        const serialize = `${loaded}
            const answer = 6 * 7;
            runtime.serializeFunction(() => answer).then(({ text }) =>
                console.log(count() > 0, text.includes("42")));`;
        assert.equal(says(serialize, "index.js"), "true true");
    });

    it("reports the packages that a program's functions need", () => {
        const paths = `${loaded}
            runtime.computeCodePaths().then((paths) =>
                console.log(count() > 0, [...paths.keys()].some((path) => path.endsWith("/yaml"))));`;
        assert.equal(says(paths, "index.js"), "true true");
    });

    it("passes on a serialiser's rejection", () => {
        const refused = `${loaded}
            runtime.serializeFunction(Math.max).catch(({ message }) =>
                console.log(/native code/.test(message)));`;
        assert.equal(says(refused, "index.js"), "true");
    });
});
