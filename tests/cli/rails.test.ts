import assert from "node:assert/strict";
import { judgeRoster } from "../../cli/readRoster";
import { findRefusals, findSettled, leavesOfRoster } from "../../cli/runs/rails";
import { readCommit } from "../../model/commit";
import { parseInstant } from "../../model/instant";
import { loadRoster } from "../../model/load";
import type { Roster } from "../../model/roster";
import { humansOf } from "../../planners/humans";
import { countKinds } from "../../planners/removals";
import { token } from "../../planners/resources";
import { revisionOf } from "../../planners/revision";
import { leaverKeys } from "../../planners/revocation";
import { sampleRoster } from "../e2e/sandbox";
import { now } from "../planners/organization";

const loaded = loadRoster(sampleRoster).roster;
assert.ok(loaded);
const sample: Roster = loaded;
const past = parseInstant("2019-12-31", "until") ?? 0;

/** The sample with an end for some of its people. */
function ending(count: number): Roster {
    const endless = [...sample.people].filter(([, person]) => person.until === undefined);
    const some = endless.slice(0, count).map(([key, person]) => [key, { ...person, until: past }]);
    return { ...sample, people: new Map([...sample.people, ...(some as typeof endless)]) };
}

/** What is refused of a roster where org was applied from another before: all were members of it. */
function refusedOver(applied: Roster, roster: Roster) {
    const urn = (type: string, name: string) => `urn:pulumi:org::rollcall::${type}::${name}`;
    const stack = "pulumi:pulumi:Stack";
    const revision = revisionOf(applied, now, [], undefined);
    const members = [...applied.people.keys()].map((key) => ({
        urn: urn(`rollcall:index:PersonAccess$${token.membership}`, key),
        type: token.membership,
        custom: true,
    }));
    const itself = { urn: urn(stack, "org"), type: stack, custom: false, outputs: { revision } };
    const state = { version: 3, deployment: { resources: [itself, ...members] } };
    return findRefusals([{ stack: "org", state }], {
        roster,
        instant: now,
        folder: sampleRoster,
        leavers: leaverKeys(roster.people, roster.leavers, now),
    });
}

describe("people past an end", () => {
    it("count as leaving in this run if the change introduces that end", () => {
        const { removing } = refusedOver(sample, ending(6));
        assert.match(removing.join("\n"), /^6 people leave in one run, of \d+: /m);
        assert.doesNotMatch(refusedOver(sample, ending(5)).removing.join("\n"), /leave in one run/);
    });

    it("do not count if the last applied revision already knew it", () => {
        const { removing } = refusedOver(ending(6), ending(6));
        assert.doesNotMatch(removing.join("\n"), /leave in one run/);
    });
});

describe("a stack that has just what is declared on record", () => {
    const revision = {
        ...revisionOf(sample, now, [], readCommit(sampleRoster)),
        leaves: countKinds(leavesOfRoster(sample, now)("org")),
    };
    const recorded = { revision, humans: humansOf(sample) };
    const settled = (outputs: Readonly<Record<string, unknown>>) => {
        const type = "pulumi:pulumi:Stack";
        const urn = `urn:pulumi:org::rollcall::${type}::rollcall-org`;
        const state = {
            version: 3,
            deployment: { resources: [{ urn, type, custom: false, outputs }] },
        };
        const judged = { ...judgeRoster(sampleRoster, { instant: now, lapsed: "warning" }) };
        const opened = {
            judged: { ...judged, roster: sample },
            instant: now,
            folder: sampleRoster,
        };
        return findSettled([{ stack: "org", state: JSON.parse(JSON.stringify(state)) }], opened);
    };

    it("need not be run where nothing changes", () => {
        assert.deepEqual([...settled(recorded)], ["org"]);
    });

    for (const [what, outputs] of [
        [
            "who somebody is",
            { humans: { ...recorded.humans, alice: { email: "before@acme.example" } } },
        ],
        ["which humans there are", { humans: undefined }],
        ["who left", { revision: { ...revision, leavers: [] } }],
        ["how many leaves it was to have", { revision: { ...revision, leaves: undefined } }],
        ["the plan", { revision: { ...revision, digest: "sha256:1" } }],
        ["anything", { revision: undefined }],
    ] as const) {
        it(`is run where it does not have ${what}`, () => {
            assert.deepEqual([...settled({ ...recorded, ...outputs })], []);
        });
    }
});
