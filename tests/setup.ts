import * as path from "node:path";

// Capturing a stack costs more than half of a registration; mocha sets the limit to Infinity.
Error.stackTraceLimit = 10;

// The engine that `npm test` gets first serves the tests of its driver and of the plugins.
const home = process.env.ROLLCALL_HOME ?? path.resolve(__dirname, "../.rollcall");
process.env.ROLLCALL_TEST_ENGINE ??= path.join(home, "engine");
