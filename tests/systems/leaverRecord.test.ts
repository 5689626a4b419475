import assert from "node:assert/strict";
import type { LeaverRecord } from "../../systems/leaverRecord";
import {
    addDeletes,
    addLosses,
    addReading,
    addSecrets,
    emptyRecord,
    tombstoneTerm,
} from "../../systems/leaverRecord";
import type { KnownSecret } from "../../systems/rotated";
import { entitlementsOf, instant, reading, roster, things, through, urn } from "./evidence";
import { subject } from "./organization";

const lost = entitlementsOf("alice");
const loss = { lost, basis: "applied plan", sessionMinutes: { developer: 480 } } as const;
const noted = addLosses(emptyRecord(subject(roster, "alice")), loss);
const proved: LeaverRecord = { ...noted, provedAt: instant };
const hour = 3_600_000;

describe("systems/leaverRecord", () => {
    it("forgets nothing of a run that was killed: the next one adds what is new", () => {
        const [first, ...rest] = lost;
        assert.ok(first);
        const begun = addLosses(emptyRecord(subject(roster, "alice")), { ...loss, lost: rest });
        const again = addLosses(begun, { ...loss, lost: [first], basis: "leaves in state" });
        assert.deepEqual(again.lost, [...rest, first]);
        assert.deepEqual(again.bases, ["applied plan", "leaves in state"]);
        assert.equal(addLosses(again, loss), again, "what is known already changes nothing");
    });

    it("keeps the longest session that a role ever had", () => {
        const [first] = lost;
        assert.ok(first);
        const news = { ...first, target: "elsewhere" };
        const shorter = { ...loss, lost: [news], sessionMinutes: { developer: 60 } };
        assert.equal(addLosses(noted, shorter).sessionMinutes.developer, 480);
    });

    it("believes the last of several tries at one leaf", () => {
        const leaf = urn("org", "github:index/membership:Membership", "alice");
        const { deletes } = addDeletes(noted, [
            { urn: leaf, at: instant, failed: "503" },
            { urn: leaf, at: instant },
        ]);
        assert.deepEqual(deletes, [{ urn: leaf, at: instant }]);
    });

    it("takes from a reading what is the person's own", () => {
        const removed = [things.team, { ...things.team, person: "erin" }].map((found) => ({
            found,
            at: instant,
        }));
        const record = addReading(noted, reading("github", { removed }));
        assert.deepEqual(
            record.removed.map(({ found }) => found.person),
            ["alice"],
        );
        assert.equal(addReading(noted, reading("github")), noted);
    });

    it("takes nothing for proved that happened anew", () => {
        const team = { found: things.team, at: instant };
        const changed = [
            addReading(proved, reading("github", { removed: [team] })),
            addDeletes(proved, [{ urn: "u", at: instant }]),
            addLosses(proved, { ...loss, lost: lost.map((one) => ({ ...one, target: "x" })) }),
        ];
        for (const { provedAt } of changed) assert.equal(provedAt, undefined);
    });

    it("counts a tombstone's term from the proof: the longest session, and an hour", () => {
        assert.equal(tombstoneTerm(noted), undefined);
        assert.equal(tombstoneTerm(proved), instant + 9 * hour);
        assert.equal(tombstoneTerm({ ...proved, sessionMinutes: {} }), instant + 13 * hour);
        const outside = lost.filter(({ system }) => system !== "aws");
        assert.equal(tombstoneTerm({ ...proved, lost: outside }), instant + hour);
        const pipeline = [...outside, through("vault")];
        const sessionMinutes = { "service:checkout": 240 };
        const term = (minutes: Record<string, number>) =>
            tombstoneTerm({ ...proved, lost: pipeline, sessionMinutes: minutes });
        assert.equal(term(sessionMinutes), instant + 5 * hour);
        assert.equal(term({}), instant + 13 * hour);
    });
});

describe("the secrets on a leaver's record", () => {
    const at = Date.parse("2026-12-01T12:00:00Z");
    const knows = (version: number): KnownSecret => ({
        ...({ secret: "key", environment: "prod", kind: "generated", lostAt: at } as const),
        version,
    });
    const empty = emptyRecord({ key: "alice", previously: [] });

    it("hold the last version of those that could be read, whatever was noted before", () => {
        const once = addSecrets(empty, [knows(1)]);
        assert.deepEqual(addSecrets(once, [knows(2)]).secrets, [knows(2)]);
        assert.deepEqual(addSecrets(once, [knows(1)]).secrets, [knows(1)]);
        assert.deepEqual(addSecrets(addSecrets(empty, [knows(2)]), [knows(1)]).secrets, [knows(2)]);
    });
});
