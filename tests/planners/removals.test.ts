import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
    budgetOf,
    countKinds,
    findExcess,
    findExodus,
    findFewOwners,
    findShrunk,
    lessKinds,
} from "../../planners/removals";
import { token } from "../../planners/resources";
import { now, organization, readable } from "./organization";

const leaves = (count: number, type: string = token.teamMembership) =>
    Array.from({ length: count }, () => ({ type }));
const limits = { removals: { people: 0.25, grants: 0.25 }, waived: [] };
const waivedAt = (at: string, until = now + 1) => ({ ...limits, waived: [{ at, until }] });
const people = token.membership;

const excess = (found: number, lost: number, type?: string, held: object = limits) =>
    findExcess(
        { stack: "org", found: leaves(found, type), lost: leaves(lost, type) },
        { ...limits, ...held },
        now,
    );

describe("the removal budget", () => {
    it("is a share, or five if that is more", () => {
        assert.deepEqual(excess(100, 25), []);
        assert.equal(excess(100, 26).length, 1);
        assert.deepEqual(excess(6, 5), []);
        assert.equal(excess(6, 6).length, 1);
    });

    it("reports what it found, the rule, and the line that allows it", () => {
        assert.match(
            excess(100, 60, people)[0] ?? "",
            /^org: 60 of 100 organisation memberships would be removed.*may remove 25 .*`removals: \{ people: 0\.6 \}`/,
        );
    });

    it("is separate for each kind", () => {
        const mixed = { found: [...leaves(20), ...leaves(20, people)], stack: "org" };
        assert.deepEqual(
            findExcess({ ...mixed, lost: [...leaves(5), ...leaves(5, people)] }, limits, now),
            [],
        );
    });

    it("is lifted only by a waiver in force, for the kind or for the environment", () => {
        assert.deepEqual(excess(100, 60, people, waivedAt("people")), []);
        assert.deepEqual(excess(100, 60, token.teamMembership, waivedAt("grants")), []);
        assert.deepEqual(excess(100, 60, token.teamMembership, waivedAt("environments.org")), []);
        assert.equal(excess(100, 60, people, waivedAt("grants")).length, 1);
        assert.equal(excess(100, 60, people, waivedAt("people", now)).length, 1);
    });

    it("is satisfied by the line that it suggests, whatever the numbers", () => {
        const counts = fc.integer({ min: 1, max: 5_000 });
        fc.assert(
            fc.property(counts, counts, (found, lost) => {
                const [message = ""] = excess(found, Math.min(found, lost));
                const share = Number(/grants: ([\d.]+)/.exec(message)?.[1] ?? 0.25);
                const held = { removals: { people: 0.25, grants: share } };
                assert.deepEqual(excess(found, Math.min(found, lost), undefined, held), []);
                assert.ok(budgetOf(found, 0.25) >= 5);
            }),
        );
    });
});

describe("a state that shrank by itself", () => {
    const recorded = { ...limits, leaves: countKinds(leaves(100)) };
    const shrunk = (found: number, declared: object = { waived: [] }) =>
        findShrunk(
            { stack: "org", found: leaves(found) },
            recorded,
            { waived: [], ...declared },
            now,
        );

    it("is refused if it lost more than one run may remove", () => {
        assert.deepEqual(shrunk(75), []);
        assert.match(shrunk(74)[0] ?? "", /has 74 team memberships, and had 100/);
        assert.deepEqual(shrunk(0, waivedAt("grants")), []);
    });

    it("is not detected if the previous counts are unknown", () => {
        const { leaves: _, ...unknown } = recorded;
        assert.deepEqual(findShrunk({ stack: "org", found: [] }, unknown, limits, now), []);
    });

    it("does not count what a run removed itself", () => {
        assert.deepEqual(lessKinds(countKinds(leaves(9)), countKinds(leaves(4))), {
            "team memberships": 5,
        });
    });
});

describe("many who leave at once", () => {
    const leaving = (count: number) => Array.from({ length: count }, (_, each) => `p${each}`);
    it("are more than five people and more than five per cent", () => {
        assert.deepEqual(findExodus(leaving(5), 10, limits, now), []);
        assert.equal(findExodus(leaving(6), 10, limits, now).length, 1);
        assert.deepEqual(findExodus(leaving(50), 1_000, limits, now), []);
        assert.match(findExodus(leaving(51), 1_000, limits, now)[0] ?? "", /run again/);
        assert.deepEqual(findExodus(leaving(51), 1_000, waivedAt("people"), now), []);
    });
});

describe("fewer owners", () => {
    const roster = readable(organization());
    const owners = roster.organization.github.owners.length;
    const asking = (minimumOwners: number) => ({
        ...roster,
        rules: { ...roster.rules, minimumOwners },
    });
    it("than the last revision requires are refused if this one requires fewer", () => {
        assert.equal(findFewOwners(asking(1), { minimumOwners: owners + 1 }).length, 1);
        assert.deepEqual(findFewOwners(asking(1), { minimumOwners: owners }), []);
        assert.deepEqual(findFewOwners(asking(owners + 1), { minimumOwners: owners + 1 }), []);
    });
});
