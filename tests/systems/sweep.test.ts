import assert from "node:assert/strict";
import { createGitHubReader } from "../../systems/github";
import { addLosses, addReading, emptyRecord } from "../../systems/leaverRecord";
import { prove } from "../../systems/proof";
import { readSystem, sweepSystem } from "../../systems/sweep";
import type { AccessReader, FoundAccess } from "../../systems/system";
import { entitlementsOf, evidence, instant, roster, things } from "./evidence";
import { missing, startGitHub } from "./fakeGitHub";
import { organization } from "./gitHubState";
import { subject } from "./organization";

const alice = subject(roster, "alice");
const now = () => instant;

/** A system that has these things, and fails at some. */
function fake(there: FoundAccess[], failing: readonly FoundAccess[] = []): AccessReader {
    return {
        system: "github",
        canary: async () => ({ ok: true, reason: "sees" }),
        find: async () => ({ found: [...there], unread: [] }),
        strangers: async () => [],
        blocks: async () => [],
        remove: async (found) => {
            if (failing.includes(found)) throw new Error("not allowed");
            there.splice(there.indexOf(found), 1);
        },
        endSessions: async () => [],
    };
}

describe("systems/sweep", () => {
    it("removes what exists, one by one, and trusts only what it sees afterwards", async () => {
        const reader = fake([things.membership, things.team], [things.team]);
        const { found, removed } = await sweepSystem(reader, [alice], now);
        assert.deepEqual(found, [things.team]);
        assert.deepEqual(
            removed.map(({ found, error }) => [found.kind, error]),
            [
                ["membership", undefined],
                ["team membership", "not allowed"],
            ],
        );
    });

    it("changes nothing if it only reads", async () => {
        const there = [things.membership];
        const { found, removed } = await readSystem(fake(there), [alice], now);
        assert.deepEqual([found, removed, there], [[things.membership], [], [things.membership]]);
    });

    it("passes a reader each person's sessions that were open before", async () => {
        const asked: unknown[] = [];
        const reader: AccessReader = {
            ...fake([]),
            endSessions: async ({ key }, open) => {
                asked.push([key, open]);
                return [];
            },
        };
        const session = { person: "alice", system: "github", kind: "workflow run" } as const;
        const known = { ...session, what: "workflow run 7 of checkout", ended: false };
        const others = [
            { ...known, person: "kim" },
            { ...known, system: "vault" as const },
            { ...known, ended: true },
        ];
        await sweepSystem(reader, [alice], now, [known, ...others]);
        assert.deepEqual(asked, [["alice", [known]]]);
    });

    it("requires the canary before and after", async () => {
        for (const answers of [
            [true, false],
            [false, true],
        ]) {
            const song = [...answers];
            const reader: AccessReader = {
                ...fake([]),
                canary: async () => ({ ok: song.shift() ?? false, reason: "perhaps" }),
            };
            assert.equal((await readSystem(reader, [alice], now)).canary.ok, false);
        }
    });

    it("counts nothing as absent if a reader fails, and says why", async () => {
        const failing: AccessReader = {
            ...fake([]),
            canary: () => Promise.reject(new Error("no route")),
            find: () => Promise.reject(new Error("no answer")),
            endSessions: () => Promise.reject(new Error("no sessions")),
        };
        const reading = await sweepSystem(failing, [alice], now);
        assert.deepEqual(reading.canary, { ok: false, reason: "no route" });
        assert.deepEqual(
            reading.unread.map(({ target, reason }) => [target, reason]),
            [
                ["sessions", "sessions of alice: no sessions"],
                [undefined, "no answer"],
            ],
        );
        const session = { person: "alice", system: "github", ended: false } as const;
        assert.deepEqual(reading.sessions, [
            { ...session, kind: "unseen", what: "sessions in github", reason: "no sessions" },
        ]);
        const others = evidence().readings.filter(({ system }) => system !== "github");
        const seeing = { ...reading, canary: { ok: true, reason: "sees" }, unread: [] };
        const { gone, reasons } = prove(evidence({ readings: [...others, seeing] }));
        assert.equal(gone, false);
        assert.ok(
            reasons.includes(
                "perhaps open, for nobody could look: sessions in github: no sessions",
            ),
            reasons.join("\n"),
        );
    });

    it("treats a run as open until a sweep that can see no longer sees it", async () => {
        const state = organization();
        const run = { id: 7, repository: "checkout", status: "in_progress", actor: 5000001 };
        state.runs.push(run);
        const github = await startGitHub(state);
        const reader = createGitHubReader(roster, { token: "t", baseUrl: github.url, second: 5 });
        const lost = entitlementsOf("alice");
        const loss = { lost, basis: "applied plan", sessionMinutes: {} } as const;
        let record = addLosses(emptyRecord(alice), loss);
        const sweep = async (at: number) => {
            const swept = await sweepSystem(reader, [alice], () => at, record.sessions);
            record = addReading(record, swept);
            return record.sessions.map(({ what, ended, endedAt }) => [what, ended, endedAt]);
        };
        const what = "workflow run 7 of checkout";
        const open = [[what, false, undefined]];
        assert.deepEqual(await sweep(instant), open);
        run.status = "completed";
        github.intercept = () => missing;
        const [first] = await sweep(instant + 1);
        assert.deepEqual(first, open[0], "a reader that is answered 404 ends nothing");
        github.intercept = () => undefined;
        const seen = await sweep(instant + 2);
        assert.deepEqual(seen[0], [what, true, instant + 2]);
        assert.ok(record.sessions.every(({ ended }) => ended));
        await github.close();
    });

    it("is never complete with a GitHub reader that is answered 404 everywhere", async () => {
        const github = await startGitHub({
            users: [],
            admins: [],
            members: [],
            pending: [],
            invitations: [],
            outsiders: [],
            teams: [],
            repositories: [],
            hidden: 0,
            authorizations: [],
            runs: [],
        });
        github.intercept = () => missing;
        const reader = createGitHubReader(roster, { token: "t", baseUrl: github.url, second: 5 });
        const reading = await sweepSystem(reader, [alice], now);
        await github.close();
        assert.deepEqual(reading.found, []);
        const others = evidence().readings.filter(({ system }) => system !== "github");
        const { verdict, items } = prove(evidence({ readings: [...others, reading] }));
        assert.equal(verdict, "incomplete");
        const own = items.filter(({ entitlement }) => entitlement.system === "github");
        assert.ok(own.length > 0 && own.every(({ status }) => status === "unproved"));
    });
});
