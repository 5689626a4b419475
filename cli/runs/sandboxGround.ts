import { existsSync } from "node:fs";
import type { Roster } from "../../model/roster";
import { sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { refused } from "../failure";
import type { Invocation } from "../invocation";
import type { Mode } from "../mode";
import { seedOf } from "./seedOf";

/** Whether anything was ever made in the sandbox. */
export function hasSandbox({ home }: Invocation): boolean {
    return existsSync(sandboxFolders(home).state);
}

/** Brings the ground of the sandbox's world up to a roster; the real systems have theirs. */
export async function seedSandbox({ home }: Invocation, mode: Mode, roster: Roster): Promise<void> {
    if (mode === "live") return;
    await seedWorld(sandboxFolders(home).world, seedOf(roster)).catch((error: Error) => {
        throw refused(`the sandbox cannot be used: ${error.message}`);
    });
}
