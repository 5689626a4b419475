import assert from "node:assert/strict";
import { judgeLoaded } from "../../cli/readRoster";
import { parseInstant } from "../../model/instant";
import { loadRoster } from "../../model/load";
import type { Roster } from "../../model/roster";
import { sampleRoster } from "../e2e/sandbox";

const options = {
    instant: parseInstant("2026-12-01T12:00:00Z", "from") ?? 0,
    lapsed: "warning",
} as const;

describe("judging a roster", () => {
    it("finds nothing wrong with the sample", () => {
        assert.deepEqual(judgeLoaded(loadRoster(sampleRoster), options).problems, []);
    });

    it("reports a rule that crashes as an error of the roster, and still knows the leavers", () => {
        const loaded = loadRoster(sampleRoster);
        assert.ok(loaded.roster);
        const roster: Roster = {
            ...loaded.roster,
            get grants(): never {
                throw new Error("grants of no kind");
            },
        };
        const judged = judgeLoaded({ ...loaded, roster }, options);
        assert.deepEqual(
            judged.problems.map(({ rule, severity }) => [rule, severity]),
            [["unjudged", "error"]],
        );
        assert.match(
            judged.problems[0]?.message ?? "",
            /grants of no kind; this is a bug in Rollcall/,
        );
        assert.deepEqual(judged.leavers, loaded.leavers);
    });
});
