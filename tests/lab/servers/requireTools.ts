import { join, resolve } from "node:path";
import { type GitHubProvider, gitHubProvider } from "../provider/gitHubProvider";
import { findPythonTools, type PythonTools } from "./pythonTools";

const home = process.env.ROLLCALL_HOME ?? resolve(__dirname, "../../../.rollcall");

/** Fetching and building what the lab runs may take this long where nothing of it is there. */
const longest = 1_800_000;

/** The lab's programs, for a suite's `before`. */
export async function requireTools(suite: Mocha.Context): Promise<PythonTools> {
    suite.timeout(longest);
    const found = await findPythonTools();
    return "missing" in found ? leaveOut(suite, found.missing) : found;
}

/** The real GitHub provider's file, for a suite's `before`. */
export async function requireProvider(suite: Mocha.Context): Promise<string> {
    suite.timeout(longest);
    const found = await findProvider();
    return "missing" in found ? leaveOut(suite, found.missing) : found.file;
}

/** The provider from the lab's cache; built where it is not there and can be. */
export function findProvider(): Promise<GitHubProvider> {
    return gitHubProvider({
        cache: join(home, "lab", "github-provider"),
        environment: process.env,
        report: (line) => process.stderr.write(`      lab: ${line}\n`),
    });
}

/**
 * Leaves a suite out: it says why, and the last line counts it as skipped. Where
 * ROLLCALL_TEST_REQUIRES_LAB is set, as in the script that must pass before anything lands, that is a
 * failure.
 */
function leaveOut(suite: Mocha.Context, why: string): never {
    if (process.env.ROLLCALL_TEST_REQUIRES_LAB) throw new Error(why);
    process.stdout.write(`    left out: ${why}\n`);
    return suite.skip();
}
