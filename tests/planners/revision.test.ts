import assert from "node:assert/strict";
import type { Revision } from "../../planners/revision";
import { findOlder, narrowed, readRevision, revisionOf, strictest } from "../../planners/revision";
import { now, organization, readable } from "./organization";

const roster = readable(organization());
const [someone = ""] = roster.people.keys();
const commit = "a".repeat(40);
const recorded: Revision = { ...revisionOf(roster, now, [], "b".repeat(40)), leavers: [someone] };

describe("a stack's revision", () => {
    it("survives being exported", () => {
        assert.deepEqual(readRevision(JSON.parse(JSON.stringify(recorded))), recorded);
        for (const other of [undefined, null, "04da6b54", {}, { leavers: "x" }]) {
            assert.equal(readRevision(other), undefined);
        }
    });

    it("refuses a roster that git knows to be older, or cannot place", () => {
        const older = (order: "at or after" | "before" | "unknown") =>
            findOlder(roster, commit, recorded, () => order);
        assert.equal(older("at or after"), undefined);
        assert.match(older("before") ?? "", /does not contain bbbbbbbbbbbb/);
        assert.match(older("unknown") ?? "", /fetch-depth: 0/);
    });

    it("refuses, without git on both sides, a roster with a leaver among its people", () => {
        const never = () => assert.fail("git is not asked");
        const { commit: _, ...outside } = recorded;
        for (const [here, there] of [
            [undefined, outside],
            [commit, outside],
        ] as const) {
            assert.match(findOlder(roster, here, there, never) ?? "", new RegExp(someone));
            assert.equal(findOlder(roster, here, { ...there, leavers: [] }, never), undefined);
        }
        assert.equal(findOlder(roster, undefined, undefined, never), undefined);
        const [leaver] = readable(organization()).leavers.values();
        const tombstone = { ...leaver, key: someone, previously: [] } as never;
        const both = { ...roster, leavers: new Map([[someone, tombstone]]) };
        assert.equal(findOlder(both, undefined, outside, never), undefined);
    });

    it("refuses any roster if a commit is on record and git does not answer", () => {
        const older = findOlder(roster, undefined, { ...recorded, leavers: [] }, () => "before");
        assert.match(older ?? "", /commit bbbbbbbbbbbb was applied here last.*safe\.directory/);
    });

    it("combines several: the strictest limits, and the waivers that all have", () => {
        const waived = [{ at: "grants", until: 1 }];
        const one = { ...recorded, minimumOwners: 2, removals: { people: 0.1, grants: 1 }, waived };
        const other = { ...recorded, minimumOwners: 1, removals: { people: 1, grants: 0.2 } };
        assert.deepEqual(strictest([one, other]), {
            minimumOwners: 2,
            removals: { people: 0.1, grants: 0.2 },
            waived: [],
        });
        assert.deepEqual(strictest([one, one]).waived, waived);
    });

    it("keeps its limits in a run that only narrows", () => {
        const declared = { ...recorded, commit, minimumOwners: 1, leavers: ["x"] };
        assert.deepEqual(narrowed(declared, recorded), { ...recorded, commit, leavers: ["x"] });
        assert.deepEqual(narrowed(declared, undefined), declared);
    });
});
