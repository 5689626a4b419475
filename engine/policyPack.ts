import { join } from "node:path";
import type { Engine } from "./find";
import { isOlder } from "./probe";

/** The oldest engine that is known to run a pack from an executable file. */
const runsFiles = "3.259.0";

/**
 * How to name a Node.js pack to this engine: by the file `run` in its folder, which needs no language
 * host, or, for an older engine, by the folder.
 */
export function policyPackPath({ version }: Engine, folder: string): string {
    const needsShell = process.platform === "win32";
    return isOlder(version, runsFiles) || needsShell ? folder : join(folder, "run");
}
