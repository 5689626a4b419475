import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Engine } from "../engine/find";
import { gitHubProvider } from "../tests/lab/provider/gitHubProvider";
import { byHand } from "./growth/byHand";
import type { Contender } from "./growth/contender";
import { goProgram } from "./growth/goProgram";
import type { Programs } from "./growth/ground";
import { measureOnce, type Sample } from "./growth/measure";
import { openTofu } from "./growth/openTofu";
import { growthTables, overheadTable } from "./growth/report";
import { rollcall } from "./growth/rollcall";

/** In entitlements. */
const sizes = numbersOf("BENCH_SIZES") ?? [100, 500, 2_000];

/** Every contender repeats everything this often, taking turns; the median counts. */
const [repeats = 3] = numbersOf("BENCH_REPEATS") ?? [];

const home = process.env.ROLLCALL_HOME ?? resolve(".rollcall");

/**
 * Measures the `org` stack at several sizes (three by default) on the real GitHub provider, compared with
 * hand-written Pulumi programs and OpenTofu, and returns Markdown tables. Where something cannot be
 * measured, the text says so.
 */
export async function benchGrowth(folder: string, engine: Engine): Promise<string> {
    // The usage of a process and its descendants is read from /proc.
    if (!existsSync("/proc/self/statm")) return "left out: it is measured on Linux alone\n";
    const programs = await findPrograms(engine).catch(({ message }: Error) => message);
    if (typeof programs === "string") return `left out: ${programs}\n`;
    const tofu = await findOpenTofu().catch(({ message }: Error) => message);
    const contenders: Contender[] = [
        rollcall,
        byHand("by hand", { grouped: true }),
        byHand("by hand, flat", { grouped: false }),
        ...(typeof tofu === "string" ? [] : [tofu]),
    ];
    const samples: Sample[] = [];
    for (const size of sizes) {
        for (let run = 1; run <= repeats; run++) {
            process.stderr.write(`bench: ${size} entitlements, run ${run} of ${repeats}\n`);
            samples.push(...(await measureOnce(folder, programs, contenders, size)));
        }
    }
    return [
        ...(typeof tofu === "string" ? [`OpenTofu is left out: ${tofu}\n`] : []),
        overheadTable(samples, "Rollcall", "by hand"),
        overheadTable(samples, "Rollcall", "by hand, flat"),
        ...growthTables(samples),
    ].join("\n");
}

async function findPrograms(engine: Engine): Promise<Programs> {
    const plugin = await gitHubProvider({
        cache: join(home, "lab/github-provider"),
        environment: process.env,
        report: (line) => process.stderr.write(`bench: ${line}\n`),
    });
    if ("missing" in plugin) throw new Error(plugin.missing);
    return {
        engine,
        plugin: plugin.file,
        measure: await goProgram("measure", join(home, "bench")),
    };
}

async function findOpenTofu(): Promise<Contender> {
    const cache = join(home, "bench");
    return openTofu(await goProgram("tofu", cache), await goProgram("provider", cache));
}

/** For a quick look: `BENCH_SIZES=100,500 BENCH_REPEATS=1`. */
function numbersOf(variable: string): number[] | undefined {
    return process.env[variable]?.split(",").map(Number);
}
