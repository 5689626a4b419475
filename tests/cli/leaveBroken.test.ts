import assert from "node:assert/strict";
import * as path from "node:path";
import { isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { checkEdit } from "../../cli/edits/checkEdit";
import { judgeLoaded } from "../../cli/readRoster";
import { planLeaving } from "../../model/editing/planLeaving";
import { Roll } from "../../model/editing/roll";
import { openFiles } from "../../model/editing/yamlFile";
import { readFiles } from "../../model/load";
import { parseRoster, type RosterFiles } from "../../model/parse";
import type { RosterFile } from "../../model/reading/source";
import { mutate } from "../model/mutations";
import { now } from "../planners/organization";

const runs = Number(process.env.ROLLCALL_FUZZ_RUNS ?? 300);

describe(`leaving ${runs} mutated rosters`, function () {
    this.timeout(runs * 1_000);

    it("edits whatever can be read, leaves the person nowhere, and makes nothing worse", () => {
        const options = { instant: now, lapsed: "warning" } as const;
        const outcomes = { read: 0, unreadable: 0, unparsed: 0 };
        for (let seed = 1; seed <= runs; seed += 1) {
            const files = mutate(seed);
            const parts = files.files.map((file) => openOnce(file));
            const open = parts.flatMap((each) => each.open);
            const unread = parts.flatMap((each) => each.unread);
            const roll = new Roll(open);
            const people = [...roll.people.keys()];
            const key = people[seed % people.length] ?? "";
            const keys = roll.withAccounts([key]);
            const before = judgeLoaded(parseRoster(files), options);
            try {
                const leaving = { keys, left: "2026-12-01", reason: "so be it", rotates: [] };
                const plan = planLeaving(roll, leaving);
                checkEdit(files, plan.files, before, options);
                const edited = new Map(plan.files.map(({ file, after }) => [file, after]));
                for (const { file, bytes } of open) {
                    const left = placesOf(edited.get(file) ?? bytes, keys);
                    const isTold = (place: Place) =>
                        plan.notes.some((note) => note.file === file && tells(note.text, place)) ||
                        isRefused(files, edited, file, place);
                    assert.deepEqual(
                        left.filter((place) => !isTold(place)),
                        [],
                        file,
                    );
                }
            } catch (error) {
                assert.fail(`seed ${seed}, ${key}: ${(error as Error).message}`);
            }
            const outcome = before.roster ? "read" : unread.length > 0 ? "unparsed" : "unreadable";
            outcomes[outcome] += 1;
        }
        for (const [outcome, count] of Object.entries(outcomes)) {
            assert.ok(count > 0, `none ${outcome}: the mutations are too tame`);
        }
    });
});

/** Most files of a mutated roster are the sample's own. */
const opened = new WeakMap<RosterFile, ReturnType<typeof openFiles>>();

function openOnce(file: RosterFile): ReturnType<typeof openFiles> {
    const found = opened.get(file) ?? openFiles([file]);
    opened.set(file, found);
    return found;
}

/** The names that a roster has, as the sample shows them; a mutated one means nothing to anybody. */
const known = keysOfSample(() => true);

/** How many nodes of a document are above a key there. */
const sectionLevel = 2;
const entryLevel = 4;

/** What a roster consists of. */
const sections = keysOfSample((level) => level === sectionLevel);

/** What stands in an entry: whoever bears such a name is not meant by it. */
const ofTheFormat = keysOfSample((level) => level > entryLevel);

function keysOfSample(isMeant: (level: number) => boolean): ReadonlySet<unknown> {
    const keys = new Set<unknown>();
    for (const { bytes } of readFiles(path.resolve(__dirname, "../../roster")).files) {
        visit(parseDocument(Buffer.from(bytes).toString("utf8")), {
            Pair: (_, { key }, above) => {
                if (isScalar(key) && isMeant(above.length)) keys.add(key.value);
            },
        });
    }
    return keys;
}

/** What somebody is left in who should be nowhere. */
interface Place {
    readonly section: unknown;
    readonly word: string;
    readonly where: string;
    /** Of the keys that it stands under. */
    readonly lines: readonly number[];
}

/** Whether `check` names the key that nobody knows there, so that the place cannot stay. */
function isRefused(
    { files, ...rest }: RosterFiles,
    edited: ReadonlyMap<string, Uint8Array>,
    file: string,
    { lines }: Place,
): boolean {
    const now = files.map((one) => ({ ...one, bytes: edited.get(one.file) ?? one.bytes }));
    return parseRoster({ files: now, ...rest }).problems.some(
        (problem) =>
            problem.file === file && problem.rule === "unknown-key" && lines.includes(problem.line),
    );
}

/** Whether a note is on somebody where nobody reads: outside every section, or in no entry of one. */
function tells(text: string, { section, word }: Place): boolean {
    return sections.has(section)
        ? text.startsWith(`${word} is named under ${section}`) &&
              /which is a list and no/.test(text)
        : /^(\S+) (is named under .* which is no|stands here as if it were a) section/.exec(
              text,
          )?.[1] === word;
}

/**
 * Where a text still has one of the words, by another reading than the product's own: any key and any
 * value, under names that a roster has, but for tombstones, what is prose, and the format's own words.
 */
function placesOf(bytes: Uint8Array, words: readonly string[]): Place[] {
    const found: Place[] = [];
    const prose = ["name", "description", "reason"];
    const lineCounter = new LineCounter();
    const text = Buffer.from(bytes).toString("utf8");
    const document = parseDocument(text, { uniqueKeys: false, lineCounter });
    visit(document, {
        Scalar: (where, { value }, above) => {
            const word = String(value)
                .replace(/^(people\.|person:)/, "")
                .replace(/\/.*$/, "");
            if (!words.includes(word)) return;
            const names = above.filter(isPair).map(({ key }) => isScalar(key) && key.value);
            // `{ person: until, until: 2091-06-30 }`: the second is the format's word.
            const inEntry = where === "key" && above.length - 1 > entryLevel;
            if (inEntry && ofTheFormat.has(value)) return;
            const within = where === "key" ? names.slice(0, -1) : names;
            const last = within.at(-1);
            if (names[0] === "leavers" || !within.every((name) => known.has(name))) return;
            if (typeof last !== "string" || prose.includes(last)) return;
            const lines = above.filter(isPair).flatMap(({ key }) => {
                return isScalar(key) && key.range ? lineCounter.linePos(key.range[0]).line : [];
            });
            found.push({ section: names[0], word, where: `${names.join(".")}: ${value}`, lines });
        },
    });
    return found;
}
