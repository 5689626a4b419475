import Table from "cli-table3";

/** One measurement. */
export interface Measurement {
    readonly what: string;
    readonly value: string;
    /** What it is compared with: a target, or another measurement of the same run. */
    readonly against: string;
}

export function printTable(title: string, measurements: readonly Measurement[]): void {
    const table = new Table({
        head: ["what", "measured", "against"],
        style: { head: [], border: [] },
    });
    for (const { what, value, against } of measurements) table.push([what, value, against]);
    process.stdout.write(`${title}\n${table.toString()}\n\n`);
}
