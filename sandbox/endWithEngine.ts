import { fstatSync } from "node:fs";

/**
 * Ends this process when the engine ends. The engine interrupts its plugins when it exits, but cannot if it
 * is killed: then its end shows in a broken pipe or a new parent process.
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
