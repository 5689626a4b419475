import assert from "node:assert/strict";
import { runProcess, tiny } from "./support";

/** Starting a process that compiles its sources takes a second or two, or more beside others. */
const patience = 60_000;

describe("the command as a process", function () {
    this.timeout(patience);

    it("exits with the codes that its contract promises", async () => {
        const check = (...args: string[]) => runProcess(["cli/main.ts", "check", ...args]);
        const [sound, refused, misused] = await Promise.all([
            check("--roster", tiny),
            check("--roster", "tests/docs"),
            check("--wat"),
        ]);
        assert.equal(sound.code, 0, sound.stderr);
        assert.equal(refused.code, 1);
        assert.equal(misused.code, 2);
    });

    it("writes exactly one document to standard output", async () => {
        const { code, stdout } = await runProcess(
            ["cli/main.ts", "up", "--json", "--roster", "nowhere"],
            { CI: "", ROLLCALL_HOME: "/nowhere/that/could/be/written" },
        );
        assert.equal(code, 2);
        assert.equal(JSON.parse(stdout).mode, "sandbox");
    });

    it("keeps its exit code if the reader closes the pipe early", async () => {
        const script = [
            "const { processIo } = require('./cli/io');",
            "const { runProgram } = require('./cli/program');",
            "process.stdout.write = (text) => {",
            "    process.stdout.emit('error', Object.assign(new Error(), { code: 'EPIPE' }));",
            "    return false;",
            "};",
            "runProgram(['check', '--roster', 'tests/docs'], processIo())",
            "    .then((code) => { process.exitCode = code; });",
        ].join("\n");
        assert.deepEqual(await runProcess(["-e", script]), { code: 1, stdout: "", stderr: "" });
    });

    // Loading the SDK takes longer than everything that these commands do.
    it("loads nothing of Pulumi for commands that only read the roster", async () => {
        const lines = ["check", "access", "who alice", "who --can prod", "matrix", "schema"];
        const script = [
            "const { processIo } = require('./cli/io');",
            "const { runProgram } = require('./cli/program');",
            "const run = async () => {",
            `    for (const line of ${JSON.stringify(lines)}) {`,
            `        const code = await runProgram([...line.split(' '), '--roster', '${tiny}'], processIo());`,
            "        process.stderr.write(`${line}: ${code}\n`);",
            "    }",
            "    const heavy = Object.keys(require.cache).filter((file) => /@pulumi|@grpc/.test(file));",
            "    process.stderr.write(heavy.join(' '));",
            "};",
            "run();",
        ].join("\n");
        const { stderr } = await runProcess(["-e", script]);
        assert.equal(stderr, lines.map((line) => `${line}: 0\n`).join(""));
    });
});
