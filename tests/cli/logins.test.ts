import assert from "node:assert/strict";
import { createInvocation } from "../../cli/invocation";
import { judgeRoster } from "../../cli/readRoster";
import { resolveLogins } from "../../cli/runs/logins";
import type { Opened } from "../../cli/runs/prepare";
import { token } from "../../planners/resources";
import { type FakeServer, serve } from "../systems/fakeServer";
import { fakeIo, tiny, today } from "./support";

/** Accounts by their ids: alice, gone (whose time is over) and victor (who left) have new logins. */
const logins: Readonly<Record<number, string>> = {
    ...{ 11: "alice-now", 12: "bob-tiny", 13: "Erin-Tiny", 14: "frank-tiny", 15: "gone-now" },
    ...{ 16: "later-tiny", 17: "pay-tiny", 18: "vic-now" },
};

describe("logins of today, in a live run", () => {
    let github: FakeServer;
    let down = false;
    before(async () => {
        github = await serve(({ path }) => {
            const [, id = ""] = /^\/api\/v3\/user\/(\d+)$/.exec(path) ?? [];
            if (down) return { status: 403, body: { message: "Forbidden" } };
            if (path === "/api/v3/orgs/tiny/members")
                return { body: [{ id: 12, login: "bob-tiny" }] };
            if (path === "/api/v3/orgs/tiny")
                return { body: { id: 1, public_repos: 0, total_private_repos: 1 } };
            if (path === "/api/v3/orgs/tiny/repos")
                return { body: [{ id: 101, name: "checkout" }] };
            const login = logins[Number(id)];
            return login ? { body: { id: Number(id), login } } : { status: 404, body: {} };
        });
    });
    after(() => github.close());

    const resolve = async (stacks: readonly string[]) => {
        const environment = { GITHUB_BASE_URL: github.url, GITHUB_TOKEN: "ghp_x" };
        const invocation = createInvocation(fakeIo({ environment }), {
            roster: tiny,
            color: false,
        });
        const instant = Date.parse(today);
        const judged = judgeRoster(tiny, { instant, lapsed: "warning" });
        const opened = { mode: "live", judged, instant, stacks, revocable: stacks } as const;
        return resolveLogins(invocation, opened as unknown as Opened);
    };
    const membership = (person: string) =>
        `urn:pulumi:org::rollcall::rollcall:index:PersonAccess$${token.membership}::${person}`;

    it("are wrong only of those who stay: whoever is gone keeps nobody from anything", async () => {
        const { wrong, people, isSure } = await resolve(["org"]);
        assert.deepEqual(wrong, [
            "alice is declared as alice-tiny in GitHub, but the account 11 goes by alice-now now: write " +
                "alice-now into people.alice.github.login",
        ]);
        const found = new Map(people.map(({ key, github: account }) => [key, account?.login]));
        assert.deepEqual(
            ["alice", "gone", "victor"].map((key) => found.get(key)),
            ["alice-now", "gone-now", "vic-now"],
        );
        assert.deepEqual(
            ["alice", "bob", "erin", "gone"].map((key) => isSure(membership(key))),
            [false, true, true, false],
        );
    });

    it("are sure of nobody where they could not be looked up, and then nothing is given", async () => {
        down = true;
        const { wrong, isSure, repositories } = await resolve(["org"]);
        down = false;
        assert.deepEqual(
            wrong.map((why) => why.split(":")[0]),
            ["logins were not looked up", "repositories were not looked up"],
        );
        assert.equal(isSure(membership("bob")), false);
        assert.equal(repositories, undefined);
    });

    it("are nobody's business in a job of another stack, which has no token", async () => {
        const before = github.asked.length;
        const { wrong, isSure } = await resolve(["dev"]);
        assert.deepEqual([wrong, isSure(membership("alice"))], [[], true]);
        assert.equal(github.asked.length, before);
    });
});
