import assert from "node:assert/strict";
import { checkEdit } from "../../cli/edits/checkEdit";
import { judgeLoaded } from "../../cli/readRoster";
import { planLeaving } from "../../model/editing/planLeaving";
import { Roll } from "../../model/editing/roll";
import { openFiles } from "../../model/editing/yamlFile";
import { parseRoster } from "../../model/parse";
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
