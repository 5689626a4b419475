"use strict";
/**
 * Runs the published command line as often as it is told to, one call after the other, as somebody who does
 * not leave his terminal: what the command keeps in its process is there again for the next call.
 */
const { processIo } = require("../../dist/cli/io");
const { runProgram } = require("../../dist/cli/program");

const terminal = processIo();

async function run({ args, environment }) {
    const texts = { stdout: "", stderr: "" };
    const output = (name) => ({
        ...{ isTerminal: false, columns: terminal.out.columns },
        write: (text) => {
            texts[name] += text;
        },
    });
    const code = await runProgram(args, {
        ...terminal,
        environment: { ...process.env, ...environment },
        out: output("stdout"),
        err: output("stderr"),
    });
    return { code, ...texts };
}

let last = Promise.resolve();
process.on("message", (call) => {
    last = last.then(async () => process.send(await run(call)));
});
