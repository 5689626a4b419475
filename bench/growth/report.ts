import { type Operation, operations } from "./contender";
import type { Sample } from "./measure";

interface Metric {
    readonly name: string;
    /** Undefined if there is nothing to measure. */
    readonly of: (sample: Sample) => number | undefined;
    readonly digits: number;
}

const megabyte = 1_000_000;
const programCpu: Metric = { name: "program CPU, s", of: ({ program }) => program?.cpu, digits: 1 };
const programMemory: Metric = {
    name: "program memory, MB",
    of: ({ program }) => program && program.memory / megabyte,
    digits: 0,
};
const metrics: readonly Metric[] = [
    { name: "wall, s", of: ({ wall }) => wall, digits: 1 },
    { name: "CPU, s", of: ({ cpu }) => cpu, digits: 1 },
    { name: "memory, MB", of: ({ memory }) => memory / megabyte, digits: 0 },
    programCpu,
    programMemory,
    { name: "calls", of: ({ calls }) => calls, digits: 0 },
];

/** For each operation, the median of each contender at each size, and how it grows with the size. */
export function growthTables(samples: readonly Sample[]): string[] {
    const sizes = sizesOf(samples);
    const contenders = [...new Set(samples.map(({ contender }) => contender))];
    const steps = sizes.slice(1).map((size, index) => `${size} / ${sizes[index]}`);
    return operations.map((operation) => {
        const rows = metrics.flatMap((metric) =>
            contenders.flatMap((contender) => {
                const medians = sizes.map((entitlements) =>
                    median(pick(samples, { contender, operation, entitlements }, metric)),
                );
                if (medians.every((value) => value === undefined)) return [];
                const grown = medians.slice(1).map((value, index) => {
                    const before = medians[index];
                    return value === undefined || !before ? "" : times(value / before, 1);
                });
                const shown = medians.map((value) => value?.toFixed(metric.digits) ?? "");
                return [[`${metric.name}: ${contender}`, ...shown, ...grown]];
            }),
        );
        return table([operation, ...sizes.map(String), ...steps], rows);
    });
}

/** The cost of one contender's program relative to another's: the median over pairs of corresponding runs. */
export function overheadTable(
    samples: readonly Sample[],
    contender: string,
    other: string,
): string {
    const sizes = sizesOf(samples);
    const rows = [programCpu, programMemory].flatMap((metric) =>
        operations.flatMap((operation) => {
            const ratios = sizes.map((entitlements) => {
                const of = (name: string) =>
                    pick(samples, { contender: name, operation, entitlements }, metric);
                const others = of(other);
                const paired = of(contender).slice(0, others.length);
                return median(paired.map((value, run) => value / (others[run] ?? 0)));
            });
            if (ratios.every((ratio) => ratio === undefined)) return [];
            const shown = ratios.map((ratio) => (ratio === undefined ? "" : times(ratio, 2)));
            return [[`${metric.name}: ${operation}`, ...shown]];
        }),
    );
    return table([`${contender} / ${other}`, ...sizes.map(String)], rows);
}

/** In the order in which they were run. */
function pick(
    samples: readonly Sample[],
    wanted: Pick<Sample, "contender" | "entitlements"> & { readonly operation: Operation },
    metric: Metric,
): number[] {
    return samples
        .filter(
            ({ contender, operation, entitlements }) =>
                contender === wanted.contender &&
                operation === wanted.operation &&
                entitlements === wanted.entitlements,
        )
        .flatMap((sample) => metric.of(sample) ?? []);
}

function sizesOf(samples: readonly Sample[]): number[] {
    return [...new Set(samples.map(({ entitlements }) => entitlements))];
}

function median(values: readonly number[]): number | undefined {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function times(factor: number, digits: number): string {
    return `x ${factor.toFixed(digits)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const lines = [head, ["---", ...head.slice(1).map(() => "---:")], ...rows];
    return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
