import { join } from "node:path";
import type { Engine } from "./find";
import { isOlder } from "./probe";

/** The oldest engine known to run a pack from an executable file. */
const runsFiles = "3.259.0";

/**
 * How to refer to a Node.js policy pack: by the `run` file in its folder, which needs no language host, or
 * for an older engine by the folder.
 */
export function policyPackPath({ version }: Engine, folder: string): string {
    const needsShell = process.platform === "win32";
    return isOlder(version, runsFiles) || needsShell ? folder : join(folder, "run");
}
