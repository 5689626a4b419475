import assert from "node:assert/strict";
import fc from "fast-check";
import { day, parseInstant } from "../../model/instant";
import type { SecretKind } from "../../model/roster";
import type { Demand, RecordedRotation, Rotation } from "../../planners/rotation";
import { boundariesOf, overlapOf, reasonsToRotate, rotate, slotOf } from "../../planners/rotation";

const start = parseInstant("2091-01-01", "from") ?? 0;
const hours = 3_600_000;

/** A consumer's view of one secret: the systems, and what failed on the way to them. */
class World {
    /** Values that work, by slot: a value is its version and the instant of its making. */
    readonly slots = new Map<string, string>();
    /** Which values each place names, the current one first. */
    readonly places = new Map<string, readonly string[]>([
        ["vault", []],
        ["aws", []],
        ["github", []],
    ]);

    /** Does as the engine does, in its order, up to the step that fails. */
    apply(rotation: Rotation, failing: number): boolean {
        const current = String(rotation.version);
        const previous = rotation.previous && String(rotation.version - 1);
        const replaced = this.slots.get(slotOf(rotation.version));
        const kept = replaced !== current ? replaced : undefined;
        const steps: (() => void)[] = [
            () => this.slots.set(slotOf(rotation.version), current),
            ...[...this.places.keys()].map((place) => () => {
                this.places.set(place, previous ? [current, previous] : [current]);
            }),
            () => {
                if (!previous) this.slots.delete(slotOf(rotation.version - 1));
            },
        ];
        // Create, then delete: until the end of a run the engine keeps what it replaces.
        this.replaced = kept;
        for (const [index, step] of steps.entries()) {
            if (index === failing) return false;
            step();
        }
        this.replaced = undefined;
        return true;
    }

    replaced: string | undefined;

    get working(): string[] {
        return [...this.slots.values(), ...(this.replaced ? [this.replaced] : [])];
    }
}

/** What a year of runs is like: how far apart, what failed, what else happened in the roster. */
interface Run {
    readonly gap: number;
    /** The step that fails; -1: none. */
    readonly failing: number;
    /** Where a step fails, whether the run also dies before it records anything. */
    readonly dies: boolean;
    readonly generation: number | undefined;
    readonly readers: string[] | undefined;
}

const run: fc.Arbitrary<Run> = fc.record({
    gap: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 23 * hours, max: 25 * hours }) },
        { weight: 1, arbitrary: fc.integer({ min: 1_000, max: 40 * day }) },
    ),
    failing: fc.oneof(
        { weight: 2, arbitrary: fc.constant(-1) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 }) },
    ),
    dies: fc.boolean(),
    generation: fc.oneof(
        { weight: 12, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
    ),
    readers: fc.option(fc.subarray(["alice", "bob"]), { freq: 12, nil: undefined }),
});

describe("a simulated year of runs, with faults between their steps", () => {
    const secret = {
        key: "checkout-signing-key",
        previously: [],
        rotateEvery: 30 * 86_400,
        overlap: 86_400,
    };

    function simulate(runs: readonly Run[], kind: SecretKind = "generated"): void {
        const world = new World();
        let recorded: RecordedRotation | undefined;
        let instant = start;
        let generation = 1;
        let readers = ["alice", "bob"];
        let overdue = 0;
        let died = false;
        const retired = new Set<string>();
        /** Who read at every run, from each place, and holds that value until he reads again. */
        const held = new Map<string, { readonly value: string; readonly at: number }>();
        for (const { gap, failing, dies, ...change } of runs) {
            instant += gap;
            // Who takes a change back before a run that died was run again takes its value back.
            if (!died) {
                generation = change.generation ?? generation;
                readers = change.readers ?? readers;
            }
            const boundary = boundariesOf(secret, "prod", instant)?.last ?? 0;
            const wanted: Demand = {
                kind,
                generation,
                length: 32,
                boundary,
                overlap: overlapOf(secret),
                readers: new Map(readers.map((key) => [key, [key]])),
            };
            const before = recorded;
            const planned = rotate(wanted, before, instant);
            assert.deepEqual(rotate(wanted, before, instant), planned, "the same at one instant");
            const worked = world.apply(planned, failing);
            died = dies && !worked;
            if (!died) recorded = { rotation: planned, done: worked };
            const again = rotate(wanted, recorded, instant);
            // A value that waits for one to be retired comes with the next run, whenever that is.
            const retires = planned.previous === undefined && before?.rotation.previous;
            const waiting = retires && reasonsToRotate(wanted, planned).length > 0;
            if (worked && before?.done && kind === "generated" && !waiting) {
                assert.deepEqual(again, planned, "again at once changes nothing");
            }

            const working = world.working;
            const delivered = [...world.places.values()].some((values) => values.length > 0);
            if (delivered) assert.ok(working.length >= 1, "a value works");
            const known = new Set([...working, ...[...world.places.values()].flat()]);
            assert.ok(known.size <= 2, `no more than two are known anywhere: ${[...known]}`);
            for (const [place, values] of world.places) {
                const [current] = values;
                if (current === undefined) continue; // nothing was ever delivered there
                assert.ok(working.includes(current), `${place} names a value that works`);
                const last = held.get(place);
                // Whoever reads once an overlap, whenever the runs were, holds one that works.
                if (last && instant - last.at <= overlapOf(secret) * 1_000) {
                    assert.ok(working.includes(last.value), `a reader of ${place} was cut off`);
                }
                held.set(place, { value: current, at: instant });
            }
            for (const value of working) assert.ok(!retired.has(value), `${value} came back`);
            if (worked && !planned.previous && before?.rotation.previous) {
                retired.add(String(before.rotation.version - 1));
            }
            // There are two at most: the one before must be gone first.
            const waits = planned.previous !== undefined;
            const isOverdue = reasonsToRotate(wanted, planned).length > 0 && !waits;
            overdue = isOverdue && worked ? overdue + 1 : 0;
            assert.ok(overdue <= 1, "nothing is overdue for more than one run that worked");
        }
    }

    const years = fc.array(run, { minLength: 1, maxLength: 500, size: "max" });

    it("keeps one or two values, none cut off, none revived, nothing overdue (50,000 runs)", () => {
        fc.assert(
            fc.property(years, (runs) => simulate(runs)),
            { numRuns: 200 },
        );
    });

    it("does the same for access keys, of which a user has at most two", () => {
        fc.assert(
            fc.property(years, (runs) => simulate(runs, "aws-access-key")),
            { numRuns: 100 },
        );
    });

    it("is never overdue at all in daily runs without a fault", () => {
        simulate(
            Array.from({ length: 365 }, () => ({
                gap: day,
                failing: -1,
                dies: false,
                generation: undefined,
                readers: undefined,
            })),
        );
    });
});
