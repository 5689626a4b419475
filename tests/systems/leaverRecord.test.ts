import assert from "node:assert/strict";
import type { Entitlement } from "../../planners/entitlements";
import type { LeaverRecord } from "../../systems/leaverRecord";
import {
    addDeletes,
    addLosses,
    addReading,
    addRegained,
    addSecrets,
    emptyRecord,
    tombstoneTerm,
} from "../../systems/leaverRecord";
import { prove } from "../../systems/proof";
import type { KnownSecret } from "../../systems/rotated";
import {
    entitlementsOf,
    instant,
    reading,
    roster,
    things,
    through,
    urn,
    withReading,
} from "./evidence";
import { subject } from "./organization";

const lost = entitlementsOf("alice");
const loss = { lost, basis: "applied plan", sessionMinutes: { developer: 480 } } as const;
const noted = addLosses(emptyRecord(subject(roster, "alice")), loss);
const proved: LeaverRecord = { ...noted, provedAt: instant };
const hour = 3_600_000;

describe("systems/leaverRecord", () => {
    it("forgets nothing from a killed run: the next one adds what is new", () => {
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

    it("never learns a session length that was once unknown", () => {
        const untold = addLosses(emptyRecord(subject(roster, "alice")), {
            ...loss,
            sessionMinutes: {},
        });
        const told = addLosses(untold, { ...loss, sessionMinutes: { developer: 60 } });
        assert.equal(tombstoneTerm({ ...told, provedAt: instant }), instant + 13 * hour);
    });

    it("trusts the last of several attempts at one leaf", () => {
        const leaf = urn("org", "github:index/membership:Membership", "alice");
        const { deletes } = addDeletes(noted, [
            { urn: leaf, at: instant, failed: "503" },
            { urn: leaf, at: instant },
        ]);
        assert.deepEqual(deletes, [{ urn: leaf, at: instant }]);
    });

    it("takes only the person's own parts from a reading", () => {
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

    describe("a session that was open", () => {
        const run = {
            ...({ person: "alice", system: "github", kind: "workflow run" } as const),
            ...{ what: "workflow run 7 of checkout", ended: false, reason: "it runs" },
        };
        const open = addReading(noted, reading("github", { sessions: [run] }));
        const later = instant + hour;
        const well = reading("github", { at: later });

        it("is over if a later reading that could see no longer shows it", () => {
            const { sessions, provedAt } = addReading(open, well);
            assert.deepEqual(sessions, [{ ...run, ended: true, endedAt: later }]);
            assert.equal(provedAt, undefined);
            const again = addReading(addReading(open, well), { ...well, at: later + hour });
            assert.deepEqual(again.sessions, sessions, "it was seen to be over then");
        });

        it("says when it was ended, if that was later", () => {
            const ended = { ...run, ended: true };
            const { sessions } = addReading(open, { ...well, sessions: [ended] });
            assert.deepEqual(sessions, [{ ...ended, endedAt: later }]);
        });

        it("stays open after a reading that could not see, or was of another system", () => {
            const unread = [{ system: "github", target: "sessions", reason: "503" }] as const;
            const looks = [
                { ...well, canary: { ok: false, reason: "404" } },
                { ...well, unread },
                { ...well, system: "vault" as const },
                { ...well, sessions: [run] },
            ];
            for (const look of looks) assert.deepEqual(addReading(open, look).sessions, [run]);
        });

        it("is assumed if nobody could look, for people whose removal is not proved yet", () => {
            const unseen = { ...run, kind: "unseen", what: "sessions in github" } as const;
            const blind = { ...well, sessions: [unseen] };
            const supposed = addReading(noted, blind);
            assert.deepEqual(supposed.sessions, [unseen]);
            assert.equal(addReading(supposed, well).sessions[0]?.ended, true);
            assert.equal(addReading(proved, blind), proved);
            const nobody = emptyRecord(noted.subject);
            assert.equal(addReading(nobody, blind), nobody);
        });
    });

    it("discards a proof if anything new was lost or removed", () => {
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

describe("the record of somebody who lost the same access before", () => {
    const [aws] = lost.filter(({ system, stack }) => system === "aws" && stack === "dev");
    assert.ok(aws);
    const ended = { ...aws, until: "2026-12-01", enforcement: "target" } as const;
    const start = emptyRecord(subject(roster, "alice", { awsUserId: "u-alice" }));
    const before = addLosses(start, { ...loss, lost: [ended] });
    const again = (entitlement: Entitlement, record: LeaverRecord = before, minutes = 480) =>
        addLosses(record, {
            ...{ lost: [entitlement], basis: "applied plan" },
            sessionMinutes: { developer: minutes },
        });
    const groupOf = (team: string) =>
        urn("dev", "aws:identitystore/groupMembership:GroupMembership", `alice/${team}/developer`);
    const byTeam = (entitlement: Entitlement, team: string): Entitlement => ({
        ...entitlement,
        resources: entitlement.resources.map((one) => one.replaceAll("payments/", `${team}/`)),
    });
    const left = Date.parse("2027-02-15T10:00:00Z");
    const residualOf = ({ lost, deletes, sessionMinutes }: LeaverRecord, at = left) =>
        prove({
            ...withReading("aws", { blocks: [], at }),
            ...{ lost, deletes, instant: at, provedAt: at },
            sessionMinutes: new Map(Object.entries(sessionMinutes)),
        }).items[0];

    it("has the access that was lost last, without an earlier end", () => {
        const record = again(aws);
        assert.deepEqual(record.lost, [aws]);
        assert.equal(record.provedAt, undefined);
        const { proof, residual } = residualOf(record) ?? {};
        assert.equal(proof, "read back absent");
        assert.equal(residual?.until, "2027-02-15T19:00:00Z");
    });

    it("has the later of two ends, because the earlier grant may have been in use", () => {
        const endOf = (one: Entitlement, other: Entitlement) =>
            again(other, again(one, start)).lost[0]?.until;
        const later = { ...ended, until: "2027-02-10T12:00:00Z" };
        assert.equal(endOf(ended, later), later.until);
        assert.equal(endOf(later, ended), later.until);
        assert.equal(endOf(aws, ended), undefined);
    });

    it("has every way to it, and drops removal times from before it was granted again", () => {
        const gone = [groupOf("payments"), groupOf("ledger")].map((each) => ({
            ...{ urn: each, at: instant },
        }));
        const record = again(byTeam(aws, "ledger"), addDeletes(before, gone));
        const [entitlement] = record.lost;
        for (const team of ["payments", "ledger"]) {
            const set = `dev:RoleAccess/${team}/developer:aws:ssoadmin/permissionSet:PermissionSet::${team}/developer`;
            assert.ok(entitlement?.resources.includes(set), set);
        }
        assert.deepEqual(record.deletes, gone.slice(0, 1));
        assert.equal(residualOf(record)?.residual?.until, "2027-02-15T19:00:00Z");
    });

    it("has the longest of its sessions, even if nothing else is new", () => {
        assert.equal(again(ended, before, 720).sessionMinutes.developer, 720);
        const proved = { ...before, provedAt: instant };
        const { provedAt } = again(ended, proved, 720);
        assert.equal(provedAt, instant, "it is gone as it was, and counts as open for longer");
        assert.equal(again(ended, before, 60), before);
    });

    it("forgets how access was removed once it is granted again, and keeps other losses", () => {
        const removal = { ...things.awsGroup, person: "alice" };
        const swept = addReading(
            addDeletes(again(aws), [
                { urn: groupOf("payments"), at: instant },
                { urn: groupOf("ledger"), at: instant },
            ]),
            reading("aws", { removed: [{ found: removal, at: instant }] }),
        );
        const known = [
            { secret: "key", environment: "dev", kind: "generated", lostAt: instant, version: 1 },
            { secret: "key", environment: "prod", kind: "generated", lostAt: instant, version: 1 },
        ] as const;
        const record = { ...addSecrets(swept, known), provedAt: instant };
        const readable = (environment: string, readers: string[]) => ({
            ...{ secret: "key", environment, readers, kind: "generated" as const },
        });
        const given = { entitlements: [byTeam(aws, "payments")], readable: [] };
        const regained = addRegained(record, given);
        assert.deepEqual(regained.lost, record.lost);
        assert.equal(regained.provedAt, undefined);
        assert.deepEqual(
            regained.deletes.map((each) => each.urn),
            [groupOf("ledger")],
        );
        assert.deepEqual(regained.removed, []);
        assert.equal(addRegained(regained, given), regained, "once is enough");
        const reads = addRegained(record, {
            entitlements: [{ ...aws, principal: "person:erin" }],
            readable: [readable("dev", ["erin", "alice"]), readable("prod", ["erin"])],
        });
        assert.deepEqual(reads.secrets, known.slice(1));
        assert.equal(reads.provedAt, instant);
    });
});

describe("the secrets on a leaver's record", () => {
    const at = Date.parse("2026-12-01T12:00:00Z");
    const knows = (version: number): KnownSecret => ({
        ...({ secret: "key", environment: "prod", kind: "generated", lostAt: at } as const),
        version,
    });
    const empty = emptyRecord({ key: "alice", previously: [] });

    it("have the last version that could be read, whatever was recorded before", () => {
        const once = addSecrets(empty, [knows(1)]);
        assert.deepEqual(addSecrets(once, [knows(2)]).secrets, [knows(2)]);
        assert.deepEqual(addSecrets(once, [knows(1)]).secrets, [knows(1)]);
        assert.deepEqual(addSecrets(addSecrets(empty, [knows(2)]), [knows(1)]).secrets, [knows(2)]);
    });
});
