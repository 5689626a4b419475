import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { findEngine } from "../engine/find";
import { benchLeaving } from "./leaving";
import { benchReading } from "./reading";
import { printTable } from "./table";

/** `npm run bench`: prints what takes how long and how much, beside what there is to compare. */
async function main(): Promise<void> {
    const folder = mkdtempSync(path.join(tmpdir(), "rollcall-bench-"));
    try {
        const reading = path.join(folder, "reading");
        printTable("a roster of 1,000 people with 20 entitlements each", benchReading(reading));
        const engine = await findEngine({
            home: process.env.ROLLCALL_HOME ?? path.resolve(".rollcall"),
            mode: "auto",
            environment: process.env,
            report: () => undefined,
        });
        const leaving = path.join(folder, "leaving");
        printTable("one person leaves", await benchLeaving(leaving, engine.folder));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

void main();
