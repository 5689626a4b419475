import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { benchReading } from "./reading";
import { printTable } from "./table";

/** `npm run bench`: prints what takes how long and how much, beside what there is to compare. */
function main(): void {
    const folder = mkdtempSync(path.join(tmpdir(), "rollcall-bench-"));
    try {
        printTable("a roster of 1,000 people with 20 entitlements each", benchReading(folder));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

main();
