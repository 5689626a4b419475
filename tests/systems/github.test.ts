import assert from "node:assert/strict";
import { createGitHubReader } from "../../systems/github";
import type { GitHubConnection } from "../../systems/githubClient";
import type { AccessReader, FoundAccess, Subject } from "../../systems/system";
import { type FakeGitHub, missing, startGitHub } from "./fakeGitHub";
import { type FakeRepository, type GitHubState, organization } from "./gitHubState";
import { acme, subject, summarize } from "./organization";

const roster = acme();
const alice = subject(roster, "alice");
const kim = subject(roster, "kim");
const victor = subject(roster, "victor");
const token = "ghp_canary0123456789";

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

    it("tells several people apart in one reading, and asks for no list twice", async () => {
        await start(organization());
        const { found } = await reader.find([alice, kim, victor]);
        assert.deepEqual(
            found.map(({ person, kind }) => `${person} ${kind}`),
            ["alice membership", "kim membership", "alice team membership", "kim team membership"],
        );
        const calls = github.asked.map(
            ({ path, query, body }) => `${path}?${query} ${JSON.stringify(body)}`,
        );
        assert.deepEqual(calls.length, new Set(calls).size);
    });

    it("asks for nobody whom a list of members has shown, however many those are", async () => {
        const state = organization();
        const many = Array.from({ length: 60 }, (_, index) => ({
            ...{ key: `m${index}`, previously: [] },
            github: { id: 7000000 + index, login: `m${index}` },
        }));
        state.users.push(...many.map(({ github: account }) => account));
        state.members.push(...many.map(({ github: { id } }) => id));
        await start(state);
        const readsOf = async (subjects: readonly Subject[]) => {
            const before = github.asked.length;
            const { found } = await reader.find(subjects);
            const own = github.asked.slice(before).map(({ path }) => path);
            return { found: found.length, reads: own.length, own };
        };
        const few = await readsOf([alice, victor]);
        const all = await readsOf([alice, victor, ...many]);
        assert.deepEqual([all.found, all.reads], [few.found + many.length, few.reads]);
        assert.deepEqual(all.own.filter((path) => /^\/user|memberships/.test(path)).sort(), [
            "/orgs/acme/memberships/vic",
            "/user/5000007",
        ]);
    });

    it("finds a renamed account, even if somebody else took its old login", async () => {
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

    it("names repositories by id: one list, and a call for each that is not in it", async () => {
        const state = organization();
        const [checkout, ledger] = state.repositories.splice(0, 2);
        assert.deepEqual([checkout?.id, ledger?.id], [789012, 789013]);
        state.repositories.push({ ...checkout, id: 1, name: "checkout" } as FakeRepository);
        await start(state);
        github.intercept = ({ path }) =>
            path === "/repositories/789012"
                ? { body: { id: 789012, name: "checkout", owner: { login: "other" } } }
                : undefined;
        const names = await reader.nameRepositories?.([789012, 789013, 789014]);
        assert.equal(names?.hidden, undefined);
        assert.deepEqual(
            names?.named.map(({ id, owner, name }) => `${id} ${owner}/${name}`).sort(),
            [
                "1 acme/checkout",
                "789012 other/checkout",
                ...state.repositories.slice(0, -1).map(({ id, name }) => `${id} acme/${name}`),
            ].sort(),
        );
    });

    it("still matches an invitation by the old login while nobody else has it", async () => {
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

    it("finds invitees, who are not members yet, and outside collaborators", async () => {
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

    it("removes a reviewer and otherwise leaves the environment as it is", async () => {
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

    it("does not remove the only reviewer, which would let everybody deploy", async () => {
        const state = organization();
        const reviewers = [{ type: "User", id: 5000001 }];
        state.repositories[0]?.environments.push({ name: "prod", reviewers });
        await start(state);
        await assert.rejects(removeKind(reader, "environment reviewer"), /only reviewer/);
        assert.deepEqual(state.repositories[0]?.environments[0]?.reviewers, reviewers);
    });

    it("names a custom role of the organisation, whatever it is called", async () => {
        const state = organization();
        state.repositories[0]?.collaborators.push({ id: 5000001, role_name: "constructor" });
        await start(state);
        const { found } = await reader.find([alice]);
        const own = found.find(({ kind }) => kind === "direct collaborator");
        assert.equal(own?.permission, "constructor");
    });

    it("reports what is already gone as removed", async () => {
        const state = organization();
        await start(state);
        const { found } = await reader.find([alice]);
        for (const each of found) await reader.remove(each);
        for (const each of found) await reader.remove(each);
        assert.ok(!state.members.includes(5000001));
    });

    it("cancels runs that have not begun, and leaves running ones alone", async () => {
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

    it("ends runs that a leaver re-ran, whoever created them, and nobody else's", async () => {
        const state = organization();
        const [leaver, erin, frank] = [5000001, 5000002, 5000003];
        const runs = [
            { repository: "checkout", status: "queued", actor: frank, triggering: leaver },
            { repository: "checkout", status: "queued", actor: frank, triggering: erin },
            { repository: "checkout", status: "queued", actor: frank },
            { repository: "checkout", status: "queued", actor: leaver, triggering: erin },
            { repository: "ledger", status: "in_progress", actor: erin, triggering: leaver },
            { repository: "ledger", status: "in_progress", actor: erin },
        ];
        state.runs.push(...runs.map((run, index) => ({ id: index + 1, ...run })));
        await start(state);
        const sessions = await reader.endSessions(alice);
        assert.deepEqual(
            sessions.map(({ what, ended }) => [what, ended]),
            [
                ["workflow run 1 of checkout", true],
                ["workflow run 4 of checkout", true],
                ["workflow run 5 of ledger", false],
            ],
        );
    });

    it("ends the runs of an account that is no longer visible", async () => {
        const state = organization();
        state.runs.push({ id: 1, repository: "checkout", status: "queued", actor: 5000001 });
        await start(state);
        github.intercept = ({ path }) =>
            /^\/user\/5000001$|^\/users\//.test(path) ? missing : undefined;
        const sessions = await reader.endSessions(alice);
        assert.deepEqual(
            sessions.map(({ what, ended }) => [what, ended]),
            [["workflow run 1 of checkout", true]],
        );
    });

    it("asks again for a run seen in progress until it is over, whoever is still listed", async () => {
        const state = organization();
        const run = { id: 2, repository: "ledger", status: "in_progress", actor: 5000001 };
        state.runs.push(run);
        await start(state);
        const sessions = await reader.endSessions(alice);
        const [open] = sessions;
        assert.equal(open?.until, Date.parse("2027-01-05T11:00:00Z"), "GitHub ends it by then");
        // The account is gone, and the roster names the repository no longer.
        state.users.splice(0, 1);
        const services = new Map([...roster.services].filter(([key]) => key !== "ledger"));
        reader = createGitHubReader(
            { ...roster, services },
            { token, baseUrl: github.url, second: 5 },
        );
        assert.deepEqual(await reader.endSessions(alice), [], "nothing shows it");
        assert.deepEqual(await reader.endSessions(alice, sessions), sessions);
        github.intercept = ({ path }) => (path.endsWith("/runs/2") ? missing : undefined);
        const [blind, ...others] = await reader.endSessions(alice, sessions);
        assert.deepEqual([blind?.what, blind?.ended, others], [open.what, false, []]);
        assert.match(blind?.reason ?? "", /runs\/2: answered 404/);
        github.intercept = () => undefined;
        run.status = "completed";
        assert.deepEqual(await reader.endSessions(alice, sessions), []);
    });

    it("ends what it can if there is no single sign-on", async () => {
        await start(organization());
        github.intercept = ({ path }) =>
            path.endsWith("/credential-authorizations") ? missing : undefined;
        assert.deepEqual(await reader.endSessions(alice), []);
    });
});

async function removeKind(reader: AccessReader, kind: FoundAccess["kind"]): Promise<void> {
    const { found } = await reader.find([alice]);
    for (const each of found) if (each.kind === kind) await reader.remove(each);
}
