import Table from "cli-table3";

/** One thing that was measured. */
export interface Measurement {
    readonly what: string;
    readonly value: string;
    /** What it is held against: a bar, or something else of the same run. */
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
