import assert from "node:assert/strict";
import { createGitHubReader } from "../../systems/github";
import type { GitHubConnection } from "../../systems/githubClient";
import type { AccessReader, FoundAccess } from "../../systems/system";
import { type FakeGitHub, type GitHubState, missing, repository, startGitHub } from "./fakeGitHub";
import { acme, subject, summarize } from "./organization";

const roster = acme();
const alice = subject(roster, "alice");
const kim = subject(roster, "kim");
const victor = subject(roster, "victor");
const token = "ghp_canary0123456789";

function organization(): GitHubState {
    return {
        users: [
            { id: 5000001, login: "alice-acme" },
            { id: 5000002, login: "erin-acme" },
            { id: 5000003, login: "frank-acme" },
            { id: 5000007, login: "vic" },
            { id: 5000009, login: "kimc" },
            { id: 5000012, login: "acme-bot" },
        ],
        admins: [5000012, 5000003, 5000002],
        members: [5000009, 5000012, 5000001],
        pending: [],
        invitations: [],
        outsiders: [],
        teams: [
            { id: 1, slug: "engineering", members: [{ id: 5000001, inherited: true }] },
            { id: 2, slug: "platform", members: [{ id: 5000002 }] },
            { id: 3, slug: "payments", members: [5000002, 5000009, 5000001].map((id) => ({ id })) },
        ],
        repositories: [
            repository(789012, "checkout"),
            repository(789013, "ledger"),
            repository(789014, "design-tokens"),
            repository(789099, "scratch"),
        ],
        hidden: 0,
        authorizations: [],
        runs: [],
    };
}

describe("systems/github", () => {
    let github: FakeGitHub;
    let reader: AccessReader;

    async function start(state: GitHubState, connection: Partial<GitHubConnection> = {}) {
        github = await startGitHub(state);
        const settings = { token, baseUrl: github.url, second: 5, ...connection };
        reader = createGitHubReader(roster, settings);
    }

    afterEach(() => github.close());

    it("finds everything that a person has, on every page, and under the roster's names", async () => {
        const state = organization();
        const [checkout, , tokens, scratch] = state.repositories;
        const others = [5000002, 5000003].map((id) => ({ id, role_name: "read" }));
        checkout?.collaborators.push(...others, { id: 5000001, role_name: "write" });
        checkout?.environments.push(
            ...["dev", "staging"].map((name) => ({ name, reviewers: [{ type: "Team", id: 3 }] })),
            { name: "prod", reviewers: [{ type: "User", id: 5000001 }] },
        );
        tokens?.invitations.push({ id: 71, invitee: 5000001, permissions: "admin" });
        scratch?.keys.push(
            { id: 81, title: "erin's", read_only: false, added_by: "erin-acme" },
            { id: 82, title: "runner", read_only: false, added_by: "Alice-Acme" },
        );
        await start(state);
        const { found, unread } = await reader.find([alice]);
        assert.deepEqual(summarize(found), [
            "alice | deploy key | org/repository:scratch | push | deploy key runner of scratch",
            "alice | direct collaborator | org/checkout | push | collaborator of checkout",
            "alice | environment reviewer | org/checkout | reviewer | reviewer of environment prod of checkout",
            "alice | membership | org/github | member | membership of acme",
            "alice | repository invitation | org/design-tokens | admin | invitation to design-tokens",
            "alice | team membership | org/github | member | team payments",
        ]);
        assert.deepEqual(unread, []);
        assert.deepEqual(
            found.flatMap(({ leaves }) => leaves),
            [
                "org:PersonAccess/alice:github:index/membership:Membership::alice",
                "org:PersonAccess/alice:github:index/teamMembership:TeamMembership::alice/payments",
                "org:PersonAccess/alice:github:index/repositoryCollaborator:RepositoryCollaborator::alice/789012",
                "org:PersonAccess/alice:github:index/repositoryCollaborator:RepositoryCollaborator::alice/789014",
            ],
        );
    });

    it("tells several people apart in one reading, and does not ask for lists twice", async () => {
        await start(organization());
        const { found } = await reader.find([alice, kim, victor]);
        assert.deepEqual(
            found.map(({ person, kind }) => `${person} ${kind}`),
            ["alice membership", "kim membership", "alice team membership", "kim team membership"],
        );
        const calls = github.asked.map(({ path, query }) => `${path}?${query}`);
        assert.deepEqual(calls.length, new Set(calls).size);
    });

    it("finds an account that was renamed, also where somebody else took its old login", async () => {
        const state = organization();
        const account = state.users.find(({ id }) => id === 5000001);
        if (account) account.login = "a-andersson";
        state.users.push({ id: 6000000, login: "alice-acme" });
        state.members.push(6000000);
        state.teams[2]?.members.push({ id: 6000000 });
        state.invitations.push({ id: 61, login: "alice-acme", email: null });
        const [checkout] = state.repositories;
        checkout?.keys.push(
            { id: 81, title: "hers", read_only: true, added_by: "a-andersson" },
            { id: 82, title: "the other's", read_only: true, added_by: "alice-acme" },
        );
        await start(state);
        const { found } = await reader.find([alice]);
        assert.deepEqual(summarize(found), [
            "alice | deploy key | org/checkout | pull | deploy key hers of checkout",
            "alice | membership | org/github | member | membership of acme",
            "alice | team membership | org/github | member | team payments",
        ]);
        for (const each of found) await reader.remove(each);
        assert.deepEqual((await reader.find([alice])).found, []);
        assert.ok(state.members.includes(6000000), "the other one lost her membership");
        assert.deepEqual(await reader.resolve?.([alice, kim]), [
            { person: "alice", declared: "alice-acme", actual: "a-andersson", matches: false },
            { person: "kim", declared: "kimc", actual: "kimc", matches: true },
        ]);
    });

    it("still knows an invitation by the old login while nobody else has it", async () => {
        const state = organization();
        const account = state.users.find(({ id }) => id === 5000007);
        if (account) account.login = "victor-h";
        state.invitations.push(
            { id: 61, login: "vic", email: null },
            { id: 62, login: null, email: "Victor@acme.example" },
            { id: 63, login: null, email: "somebody@acme.example" },
        );
        await start(state);
        const { found } = await reader.find([victor]);
        assert.deepEqual(summarize(found), [
            "victor | invitation | org/github | member | invitation of Victor@acme.example",
            "victor | invitation | org/github | member | invitation of vic",
        ]);
        for (const each of found) await reader.remove(each);
        assert.deepEqual(
            state.invitations.map(({ id }) => id),
            [63],
        );
    });

    it("finds the invited, who are no members yet, and those outside", async () => {
        const state = organization();
        state.pending.push(5000007);
        state.outsiders.push(5000002, 5000003, 5000007);
        await start(state);
        const { found } = await reader.find([victor]);
        assert.deepEqual(summarize(found), [
            "victor | invitation | org/github | member | invitation to acme",
            "victor | outside collaborator | org/github | outside collaborator | outside collaborator of acme",
        ]);
        for (const each of found) await reader.remove(each);
        assert.deepEqual([state.pending, state.outsiders], [[], [5000002, 5000003]]);
    });

    it("takes a reviewer out and leaves the environment as it is otherwise", async () => {
        const state = organization();
        const reviewers = [
            { type: "User", id: 5000001 },
            { type: "Team", id: 2 },
        ];
        state.repositories[0]?.environments.push({ name: "prod/eu", reviewers });
        await start(state);
        await removeKind(reader, "environment reviewer");
        assert.deepEqual(github.asked.at(-1)?.body, {
            wait_timer: 5,
            prevent_self_review: true,
            reviewers: [{ type: "Team", id: 2 }],
            deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
            can_admins_bypass: false,
        });
        assert.ok(github.asked.at(-1)?.path.endsWith("/environments/prod/eu"));
    });

    it("does not take out the only reviewer: everybody could deploy", async () => {
        const state = organization();
        const reviewers = [{ type: "User", id: 5000001 }];
        state.repositories[0]?.environments.push({ name: "prod", reviewers });
        await start(state);
        await assert.rejects(removeKind(reader, "environment reviewer"), /only reviewer/);
        assert.deepEqual(state.repositories[0]?.environments[0]?.reviewers, reviewers);
    });

    it("says that what is gone already is removed", async () => {
        const state = organization();
        await start(state);
        const { found } = await reader.find([alice]);
        for (const each of found) await reader.remove(each);
        for (const each of found) await reader.remove(each);
        assert.ok(!state.members.includes(5000001));
    });

    it("cancels runs that have not begun, and leaves those that run", async () => {
        const state = organization();
        state.runs.push(
            { id: 1, repository: "checkout", status: "waiting", actor: 5000001 },
            { id: 2, repository: "ledger", status: "in_progress", actor: 5000001 },
            { id: 3, repository: "ledger", status: "waiting", actor: 5000002 },
            { id: 4, repository: "checkout", status: "queued", actor: 5000001 },
        );
        state.authorizations.push({
            credential_id: 9,
            credential_type: "SSH Key",
            login: "alice-acme",
        });
        await start(state);
        const sessions = await reader.endSessions(alice);
        assert.deepEqual(
            sessions.map(({ what, ended }) => [what, ended]),
            [
                ["SSH Key 9", true],
                ["workflow run 4 of checkout", true],
                ["workflow run 1 of checkout", true],
                ["workflow run 2 of ledger", false],
            ],
        );
        assert.deepEqual(
            state.runs.map(({ status }) => status),
            ["completed", "in_progress", "waiting", "completed"],
        );
        assert.deepEqual(state.authorizations, []);
    });

    it("ends what it can where there is no single sign-on", async () => {
        await start(organization());
        github.intercept = ({ path }) =>
            path.endsWith("/credential-authorizations") ? missing : undefined;
        assert.deepEqual(await reader.endSessions(alice), []);
    });

    describe("canary", () => {
        it("sings for an owner", async () => {
            await start(organization());
            assert.deepEqual(await reader.canary(), {
                ok: true,
                reason: "an owner whom the roster names is seen as one",
            });
        });

        it("is silent where everything answers 404", async () => {
            await start(organization());
            github.intercept = () => missing;
            const { ok, reason } = await reader.canary();
            assert.deepEqual([ok, reason], [false, "GET orgs/acme: answered 404: Not Found"]);
        });

        it("is silent where only public members are shown", async () => {
            await start(organization());
            github.intercept = ({ path }) =>
                path.includes("/memberships/")
                    ? { status: 403, body: { message: "no" } }
                    : undefined;
            assert.equal((await reader.canary()).ok, false);
        });

        for (const list of ["invitations", "outside_collaborators"]) {
            it(`is silent where ${list} are not shown`, async () => {
                await start(organization());
                github.intercept = ({ path }) => (path.endsWith(list) ? missing : undefined);
                assert.match((await reader.canary()).reason, new RegExp(`${list}: answered 404`));
            });
        }

        it("is silent in another organisation of that name", async () => {
            await start(organization());
            github.intercept = ({ path }) =>
                path === "/orgs/acme" ? { body: { id: 7, login: "acme" } } : undefined;
            assert.match(
                (await reader.canary()).reason,
                /has the id 7, the roster declares 100200/,
            );
        });

        it("is silent where none of the roster's owners is one", async () => {
            const state = organization();
            state.admins.splice(0, 3, 5000012);
            await start(state);
            assert.equal((await reader.canary()).ok, false);
        });
    });

    describe("what cannot be read", () => {
        it("is said by its place, and the rest is read all the same", async () => {
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

        it("is everything where everything answers 404", async () => {
            await start(organization());
            github.intercept = () => missing;
            const { found, unread } = await reader.find([alice]);
            assert.deepEqual(found, []);
            assert.ok(unread.some(({ target }) => target === undefined));
        });

        it("is a list that stops before its own count", async () => {
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
        it("waits as long as a rate limit says, then goes on", async () => {
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

        it("asks again when the server stumbles or does not answer in time", async () => {
            await start(organization(), { timeoutSeconds: 0.1 });
            const stumbles = [{ status: 502, body: {} }, { delayMs: 1_000 }];
            github.intercept = ({ path }) =>
                path.endsWith("/teams") ? stumbles.shift() : undefined;
            const { found, unread } = await reader.find([alice]);
            assert.deepEqual([found.length, unread], [2, []]);
        });

        it("never tells the token", async () => {
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

async function removeKind(reader: AccessReader, kind: FoundAccess["kind"]): Promise<void> {
    const { found } = await reader.find([alice]);
    for (const each of found) if (each.kind === kind) await reader.remove(each);
}
