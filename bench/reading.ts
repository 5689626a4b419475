import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { parseDocument } from "yaml";
import { loadRoster } from "../model/load";
import type { Roster } from "../model/roster";
import { judge } from "../planners/judge";
import { planAccess } from "../planners/planAccess";
import { large, writeOrganization } from "./organization";
import type { Measurement } from "./table";

const instant = Date.parse("2026-12-01T12:00:00Z");
const command = path.resolve(__dirname, "../dist/cli/main.js");

/** Reads, judges and plans a large roster, in this process and as a command. */
export function benchReading(folder: string): Measurement[] {
    writeOrganization(folder, large);
    const parsing = time(() => parseFiles(folder));
    const loading = time(() => loadRoster(folder));
    const { roster } = loadRoster(folder);
    if (!roster) throw new Error("the bench's own roster has errors");
    // A command pays for a first run, in which nothing has been compiled yet.
    const first = elapsed(() => judgeAndPlan(roster));
    const later = time(() => judgeAndPlan(roster));
    const entitlements = planAccess(roster, instant).entitlements.length;
    const check = runCheck(folder);
    return [
        { what: "entitlements", value: String(entitlements), against: "20,000 wanted" },
        { what: "parse the YAML", value: ms(parsing), against: "the yaml package alone" },
        {
            what: "load the roster",
            value: ms(loading),
            against: ratio(loading, parsing, "parsing"),
        },
        { what: "check + plan, first time", value: ms(first), against: "bar 300 ms" },
        {
            what: "check + plan, later",
            value: ms(later),
            against: ratio(later, parsing, "parsing"),
        },
        {
            what: "rollcall check, whole process",
            value: ms(check.wall),
            against: `bar 1,200 ms; ${ratio(check.wall, parsing, "parsing")}`,
        },
        { what: "its processor time", value: ms(check.cpu), against: "user and system" },
        {
            what: "its memory",
            value: `${check.megabytes.toFixed(0)} MB`,
            against: "largest resident set",
        },
    ];
}

function judgeAndPlan(roster: Roster): void {
    judge(roster, { instant, lapsed: "error" });
    planAccess(roster, instant);
}

function parseFiles(folder: string): void {
    for (const name of readdirSync(folder)) {
        parseDocument(readFileSync(path.join(folder, name), "utf8")).toJS();
    }
}

interface Process {
    readonly wall: number;
    readonly cpu: number;
    readonly megabytes: number;
}

/** Runs the command in its own process, which reports its usage when it ends. */
function runCheck(folder: string): Process {
    const report =
        "process.on('exit', () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();" +
        "require('fs').writeSync(2, JSON.stringify({ userCPUTime, systemCPUTime, maxRSS })) })";
    const args = [
        "--eval",
        `${report}; process.argv.splice(1, 0, ''); require(${JSON.stringify(command)})`,
    ];
    const runs = Array.from({ length: 3 }, () => {
        const start = performance.now();
        const { stderr, status } = spawnSync(
            process.execPath,
            [...args, "--", "check", "--roster", folder],
            { encoding: "utf8" },
        );
        const wall = performance.now() - start;
        if (status !== 0) throw new Error(`rollcall check failed: ${stderr}`);
        const usage = JSON.parse(stderr.slice(stderr.lastIndexOf("{")));
        return {
            wall,
            cpu: (usage.userCPUTime + usage.systemCPUTime) / 1_000,
            megabytes: usage.maxRSS / 1_024,
        };
    });
    const [best] = runs.sort((a, b) => a.wall - b.wall);
    if (!best) throw new Error("nothing was run");
    return best;
}

/** The best of five: other load on the machine can only add time. */
function time(work: () => unknown): number {
    return Math.min(...Array.from({ length: 5 }, () => elapsed(work)));
}

function elapsed(work: () => unknown): number {
    const start = performance.now();
    work();
    return performance.now() - start;
}

function ms(milliseconds: number): string {
    return `${milliseconds.toFixed(0)} ms`;
}

function ratio(one: number, other: number, name: string): string {
    return `${(one / other).toFixed(1)} x ${name}`;
}
