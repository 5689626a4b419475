import assert from "node:assert/strict";
import fc from "fast-check";
import { day, isoInstant } from "../../model/instant";
import type { Demand, RecordedRotation, Rotation } from "../../planners/rotation";
import { reasonsToRotate, rotate } from "../../planners/rotation";
import { demand, done, first, start } from "./demand";

describe("the rotation of a sealed secret", () => {
    const asked: Demand = { ...demand, sealed: true, keyId: "1" };
    const begun = rotate(asked, undefined, start);
    const made = (rotation: Rotation, keyId = "1"): Rotation => ({
        ...rotation,
        sealed: { keyId, text: `value ${rotation.version}` },
    });
    const one = made(begun);
    const next = (changed: Partial<Demand>, rotation = one, worked = true) =>
        rotate({ ...asked, ...changed }, { rotation, done: worked }, start + day);

    it("begins without a text, which no planner can make, and keeps a recorded one", () => {
        assert.deepEqual([begun.version, begun.sealed], [1, undefined]);
        assert.deepEqual(next({}), one);
        assert.deepEqual(next({}, one, false), one, "a delivery that failed is done again");
        const { keyId: _, ...unread } = asked;
        assert.deepEqual(rotate(unread, done(one), start + day), one);
    });

    it("has the same reasons as any other, and never a previous value", () => {
        const reasons: Partial<Demand>[] = [
            { generation: 2 },
            { length: 64 },
            { boundary: start + day },
            { readers: new Map() },
        ];
        for (const changed of reasons) {
            const { version, rotatedAt, previous, sealed } = next(changed);
            assert.deepEqual(
                [version, rotatedAt, previous, sealed],
                [2, isoInstant(start + day), undefined, undefined],
            );
        }
        assert.equal(next({ boundary: start }).version, 1);
    });

    it("waits for neither an overlap nor a failed step: the next value replaces the last", () => {
        const second = made(next({ generation: 2 }));
        const third = next({ generation: 3 }, second, false);
        assert.deepEqual([third.version, third.sealed], [3, undefined]);
    });

    it("makes another value if the environment's public key changes, even after a failed step", () => {
        for (const worked of [true, false]) {
            const { version, sealed } = next({ keyId: "2" }, one, worked);
            assert.deepEqual([version, sealed], [2, undefined]);
        }
        assert.deepEqual(reasonsToRotate({ ...asked, keyId: "2" }, one), [
            "its GitHub environment has another public key",
        ]);
    });

    it("starts afresh when sealed changes: no value of the other sort stays in use", () => {
        const waiting = rotate({ ...demand, generation: 2 }, done(first), start);
        const { version, previous } = next({ generation: 2 }, waiting);
        assert.deepEqual([version, previous], [3, undefined]);
        const { sealed: _, keyId: __, ...unsealed } = asked;
        const back = rotate(unsealed, done(one), start + day);
        assert.deepEqual([back.version, back.previous, back.sealed], [2, undefined, undefined]);
        assert.deepEqual(reasonsToRotate(unsealed, one), ["sealed is false"]);
    });
});

/** What happens in the roster before a run, and what becomes of the run. */
interface Run {
    readonly generation: number | undefined;
    readonly readers: string[] | undefined;
    /** The environment is made anew, and holds nothing. */
    readonly anew: boolean;
    /** `refused`: before GitHub took it. `unanswered`: after. `unrecorded`: after, and the run died. */
    readonly outcome: "works" | "refused" | "unanswered" | "unrecorded";
}

const runs: fc.Arbitrary<Run[]> = fc.array(
    fc.record({
        generation: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 3, nil: undefined }),
        readers: fc.option(fc.subarray(["alice", "bob"]), { freq: 4, nil: undefined }),
        anew: fc.nat(9).map((number) => number === 0),
        outcome: fc.constantFrom("works", "works", "refused", "unanswered", "unrecorded"),
    }),
    { minLength: 1, maxLength: 100, size: "max" },
);

describe("runs of a sealed secret, with faults", () => {
    it("leave GitHub with the recorded value once a run succeeds, and no superseded one", () => {
        fc.assert(fc.property(runs, simulate), { numRuns: 300 });
    });

    function simulate(all: readonly Run[]): void {
        let made = 0;
        let keyId = 1;
        let held: string | undefined;
        let recorded: RecordedRotation | undefined;
        let asked: Demand = { ...demand, sealed: true };
        const replaced = new Set<string>();
        for (const [index, { generation, readers, anew, outcome }] of all.entries()) {
            if (anew) [keyId, held] = [keyId + 1, undefined];
            asked = {
                ...asked,
                keyId: String(keyId),
                generation: generation ?? asked.generation,
                readers: readers ? new Map(readers.map((key) => [key, [key]])) : asked.readers,
            };
            const planned = rotate(asked, recorded, start + index * day);
            const sealed = planned.sealed ?? { keyId: String(keyId), text: String(++made) };
            const rotation = { ...planned, sealed };
            assert.equal(rotation.previous, undefined);
            assert.equal(sealed.keyId, String(keyId), "no box for a key that is gone");
            assert.ok(!replaced.has(sealed.text), "no value comes back");
            assert.deepEqual(reasonsToRotate(asked, rotation), [], "nothing waits");
            if (outcome !== "refused") held = sealed.text;
            if (outcome === "unrecorded") continue;
            const before = recorded?.rotation;
            if (before?.sealed && before.sealed.text !== sealed.text) {
                assert.equal(rotation.version, before.version + 1);
                replaced.add(before.sealed.text);
            }
            recorded = { rotation, done: outcome === "works" };
            if (recorded.done) assert.equal(held, sealed.text);
        }
    }
});
