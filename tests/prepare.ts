import { engine } from "./e2e/sandbox";
import { findPythonTools } from "./lab/servers/pythonTools";
import { findProvider } from "./lab/servers/requireTools";

/**
 * Gets what the tests run on (the engine, the real GitHub provider, a Vault and AWS's API), before they
 * share the machine: two files of tests would get it twice. What is missing is said by the tests that
 * want it.
 */
async function main(): Promise<void> {
    // The first two are compiled, on all processors; the Python tools are mostly waited for.
    await Promise.all([engine().then(findProvider), findPythonTools()]);
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
