import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { packageFolder } from "./package";

/**
 * Puts the command where `npx rollcall` looks first. In a clone npm links the commands of
 * dependencies but not the package's own, and would take a stranger's package of that name.
 */
export function linkCommand(folder: string): void {
    const command = join(folder, "dist", "cli", "main.js");
    const links = join(folder, "node_modules", ".bin");
    if (process.platform === "win32" || !existsSync(command)) return;
    chmodSync(command, 0o755);
    mkdirSync(links, { recursive: true });
    const link = join(links, "rollcall");
    rmSync(link, { force: true });
    symlinkSync(relative(links, command), link);
}

if (require.main === module) linkCommand(packageFolder());
