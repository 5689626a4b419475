import { existsSync } from "node:fs";
import type { Roster } from "../../model/roster";
import { sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { refused } from "../failure";
import type { Invocation } from "../invocation";
import type { Mode } from "../mode";
import { seedOf } from "./seedOf";

/** Whether it is the sandbox and nothing was ever made there; of the real systems only an engine can say. */
export function isUntouched({ home }: Invocation, mode: Mode): boolean {
    return mode === "sandbox" && !existsSync(sandboxFolders(home).state);
}

/** Brings the ground of the sandbox's world up to a roster; the real systems have theirs. */
export async function seedSandbox({ home }: Invocation, mode: Mode, roster: Roster): Promise<void> {
    if (mode === "live") return;
    await seedWorld(sandboxFolders(home).world, seedOf(roster)).catch((error: Error) => {
        throw refused(`the sandbox cannot be used: ${error.message}`);
    });
}
