import assert from "node:assert/strict";
import { createGitHubReader } from "../../systems/github";
import { prove } from "../../systems/proof";
import { readSystem, sweepSystem } from "../../systems/sweep";
import type { AccessReader, FoundAccess } from "../../systems/system";
import { evidence, instant, roster, things } from "./evidence";
import { missing, startGitHub } from "./fakeGitHub";
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
    it("removes what is there, one by one, and believes only what it sees afterwards", async () => {
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

    it("changes nothing where it only looks", async () => {
        const there = [things.membership];
        const { found, removed } = await readSystem(fake(there), [alice], now);
        assert.deepEqual([found, removed, there], [[things.membership], [], [things.membership]]);
    });

    it("needs the canary before and after", async () => {
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

    it("takes nothing for absent where a reader fails, and says why", async () => {
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
