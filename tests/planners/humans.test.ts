import assert from "node:assert/strict";
import { defineRoster } from "../../model/defineRoster";
import type { Roster } from "../../model/roster";
import type { RosterInput } from "../../model/schema";
import type { Humans } from "../../planners/humans";
import { findOtherHumans, humansOf, readHumans } from "../../planners/humans";
import { exampleInput } from "../model/rosters";

type People = NonNullable<RosterInput["people"]>;
type Leavers = NonNullable<RosterInput["leavers"]>;

const kim = { name: "Kim Castell", email: "kim@acme.example", github: { login: "kim-c", id: 9 } };
const lou = { name: "Lou Lind", email: "lou@acme.example", github: { login: "loul", id: 10 } };

/** The example, with these people and tombstones beside its own. */
function roster(people: People, leavers: Leavers = {}): Roster {
    const input = exampleInput();
    const { roster: read, problems } = defineRoster({
        ...input,
        people: { ...input.people, ...people },
        leavers: { ...input.leavers, ...leavers },
    });
    assert.ok(read, problems.map(({ message }) => message).join("\n"));
    return read;
}

/** What is said of a roster over what an earlier one left on record, as an engine keeps it. */
function others(before: Roster, now: Roster): string[] {
    const recorded: Humans = readHumans(JSON.parse(JSON.stringify(humansOf(before))));
    return findOtherHumans(now, recorded);
}

const tombstone = ({ name, email, github }: typeof kim) => ({
    name,
    email,
    github,
    left: "2026-11-20",
});

describe("the human behind a key", () => {
    it("is another if account and e-mail both changed, and both people are named", () => {
        const [said = "", ...more] = others(
            roster({ contractor: kim }),
            roster({ contractor: lou }),
        );
        assert.deepEqual(more, []);
        assert.match(said, /^contractor is lou@acme\.example \(GitHub account 10\) in this roster/);
        assert.match(said, /was kim@acme\.example \(GitHub account 9\) when org was last applied/);
        assert.match(said, /`rollcall leave contractor`/);
        assert.match(said, /new key/);
    });

    it("is the same if one of the two stayed, or only the case differs", () => {
        const before = roster({ contractor: kim });
        for (const now of [
            kim,
            { ...kim, email: lou.email },
            { ...kim, github: lou.github },
            { ...kim, github: { ...kim.github, login: "kim-new" } },
            { ...lou, email: "KIM@acme.example" },
        ]) {
            assert.deepEqual(others(before, roster({ contractor: now })), []);
        }
    });

    it("is identified by e-mail alone if one of the two has no GitHub account", () => {
        const { github: _, ...without } = kim;
        const { github: __, ...other } = lou;
        const pairs = [
            [without, other],
            [without, lou],
            [kim, other],
        ] as const;
        for (const [before, now] of pairs) {
            const [said = ""] = others(roster({ contractor: before }), roster({ contractor: now }));
            assert.match(said, /^contractor is lou@acme\.example/);
        }
        assert.deepEqual(others(roster({ contractor: without }), roster({ contractor: kim })), []);
        assert.deepEqual(others(roster({ contractor: kim }), roster({ contractor: without })), []);
    });

    it("is another under a former key too, and the same after a mere rename", () => {
        const before = roster({ contractor: kim });
        const [said = ""] = others(before, roster({ lou: { ...lou, previously: ["contractor"] } }));
        assert.match(said, /^lou is lou@acme\.example.*contractor was kim@acme\.example/);
        assert.deepEqual(
            others(before, roster({ castell: { ...kim, previously: ["contractor"] } })),
            [],
        );
    });

    it("is another twice if two people swapped keys", () => {
        const said = others(roster({ one: kim, two: lou }), roster({ one: lou, two: kim }));
        assert.deepEqual(
            said.map((each) => each.split(" ")[0]),
            ["one", "two"],
        );
    });

    it("still belongs to a tombstone's key, which no newcomer may take", () => {
        const left = roster({}, { contractor: tombstone(kim) });
        assert.match(others(left, roster({ contractor: lou })).join(), /was kim@acme\.example/);
        assert.deepEqual(others(left, roster({ contractor: kim })), []);
        const nameless = roster({}, { contractor: { name: "Kim", left: "2026-11-20" } });
        assert.match(others(nameless, roster({ contractor: lou })).join(), /was somebody of whom/);
    });

    it("must match a tombstone as far as that says anything", () => {
        const before = roster({ contractor: kim });
        assert.deepEqual(others(before, roster({}, { contractor: tombstone(kim) })), []);
        const nameless = { contractor: { name: "Kim", left: "2026-11-20" } };
        assert.deepEqual(others(before, roster({}, nameless)), []);
        assert.equal(others(before, roster({}, { contractor: tombstone(lou) })).length, 1);
    });

    it("is unknown if a tombstone has nothing but the key, and may be completed later", () => {
        const nameless = roster({}, { contractor: { name: "Kim", left: "2026-11-20" } });
        const complete = roster({}, { contractor: tombstone(kim) });
        assert.deepEqual(others(nameless, complete), []);
        const recorded = { contractor: { sameAs: "erin" } };
        assert.deepEqual(findOtherHumans(complete, recorded), []);
        const earlier = { castell: { ...tombstone(kim), previously: ["contractor"] } };
        assert.deepEqual(others(nameless, roster({}, earlier)), []);
    });

    it("is looked up only among recorded keys, not among properties that every object has", () => {
        const now = roster({ contractor: kim });
        const people = new Map(
            [...now.people].map(([key, person]) => [
                key,
                { ...person, previously: key === "contractor" ? ["constructor"] : [] },
            ]),
        );
        assert.deepEqual(findOtherHumans({ ...now, people }, {}), []);
    });

    it("is not checked if the key is new or gone", () => {
        assert.deepEqual(others(roster({}), roster({ contractor: lou })), []);
        assert.deepEqual(others(roster({ contractor: kim }), roster({})), []);
    });

    it("is taken from as much of a record as can be read", () => {
        const marker = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        for (const output of [undefined, null, marker, [], 3]) {
            assert.deepEqual(readHumans(output), {});
        }
        assert.deepEqual(readHumans({ a: { email: "a@x", github: 1 }, b: marker, c: {} }), {
            a: { email: "a@x", github: 1 },
            c: {},
        });
    });
});
