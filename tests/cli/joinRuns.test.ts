import assert from "node:assert/strict";
import { joinRuns } from "../../cli/runs/joinRuns";
import type { StackRuns } from "../../cli/runs/report";
import type { Step, Summary } from "../../engine/events";
import { emptySummary } from "../../engine/events";

function runs(counts: Partial<Summary>, steps: readonly Step[] = []): StackRuns {
    return { summaries: [{ ...emptySummary("org"), ...counts }], steps, skipped: [] };
}

function step(operation: string, name: string, more: Partial<Step> = {}): Step {
    return { stack: "org", operation, type: "a:b/c:C", name, urn: `urn:${name}`, ...more };
}

describe("the phases of a run, summed up as one", () => {
    const total = ({ created, updated, deleted, replaced, unchanged }: Summary) =>
        created + updated + deleted + replaced + unchanged;

    it("count a narrowed resource once, and not as unchanged when the stack is applied", () => {
        const narrowed = runs({ updated: 2 }, [step("update", "a"), step("update", "b")]);
        const [joined] = joinRuns(narrowed, runs({ unchanged: 269 })).summaries;
        assert.ok(joined);
        assert.deepEqual([joined.updated, joined.unchanged, total(joined)], [2, 267, 269]);
    });

    it("count and list a resource that changes twice by its last change", () => {
        const narrowed = runs({ created: 1, updated: 2 }, [
            step("create", "denial"),
            step("update", "a"),
            step("update", "b"),
            step("update", "c", { failed: true }),
        ]);
        const applied = runs({ updated: 2, replaced: 1, unchanged: 7 }, [
            step("update", "a"),
            step("create-replacement", "b"),
            step("update", "c"),
        ]);
        const { summaries, steps } = joinRuns(narrowed, applied);
        const [joined] = summaries;
        assert.ok(joined);
        assert.deepEqual(
            [joined.created, joined.updated, joined.replaced, joined.unchanged, total(joined)],
            [1, 2, 1, 6, 10],
        );
        assert.deepEqual(
            steps.map(({ operation, name }) => `${operation} ${name}`),
            ["create denial", "update c", "update a", "create-replacement b", "update c"],
        );
    });

    it("leave the counts alone if the stack was not applied", () => {
        const narrowed = runs({ updated: 1 }, [step("update", "a")]);
        const [joined] = joinRuns(narrowed, runs({ error: "no" })).summaries;
        assert.deepEqual([joined?.updated, joined?.unchanged], [1, 0]);
    });

    it("add up their times, and report the same error once", () => {
        const error = "no login";
        const [joined] = joinRuns(
            runs({ seconds: 0.1, error }),
            runs({ seconds: 0.2, error }),
        ).summaries;
        assert.deepEqual([joined?.seconds, joined?.error], [0.3, "no login"]);
    });
});
