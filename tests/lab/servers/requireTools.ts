import { findPythonTools, type PythonTools } from "./pythonTools";

/**
 * The lab's programs, for a suite's `before`. Where they cannot be had the suite is left out, says
 * why and is counted as skipped; ROLLCALL_TEST_REQUIRES_LAB makes that a failure.
 */
export async function requireTools(suite: Mocha.Context): Promise<PythonTools> {
    suite.timeout(1_800_000); // they may have to be fetched
    const found = await findPythonTools();
    if (!("missing" in found)) return found;
    if (process.env.ROLLCALL_TEST_REQUIRES_LAB) throw new Error(found.missing);
    process.stdout.write(`    left out: ${found.missing}\n`);
    return suite.skip();
}
