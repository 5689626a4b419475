import assert from "node:assert/strict";
import { findRefusals } from "../../cli/runs/rails";
import { parseInstant } from "../../model/instant";
import { loadRoster } from "../../model/load";
import type { Roster } from "../../model/roster";
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
