import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];

/** A folder that is gone when the tests of the running file are done. */
export function temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
    folders.push(folder);
    return folder;
}

export function removeTemporaryFolders(): void {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
