import assert from "node:assert/strict";
import * as path from "node:path";
import { readFiles } from "../../model/load";
import type { RosterFiles } from "../../model/parse";

const sample = readFiles(path.resolve(__dirname, "../../roster"));

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
export function mutate(seed: number): RosterFiles {
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
