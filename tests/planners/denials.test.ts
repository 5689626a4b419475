import assert from "node:assert/strict";
import * as fc from "fast-check";
import { createGraph } from "../../model/graph";
import type { Denial } from "../../planners/denials";
import { findUses, planDenials } from "../../planners/denials";
import { findHoldings } from "../../planners/holdings";
import { planEnvironment } from "../../planners/planEnvironment";
import { now, organization, readable } from "./organization";

const spec = planEnvironment(findHoldings(createGraph(readable(organization())), now), "dev");
const uses = findUses(spec, { alice: "a", kim: "k" });
const [first] = uses;
assert.ok(first);
const { role, sessionMinutes } = first;
const hour = 3_600_000;
const last = now + sessionMinutes * 60_000 + hour;
const nobody = { uses: [], denials: [] };
const never = () => false;
const always = () => true;

describe("denials of a permission set", () => {
    it("know who can use it", () => {
        assert.ok(uses.some(({ userIds }) => userIds.includes("a")));
        assert.deepEqual(findUses(spec, {}), []);
        const people = spec.people.map((person) => ({ ...person, key: "constructor" }));
        assert.deepEqual(findUses({ ...spec, people }, {}), [], "what every object has is no id");
    });

    it("are absent while nobody has lost anything", () => {
        assert.deepEqual(planDenials(spec, uses, { uses, denials: [] }, now, always), []);
        assert.deepEqual(planDenials(spec, uses, nobody, now, always), []);
    });

    it("stand for everyone who lost access, until the last session and an hour are over", () => {
        const before = { uses: [{ role, sessionMinutes, userIds: ["a", "gone"] }], denials: [] };
        assert.deepEqual(planDenials(spec, [{ ...first, userIds: ["a"] }], before, now, always), [
            { role, userId: "gone", until: last },
        ]);
    });

    it("last as long as the session that was possible, not the one that is possible now", () => {
        const before = { uses: [{ role, sessionMinutes: 720, userIds: ["gone"] }], denials: [] };
        const [denial] = planDenials(spec, uses, before, now, always);
        assert.equal(denial?.until, now + 13 * hour);
    });

    const standing = { role, userId: "gone", until: now + hour };
    for (const [what, instant, isAbsent, count] of [
        ["stay while their time is not over", now, always, 1],
        ["end when it is over and the membership was read back as absent", now + hour, always, 0],
        [
            "stay after it is over if the membership was not read back as absent",
            now + hour,
            never,
            1,
        ],
    ] as const) {
        it(what, () => {
            const before = { uses: [], denials: [standing] };
            assert.equal(planDenials(spec, uses, before, instant, isAbsent).length, count);
        });
    }

    it("last as long again if the membership is still there when their time is over", () => {
        const before = { uses: [], denials: [standing] };
        const [denial] = planDenials(spec, uses, before, now + hour, never);
        // A session may be opened until it goes, of the greatest length that there is.
        assert.equal(denial?.until, now + hour + 13 * hour);
        assert.equal(planDenials(spec, uses, before, now, never)[0]?.until, standing.until);
    });

    it("end if the person gets the role back, or if the role is removed", () => {
        const again = { uses: [], denials: [{ ...standing, userId: "a" }] };
        assert.deepEqual(planDenials(spec, uses, again, now, never), []);
        const other = { uses: [], denials: [{ ...standing, role: "no/such" }] };
        assert.deepEqual(planDenials(spec, uses, other, now, never), []);
    });

    it("follow a renamed role", () => {
        const [named, ...others] = spec.roles;
        assert.ok(named);
        const renamed = { roles: [{ ...named, previously: ["old/name"] }, ...others] };
        const before = { uses: [], denials: [{ ...standing, role: "old/name" }] };
        assert.deepEqual(
            planDenials(renamed, [], before, now, never).map((each) => each.role),
            [named.name],
        );
    });

    it("never release anyone who was denied before the time is over, in any sequence of runs", () => {
        const step = fc.record({
            users: fc.subarray(["a", "b", "c"]),
            minutes: fc.integer({ min: 1, max: 900 }),
            absent: fc.boolean(),
        });
        fc.assert(
            fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
                let instant = now;
                let held = [] as string[];
                let denials: Denial[] = [];
                const lostAt = new Map<string, number>();
                for (const { users, minutes, absent } of steps) {
                    instant += minutes * 60_000;
                    for (const id of held) if (!users.includes(id)) lostAt.set(id, instant);
                    for (const id of users) lostAt.delete(id);
                    const before = {
                        uses: [{ role, sessionMinutes, userIds: held }],
                        denials,
                    };
                    denials = planDenials(
                        spec,
                        [{ role, sessionMinutes, userIds: users }],
                        before,
                        instant,
                        () => absent,
                    );
                    held = users;
                    const denied = new Set(denials.map(({ userId }) => userId));
                    for (const [id, at] of lostAt) {
                        if (instant < at + (last - now)) assert.ok(denied.has(id), id);
                    }
                    for (const id of users) assert.ok(!denied.has(id));
                }
            }),
        );
    });
});
