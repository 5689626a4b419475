#!/usr/bin/env node
import { processIo } from "./io";
import { runProgram } from "./program";

runProgram(process.argv.slice(2), processIo()).then((code) => {
    // Not process.exit: what was written must still reach the reader.
    process.exitCode = code;
});
