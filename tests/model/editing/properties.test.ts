import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parse } from "yaml";
import { parseRoster } from "../../../model/parse";
import type { Loaded } from "../../../model/readRoster";
import type { Person } from "../../../model/roster";
import type { Draft } from "../builder";
import { person, sound } from "../builder";
import type { Pick } from "./render";
import { render } from "./render";
import { leaveIn, type Texts } from "./support";
import { touchedLines } from "./touchedLines";

const runs = Number(process.env.ROLLCALL_FUZZ_RUNS ?? 60);
const keys = ["alice", "bob", "erin", "frank", "olga", "ann", "ann-admin", "tom"];

/** A roster in which people stand in every place where they may, and its leavers. */
interface Case {
    readonly draft: Draft;
    readonly leaving: readonly string[];
    readonly texts: Texts;
}

const cases: fc.Arbitrary<Case> = fc
    .record({
        choices: fc.infiniteStream(fc.nat(1_000_000)),
        leaving: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 3 }),
        files: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ choices, leaving, files }) => {
        const pick: Pick = (below) => Number(choices.next().value) % below;
        const draft = populate(pick);
        return { draft, leaving, texts: spread(draft, files, pick) };
    });

function populate(pick: Pick): Draft {
    const draft = sound();
    const any = () => keys[pick(keys.length)] ?? "alice";
    const some = () => [...new Set(Array.from({ length: pick(5) }, any))];
    draft.people.ann = person("ann", 21);
    draft.people["ann-admin"] = { ...person("ann-admin", 22), sameAs: "ann" };
    draft.people.tom = { ...person("tom", 23), previously: ["thomas"], until: "2027-06-30" };
    for (const key of keys) {
        const entry = draft.people[key];
        if (entry && pick(2) === 0) draft.people[key] = { ...entry, manager: any() };
    }
    draft.organization.github.owners = some();
    for (const team of Object.values(draft.teams)) {
        team.members = some().map((key) =>
            pick(2) === 0 ? key : { person: key, role: "maintainer", reason: "looks after it" },
        );
    }
    for (const key of some()) {
        const grant = { person: key, role: "operator", services: ["checkout"], in: ["prod"] };
        draft.grants.push({ ...grant, until: "2027-01-01", reason: "for a while" });
        const waiver = { rule: "grant-too-long", until: "2027-01-31", reason: "so be it" } as const;
        draft.rules.waivers ??= [];
        draft.rules.waivers.push({ ...waiver, at: `person:${key}/operator` });
        if (pick(2) === 0) draft.rules.waivers.push({ ...waiver, at: `people.${key}` });
    }
    draft.leavers =
        pick(2) === 0
            ? {}
            : { victor: { name: "Victor", left: "2026-01-01", previously: ["vic"] } };
    return draft;
}

/** The sections over some files; those that are mappings perhaps over several. */
function spread(draft: Draft, files: number, pick: Pick): Texts {
    const parts: Record<string, unknown>[] = Array.from({ length: files }, () => ({}));
    for (const [section, content] of Object.entries(draft)) {
        if (section === "leavers" && Object.keys(content).length === 0 && pick(2) === 0) continue;
        if (section !== "people") {
            const part = parts[pick(files)];
            if (part) part[section] = content;
            continue;
        }
        for (const [key, entry] of Object.entries(content)) {
            const part = parts[pick(files)];
            if (part) part.people = { ...(part.people ?? {}), [key]: entry };
        }
    }
    const filled = parts.filter((part) => Object.keys(part).length > 0);
    return Object.fromEntries(filled.map((part, index) => [`${index}.yaml`, render(part, pick)]));
}

function read(texts: Texts): Loaded {
    const files = Object.entries(texts).map(([file, text]) => ({ file, bytes: Buffer.from(text) }));
    return parseRoster({ directory: ".", files, problems: [] });
}

/** Where a text stands in plain data, the tombstones left out. */
function mentions(value: unknown, key: string, path = ""): string[] {
    if (typeof value === "string") {
        return value === key || new RegExp(`^(people\\.|person:)${key}(/|$)`).test(value)
            ? [path]
            : [];
    }
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, part]) =>
        path === "" && name === "leavers"
            ? []
            : [
                  ...(name === key ? [`${path}.${name}`] : []),
                  ...mentions(part, key, `${path}.${name}`),
              ],
    );
}

/** Whether all lines come in this order, others between them perhaps. */
function missingLine(lines: readonly string[], text: string): string | undefined {
    const after = text.split("\n");
    let at = 0;
    return lines.find((line) => {
        const found = after.indexOf(line, at);
        at = found + 1;
        return found < 0;
    });
}

/** The last line too, as it is where others follow. */
function ended(text: string): string {
    return text.endsWith("\n") ? text : text + (text.includes("\r\n") ? "\r\n" : "\n");
}

describe("leaving, for any roster in any style", () => {
    it("removes people from everywhere but the leavers, and leaves everything else as it was", () => {
        fc.assert(
            fc.property(cases, ({ leaving, texts }) => {
                const before: Loaded = read(texts);
                // The library writes some comments so that it cannot read them back.
                fc.pre(before.roster !== undefined);
                const gone = leaving.includes("ann") ? [...leaving, "ann-admin"] : leaving;
                const { texts: after, plan } = leaveIn(texts, leaving, { reason: "moved on" });

                const { roster, problems } = read(after);
                assert.ok(roster, problems.map(({ message }) => message).join("\n"));
                const contents = Object.values(after).map((text) => parse(text));
                for (const key of gone) {
                    const tomb = roster.leavers.get(key);
                    const was: Person | undefined = before.roster.people.get(key);
                    assert.deepEqual([tomb?.left, tomb?.reason], ["2026-12-01", "moved on"]);
                    assert.deepEqual(
                        [tomb?.name, tomb?.email, tomb?.github, tomb?.previously],
                        [was?.name, was?.email, was?.github, was?.previously],
                    );
                    for (const content of contents) {
                        assert.deepEqual(mentions(content, key), []);
                    }
                }
                for (const [file, text] of Object.entries(texts)) {
                    const touched = touchedLines(text, new Set(gone));
                    const rest = ended(text)
                        .split("\n")
                        .filter((_, index) => !touched.has(index));
                    assert.equal(missingLine(rest, ended(after[file] ?? "")), undefined, file);
                }
                assert.deepEqual(leaveIn(after, leaving).plan.files, []);
                assert.deepEqual(
                    plan.files.map(({ file }) => file),
                    Object.keys(texts).filter((file) => texts[file] !== after[file]),
                );
            }),
            { numRuns: runs },
        );
    });

    it("also keeps everything unrelated in the roster as read", () => {
        fc.assert(
            fc.property(cases, ({ draft, texts }) => {
                const { roster: was }: Loaded = read(texts);
                fc.pre(was !== undefined);
                const { roster }: Loaded = read(leaveIn(texts, ["olga"]).texts);
                assert.ok(roster);
                for (const key of Object.keys(draft.people)) {
                    if (key === "olga") continue;
                    const one: Person | undefined = roster.people.get(key);
                    const other: Person | undefined = was.people.get(key);
                    assert.deepEqual(
                        { ...one, at: 0, manager: 0, sameAs: 0 },
                        { ...other, at: 0, manager: 0, sameAs: 0 },
                    );
                    if (other?.manager?.key !== "olga") {
                        assert.equal(one?.manager?.key, other?.manager?.key);
                    }
                }
                for (const [key, team] of was.teams) {
                    assert.deepEqual(
                        roster.teams.get(key)?.members.map(({ person }) => person),
                        team.members.map(({ person }) => person).filter((one) => one !== "olga"),
                    );
                }
                const others = was.grants.filter(({ principal }) => principal.key !== "olga");
                assert.equal(roster.grants.length, others.length);
            }),
            { numRuns: runs },
        );
    });
});
