import { once } from "node:events";
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { removeTemporaryFolders } from "./temporaryFolder";

// Capturing a stack costs more than half of a registration; mocha sets the limit to Infinity.
Error.stackTraceLimit = 10;

// As in the sandbox: the engine and the lab's provider live for seconds, and collecting less makes them quicker.
process.env.GOGC ??= "400";

// The engine that `npm test` gets first serves the tests of its driver and of the plugins.
const home = process.env.ROLLCALL_HOME ?? path.resolve(__dirname, "../.rollcall");
process.env.ROLLCALL_TEST_ENGINE ??= path.join(home, "engine");

/** Read by mocha, which may run several files in one process: a hook of a shared module is the first file's alone. */
export const mochaHooks = { afterAll: removeTemporaryFolders };

/** Once for all files, before the processes start that run them. */
export async function mochaGlobalSetup(): Promise<void> {
    const server = new Worker(path.join(__dirname, "keyServer.js"), { execArgv: [] });
    const [port] = await once(server, "message");
    server.unref();
    process.env.ROLLCALL_TEST_KEY_SERVER = `http://127.0.0.1:${port}`;
}
