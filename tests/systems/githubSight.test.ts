import assert from "node:assert/strict";
import { createGitHubReader } from "../../systems/github";
import { GitHubClient, type GitHubConnection } from "../../systems/githubClient";
import { findLostRights } from "../../systems/githubRights";
import type { AccessReader } from "../../systems/system";
import { type FakeGitHub, missing, startGitHub } from "./fakeGitHub";
import { type GitHubState, organization } from "./gitHubState";
import { acme, subject } from "./organization";

const roster = acme();
const alice = subject(roster, "alice");
const token = "ghp_canary0123456789";

describe("systems/github, depending on what it can see", () => {
    let github: FakeGitHub;
    let reader: AccessReader;

    async function start(state: GitHubState, connection: Partial<GitHubConnection> = {}) {
        github = await startGitHub(state);
        const settings = { token, baseUrl: github.url, second: 5, ...connection };
        reader = createGitHubReader(roster, settings);
    }

    afterEach(() => github.close());

    describe("canary", () => {
        it("succeeds for an owner", async () => {
            await start(organization());
            assert.deepEqual(await reader.canary(), {
                ok: true,
                reason: "an owner whom the roster names is seen as one",
            });
        });

        it("fails if everything answers 404", async () => {
            await start(organization());
            github.intercept = () => missing;
            const { ok, reason } = await reader.canary();
            assert.deepEqual([ok, reason], [false, "GET orgs/acme: answered 404: Not Found"]);
        });

        it("fails if only public members are shown", async () => {
            await start(organization());
            github.intercept = ({ path }) =>
                path.includes("/memberships/")
                    ? { status: 403, body: { message: "no" } }
                    : undefined;
            assert.equal((await reader.canary()).ok, false);
        });

        for (const list of ["invitations", "outside_collaborators"]) {
            it(`fails if ${list} are not shown`, async () => {
                await start(organization());
                github.intercept = ({ path }) => (path.endsWith(list) ? missing : undefined);
                assert.match((await reader.canary()).reason, new RegExp(`${list}: answered 404`));
            });
        }

        it("fails in another organisation with the same name", async () => {
            await start(organization());
            github.intercept = ({ path }) =>
                path === "/orgs/acme" ? { body: { id: 7, login: "acme" } } : undefined;
            assert.match(
                (await reader.canary()).reason,
                /has the id 7, the roster declares 100200/,
            );
        });

        it("fails if none of the roster's owners is one", async () => {
            const state = organization();
            state.admins.splice(0, 3, 5000012);
            await start(state);
            assert.equal((await reader.canary()).ok, false);
        });
    });

    describe("repositories that it is not shown", () => {
        const sights = [
            [{ hidden: 0 }, undefined],
            [{ hidden: 2 }, /^the token is shown 4 of the organisation's 6 repositories$/],
            [{ hidden: 2, selection: "all" }, undefined],
            [{ hidden: 2, selection: "selected" }, /^the token is for selected repositories/],
        ] as const;
        for (const [sight, told] of sights) {
            it(`are ${told ? "told" : "none"} with ${JSON.stringify(sight)}`, async () => {
                await start({ ...organization(), ...sight });
                const names = await reader.nameRepositories?.([]);
                const { unread } = await reader.find([alice]);
                const reasons = unread.map(({ target, reason }) => [target, reason]);
                if (!told) return assert.deepEqual([names?.hidden, reasons], [undefined, []]);
                assert.match(names?.hidden ?? "", told);
                assert.deepEqual(reasons, [["org/github", names?.hidden]]);
            });
        }

        it("may be there if GitHub does not say, whoever is refused the question", async () => {
            for (const status of [401, 403, 404]) {
                await start(organization());
                github.intercept = ({ path }) =>
                    path === "/installation/repositories"
                        ? { status, body: { message: "no" } }
                        : path === "/orgs/acme"
                          ? { body: { id: 100200, login: "acme", public_repos: 1, plan: {} } }
                          : undefined;
                const names = await reader.nameRepositories?.([]);
                assert.match(names?.hidden ?? "", /does not tell the token how many/, `${status}`);
                await github.close();
            }
            await start(organization());
        });
    });

    describe("a token that has lost its permissions", () => {
        const withoutPlan = { body: { id: 100200, login: "acme" } };

        it("deletes nothing and ends nothing, because 404 would count as done", async () => {
            await start(organization());
            const { found } = await reader.find([alice]);
            assert.ok(found.length > 1);
            github.intercept = ({ path }) => (path === "/orgs/acme" ? withoutPlan : undefined);
            const before = github.asked.length;
            for (const each of found) {
                await assert.rejects(reader.remove(each), /does not administer .*acme/);
            }
            await assert.rejects(reader.endSessions(alice), /does not administer .*acme/);
            assert.deepEqual(
                github.asked.slice(before).map(({ method, path }) => `${method} ${path}`),
                ["GET /orgs/acme"],
                "one question for all of them, and nothing else",
            );
        });

        const stove = { repository: "checkout", environment: "prod" };
        const lost = (ownerId?: number, secrets = [] as (typeof stove)[]) =>
            findLostRights(
                new GitHubClient({ token, baseUrl: github.url, second: 5 }),
                { owner: "acme", ownerId },
                secrets,
            );
        const secretsPath = "/repos/acme/checkout/environments/prod/secrets";
        const secrets = { body: { total_count: 0, secrets: [] } };

        it("is detected by the plan, and another organisation by its id, if that is known", async () => {
            await start(organization());
            assert.equal(await lost(100200), undefined);
            assert.equal(await lost(), undefined);
            assert.match((await lost(7)) ?? "", /acme has the id 100200, and not 7/);
            github.intercept = () => missing;
            assert.match(
                (await lost()) ?? "",
                /^GET orgs\/acme: answered 404: Not Found; give the token in GITHUB_TOKEN the rights/,
            );
            github.intercept = () => withoutPlan;
            assert.match((await lost()) ?? "", /GITHUB_TOKEN does not administer .*docs\/live\.md/);
        });

        it("may still do for secrets of environments if it can see those", async () => {
            await start(organization());
            github.intercept = ({ path }) =>
                ({ "/orgs/acme": withoutPlan, [secretsPath]: secrets })[path] ?? missing;
            assert.equal(await lost(100200, [stove]), undefined);
            assert.match(
                (await lost(100200, [stove, { ...stove, environment: "dev" }])) ?? "",
                /GET repos\/acme\/checkout\/environments\/dev\/secrets: answered 404/,
            );
            assert.match((await lost(7, [stove])) ?? "", /it is another one/);
        });
    });

    describe("a place that cannot be read", () => {
        it("is reported, and the rest is still read", async () => {
            const state = organization();
            state.hidden = 2;
            state.repositories.splice(1, 1);
            await start(state);
            github.intercept = ({ path }) =>
                path === "/repos/acme/checkout/keys" ? missing : undefined;
            const { found, unread } = await reader.find([alice]);
            assert.deepEqual(
                unread.map(({ target, reason }) => `${target}: ${reason}`),
                [
                    "org/ledger: the token is not shown repository ledger (789013)",
                    "org/github: the token is shown 3 of the organisation's 5 repositories",
                    "org/checkout: GET repos/acme/checkout/keys: answered 404: Not Found",
                ],
            );
            assert.equal(found.length, 2);
        });

        it("is the whole system if everything answers 404", async () => {
            await start(organization());
            github.intercept = () => missing;
            const { found, unread } = await reader.find([alice]);
            assert.deepEqual(found, []);
            assert.ok(unread.some(({ target }) => target === undefined));
        });

        it("includes a list that ends before its own count", async () => {
            const state = organization();
            await start(state);
            github.intercept = ({ path }) =>
                path.endsWith("/checkout/environments")
                    ? { body: { total_count: 3, environments: [] } }
                    : undefined;
            const { unread } = await reader.find([alice]);
            assert.match(unread[0]?.reason ?? "", /answered 0 of 3/);
        });
    });

    describe("the connection", () => {
        it("waits as long as a rate limit says, then continues", async () => {
            const reports: string[] = [];
            await start(organization(), { report: (message) => reports.push(message) });
            let refused = 0;
            github.intercept = ({ path }) => {
                if (!path.endsWith("/teams") || refused++ > 0) return undefined;
                const reset = String(Math.ceil(Date.now() / 1_000) + 2);
                const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
                return { status: 403, headers, body: { message: "API rate limit exceeded" } };
            };
            const { found, unread } = await reader.find([alice]);
            assert.deepEqual([found.length, unread], [2, []]);
            assert.match(reports.join(), /rate limit is reached: going on in \d s/);
        });

        it("does not wait longer than it may", async () => {
            await start(organization(), { longestPauseSeconds: 60 });
            github.intercept = ({ path }) =>
                path.endsWith("/teams")
                    ? { status: 429, headers: { "retry-after": "3600" }, body: { message: "slow" } }
                    : undefined;
            const { unread } = await reader.find([alice]);
            assert.deepEqual(
                unread.map(({ reason }) => reason),
                ["GET orgs/acme/teams: answered 429: slow"],
            );
        });

        it("retries if the server fails or does not answer in time", async () => {
            await start(organization(), { timeoutSeconds: 0.1 });
            const stumbles = [{ status: 502, body: {} }, { delayMs: 1_000 }];
            github.intercept = ({ path }) =>
                path.endsWith("/teams") ? stumbles.shift() : undefined;
            const { found, unread } = await reader.find([alice]);
            assert.deepEqual([found.length, unread], [2, []]);
        });

        it("never reveals the token", async () => {
            await start(organization(), { timeoutSeconds: 0.05 });
            github.intercept = ({ headers, path }) => ({
                status: 403,
                body: { message: `${headers.authorization} may not see ${path}` },
            });
            const { unread } = await reader
                .find([])
                .then(() => reader.find([alice]))
                .catch((error) => ({
                    unread: [{ reason: `${error.message}${error.stack}` }],
                }));
            const told = JSON.stringify([unread, await reader.canary()]);
            assert.match(told, /answered 403/);
            assert.ok(!told.includes(token));
            await github.close();
            assert.match((await reader.canary()).reason, /^GET orgs\/acme: no answer: /);
        });
    });
});
