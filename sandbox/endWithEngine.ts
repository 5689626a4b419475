import { fstatSync } from "node:fs";

/**
 * The engine interrupts its plugins when it ends, but a killed engine interrupts nobody: it is gone
 * when the pipe to us breaks or another process becomes our parent.
 */
export function endWithEngine(): void {
    const engine = process.ppid;
    setInterval(() => {
        if (process.ppid !== engine) process.exit();
    }, 1_000).unref();
    const input = fstatSync(process.stdin.fd);
    if (!input.isFIFO() && !input.isSocket()) return;
    for (const event of ["end", "close", "error"]) process.stdin.on(event, () => process.exit());
    process.stdin.resume();
}
