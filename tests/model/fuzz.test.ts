import assert from "node:assert/strict";
import * as path from "node:path";
import { createGraph } from "../../model/graph";
import { readFiles } from "../../model/load";
import type { RosterFiles } from "../../model/parse";
import { parseRoster } from "../../model/parse";
import { findHoldings } from "../../planners/holdings";
import { judge } from "../../planners/judge";
import { planHoldings } from "../../planners/planAccess";
import { planEnvironment } from "../../planners/planEnvironment";
import { planOrganization } from "../../planners/planOrganization";
import { now } from "../planners/organization";

const sample = readFiles(path.resolve(__dirname, "../../roster"));
const runs = Number(process.env.ROLLCALL_FUZZ_RUNS ?? 2_000);

/** Repeatable: a failure is found again by its number. Source: mulberry32, public domain. */
function random(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    };
}

const oddities = [
    "",
    "&a",
    "*a",
    "!!x",
    "<<",
    "${",
    "${team}",
    "null",
    "-",
    "[",
    "}",
    "\t",
    "\u0000",
    "2026-02-30",
    "1e999",
    "owner",
    "__proto__",
    "constructor",
    "\u2028",
    "99999999999999999999",
];

type Mutate = (lines: string[], pick: (below: number) => number) => void;

/** What people and broken merges do to a file, and what nobody does on purpose. */
const mutations: readonly Mutate[] = [
    (lines, pick) => lines.splice(pick(lines.length), 1 + pick(3)),
    (lines, pick) => lines.splice(pick(lines.length), 0, lines[pick(lines.length)] ?? ""),
    (lines, pick) => lines.splice(1 + pick(lines.length)),
    (lines, pick) => change(lines, pick, (line) => " ".repeat(pick(4)) + line.trimStart()),
    (lines, pick) => {
        const [one, other] = [pick(lines.length), pick(lines.length)];
        [lines[one], lines[other]] = [lines[other] ?? "", lines[one] ?? ""];
    },
    (lines, pick) =>
        change(lines, pick, (line) => {
            const words = line.split(/\b/);
            words[pick(words.length)] = pick(2) === 0 ? wordOf(lines, pick) : odd(pick);
            return words.join("");
        }),
    (lines, pick) =>
        change(lines, pick, (line) => {
            const at = pick(line.length + 1);
            return line.slice(0, at) + odd(pick) + line.slice(at + pick(3));
        }),
];

function change(lines: string[], pick: (below: number) => number, by: (line: string) => string) {
    const index = pick(lines.length);
    lines[index] = by(lines[index] ?? "");
}

function wordOf(lines: readonly string[], pick: (below: number) => number): string {
    const words = (lines[pick(lines.length)] ?? "").match(/[\w-]+/g) ?? ["x"];
    return words[pick(words.length)] ?? "x";
}

function odd(pick: (below: number) => number): string {
    return oddities[pick(oddities.length)] ?? "";
}

/** The sample with one to four mutations in one or two of its files. */
function mutate(seed: number): RosterFiles {
    const pick = random(seed);
    const files = [...sample.files];
    for (let times = 1 + pick(2); times > 0; times -= 1) {
        const index = pick(files.length);
        const file = files[index];
        assert.ok(file);
        const lines = Buffer.from(file.bytes).toString("utf8").split("\n");
        for (let more = 1 + pick(2); more > 0; more -= 1) {
            mutations[pick(mutations.length)]?.(lines, pick);
        }
        files[index] = { ...file, bytes: Buffer.from(lines.join("\n")) };
    }
    return { ...sample, files };
}

describe(`${runs} mutated rosters`, function () {
    this.timeout(300_000);

    it("each gives a plan or problems with places, and never an exception", () => {
        const outcomes = { planned: 0, refused: 0, unreadable: 0 };
        for (let seed = 1; seed <= runs; seed += 1) {
            const { roster, problems } = parseRoster(mutate(seed));
            const judged = roster ? judge(roster, { instant: now, lapsed: "error" }) : problems;
            for (const { file, line, column, message } of [...problems, ...judged]) {
                assert.ok(file.startsWith(sample.directory), `seed ${seed}: ${file}`);
                assert.ok(line >= 1 && column >= 1, `seed ${seed}: ${line}:${column}`);
                assert.doesNotMatch(message, /undefined|\[object|\bat .*\.[jt]s:/, `seed ${seed}`);
            }
            if (!roster) {
                assert.ok(problems.length > 0, `seed ${seed}: neither roster nor problems`);
                outcomes.unreadable += 1;
                continue;
            }
            // What is refused is planned all the same: `who` and a revocation need it.
            const holdings = findHoldings(createGraph(roster), now);
            assert.ok(planHoldings(holdings).entitlements.length > 0, `seed ${seed}`);
            planOrganization(holdings, new Set());
            for (const key of roster.environments.keys()) planEnvironment(holdings, key);
            const refused = judged.some(({ severity }) => severity === "error");
            outcomes[refused ? "refused" : "planned"] += 1;
        }
        for (const [outcome, count] of Object.entries(outcomes)) {
            assert.ok(count > 0, `none ${outcome}: the mutations are too tame`);
        }
    });
});
