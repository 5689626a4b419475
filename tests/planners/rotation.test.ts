import assert from "node:assert/strict";
import fc from "fast-check";
import { day, isoInstant } from "../../model/instant";
import { boundariesOf, overlapOf, reasonsToRotate, rotate, slotOf } from "../../planners/rotation";
import { alice, demand, done, first, start } from "./demand";

const hours = 3_600_000;

describe("a secret's rotation", () => {
    it("begins with one value in slot a, and does nothing in a run without a reason", () => {
        assert.deepEqual(first, {
            kind: "generated",
            version: 1,
            generation: 1,
            length: 32,
            rotatedAt: "2091-01-01T00:00:00Z",
            readers: ["alice"],
        });
        assert.equal(slotOf(first.version), "a");
        assert.deepEqual(rotate(demand, done(first), start + 20 * day), first);
    });

    it("puts a due value into the other slot and keeps the previous one for its overlap", () => {
        const boundary = start + 30 * day;
        const due = { ...demand, boundary };
        assert.deepEqual(rotate({ ...demand, boundary: start }, done(first), boundary), first);
        const second = rotate(due, done(first), boundary + 5 * hours);
        assert.deepEqual(second, {
            kind: "generated",
            version: 2,
            generation: 1,
            length: 32,
            rotatedAt: isoInstant(boundary + 5 * hours),
            previous: {
                rotatedAt: "2091-01-01T00:00:00Z",
                length: 32,
                since: isoInstant(boundary + 5 * hours),
                notAfter: isoInstant(boundary + 29 * hours),
            },
            readers: ["alice"],
        });
        assert.equal(slotOf(second.version), "b");
        assert.deepEqual(rotate(due, done(second), boundary + 29 * hours - 1), second);
        const { previous: _, ...retired } = second;
        assert.deepEqual(rotate(due, done(second), boundary + 29 * hours), retired);
    });

    it("makes a new value for any change of generation, even a lower one, or of length", () => {
        const raised = rotate({ ...demand, generation: 5 }, done(first), start + day);
        const retired = rotate(demand, done(raised), start + 3 * day);
        const lowered = rotate(demand, done(retired), start + 3 * day);
        assert.deepEqual([raised.version, lowered.version], [2, 3]);
        assert.notEqual(lowered.rotatedAt, first.rotatedAt);
        const longer = rotate({ ...demand, length: 64 }, done(first), start + day);
        assert.deepEqual([longer.length, longer.previous?.length], [64, 32]);
    });

    it("makes a new value if somebody who could read it no longer can, and says who", () => {
        const without = { ...demand, readers: new Map() };
        assert.deepEqual(reasonsToRotate(without, first), [
            "alice could read it and no longer can",
        ]);
        assert.deepEqual(rotate(without, done(first), start + day).readers, []);
    });

    it("treats another kind as another secret and keeps nothing of the previous one", () => {
        const key = rotate({ ...demand, kind: "aws-access-key" }, done(first), start + day);
        assert.deepEqual([key.version, key.previous], [1, undefined]);
    });

    it("treats a renamed reader as the same, and remembers new readers", () => {
        const renamed = { ...demand, readers: new Map([["alicia", ["alicia", "alice"]]]) };
        assert.deepEqual(reasonsToRotate(renamed, first), []);
        const more = { ...demand, readers: new Map([...alice, ["bob", ["bob"]]]) };
        assert.deepEqual(rotate(more, done(first), start + day).readers, ["alice", "bob"]);
    });

    it("makes a second reason wait for the end of the overlap: never more than two values", () => {
        const second = rotate({ ...demand, generation: 2 }, done(first), start + day);
        const again = { ...demand, generation: 3 };
        assert.equal(rotate(again, done(second), start + 2 * day - 1).version, 2);
        const alone = rotate(again, done(second), start + 2 * day);
        assert.deepEqual([alone.version, alone.previous], [2, undefined]);
        assert.deepEqual(rotate(again, { rotation: alone, done: false }, start + 3 * day), alone);
        assert.equal(rotate(again, done(alone), start + 3 * day).version, 3);
    });

    it("finishes a failed step before it begins another, and counts the overlap from then", () => {
        const second = rotate({ ...demand, generation: 2 }, done(first), start + day);
        const failed = { rotation: second, done: false };
        const finished = rotate({ ...demand, generation: 3 }, failed, start + 9 * day);
        assert.equal(finished.version, 2);
        assert.equal(finished.rotatedAt, second.rotatedAt);
        assert.equal(finished.previous?.notAfter, isoInstant(start + 10 * day));
    });

    it("disables a value for one run if it can, and deletes it before it makes another", () => {
        const keys = { ...demand, kind: "aws-access-key" as const, generation: 2 };
        const key = { ...first, kind: keys.kind };
        const second = rotate(keys, done(key), start + day);
        const again = { ...keys, generation: 3 };
        const disabled = rotate(again, done(second), start + 2 * day);
        assert.deepEqual([disabled.version, disabled.previous?.disabled], [2, true]);
        const failed = { rotation: disabled, done: false };
        assert.deepEqual(rotate(again, failed, start + 3 * day), disabled);
        const gone = rotate(again, done(disabled), start + 3 * day);
        assert.deepEqual([gone.version, gone.previous], [2, undefined]);
        assert.equal(rotate(again, done(gone), start + 4 * day).version, 3);
    });

    it("uses the overlap that the roster says now, so that it can be shortened", () => {
        const second = rotate({ ...demand, generation: 2 }, done(first), start + day);
        const leaked = { ...demand, generation: 3, overlap: 900 };
        const soon = rotate(leaked, done(second), start + day + hours / 6);
        assert.deepEqual(soon.previous?.notAfter, isoInstant(start + day + hours / 4));
        const alone = rotate(leaked, done(soon), start + day + hours / 4);
        assert.equal(rotate(leaked, done(alone), start + day + hours / 4).version, 3);
    });

    it("ends an overlap longer than the interval with the interval", () => {
        assert.equal(overlapOf({ overlap: 86_400, rotateEvery: 3_600 }), 3_600);
        assert.equal(overlapOf({ overlap: 86_400 }), 86_400);
    });
});

describe("the instants at which a value is due", () => {
    const secret = { key: "key", previously: [], rotateEvery: 30 * 86_400 };

    it("are one interval apart, each a full second, whatever the instant between them", () => {
        fc.assert(
            fc.property(fc.integer({ min: start, max: start + 900 * day }), (instant) => {
                const { last, next } = boundariesOf(secret, "prod", instant) ?? {
                    last: 0,
                    next: 0,
                };
                assert.ok(last <= instant && instant < next);
                assert.equal(next - last, 30 * day);
                assert.equal(last % 1_000, 0);
                assert.deepEqual(boundariesOf(secret, "prod", last)?.last, last);
                assert.deepEqual(boundariesOf(secret, "prod", last - 1)?.next, last);
            }),
        );
    });

    it("differ between secrets and between environments, and survive a rename", () => {
        const at = (key: string, environment: string, previously: string[] = []) =>
            boundariesOf({ ...secret, key, previously }, environment, start)?.last;
        assert.equal(new Set([at("key", "prod"), at("key", "dev"), at("other", "prod")]).size, 3);
        assert.equal(at("new", "prod", ["newer", "key"]), at("key", "prod"));
        assert.equal(boundariesOf({ key: "key", previously: [] }, "prod", start), undefined);
    });
});
