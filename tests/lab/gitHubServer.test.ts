import assert from "node:assert/strict";
import { asking, type Told } from "./github/ask";
import type { Selection } from "./github/route";
import { sealBox } from "./github/sealedBox";
import { type GitHubServer, startGitHub } from "./github/startGitHub";
import { renameAccount, renameRepository } from "./github/state";

const seed = {
    organization: { id: 100200, login: "acme", basePermission: "read" },
    accounts: [
        { id: 1, login: "alice" },
        { id: 2, login: "bob" },
    ],
    repositories: [
        { id: 11, name: "checkout" },
        { id: 12, name: "ledger" },
    ],
};

describe("the lab's GitHub", () => {
    let github: GitHubServer;
    let ask: (line: string, body?: unknown, headers?: Record<string, string>) => Promise<Told>;

    beforeEach(async () => {
        github = await startGitHub(seed);
        ask = asking(github);
    });
    afterEach(() => github.close());

    async function team(name: string, more = {}): Promise<number> {
        const { body } = await ask("POST /orgs/acme/teams", { name, privacy: "closed", ...more });
        return (body as { id: number }).id;
    }

    it("answers 401 without a token, and 404 for what a token may not see", async () => {
        const outsider = asking(github, github.token("public"));
        const organization = (await outsider("GET /orgs/acme")).body as Record<string, unknown>;
        assert.deepEqual([organization.id, organization.plan], [100200, undefined]);
        assert.equal((await outsider("GET /orgs/acme/members")).status, 404);
        assert.equal((await outsider("DELETE /orgs/acme/memberships/alice")).status, 404);
        assert.equal((await asking(github, "made up")("GET /orgs/acme")).status, 401);
        const token = github.token();
        github.restrict(token, "nothing");
        assert.equal((await asking(github, token)("GET /orgs/acme")).status, 404);
    });

    it("shows an app the repositories that it is for, and the plan, but not how many there are", async () => {
        const shown = async (selection?: Selection) => {
            const app = asking(github, github.token("owner", selection));
            const [list, one, organization, installed] = [
                await app("GET /orgs/acme/repos"),
                await app("GET /repos/acme/checkout"),
                (await app("GET /orgs/acme")).body as Record<string, unknown>,
                await app("GET /installation/repositories"),
            ];
            assert.ok(organization.plan);
            return {
                listed: (list.body as unknown[]).length,
                one: one.status,
                counted: organization.total_private_repos !== undefined,
                selection: (installed.body as Record<string, unknown>).repository_selection,
            };
        };
        const { size } = github.state.repositories;
        assert.deepEqual(await shown(), {
            listed: size,
            one: 200,
            counted: true,
            selection: undefined,
        });
        assert.deepEqual(await shown("all"), {
            listed: size,
            one: 200,
            counted: false,
            selection: "all",
        });
        assert.deepEqual(await shown([12]), {
            listed: 1,
            one: 404,
            counted: false,
            selection: "selected",
        });
    });

    it("removes teams and repositories together with the membership", async () => {
        const id = await team("Payments");
        const path = `/organizations/100200/team/${id}/memberships/alice`;
        await ask("PUT /orgs/acme/memberships/alice", { role: "member" });
        assert.equal((await ask(`PUT ${path}`, { role: "maintainer" })).status, 200);
        await ask("PUT /repos/acme/checkout/collaborators/alice", { permission: "admin" });
        assert.equal((await ask("DELETE /orgs/acme/memberships/alice")).status, 204);
        assert.equal((await ask(`GET ${path}`)).status, 404);
        assert.equal((await ask(`DELETE ${path}`)).status, 404);
        assert.equal(github.state.repositories.get(11)?.collaborators.size, 0);
    });

    it("keeps invitations pending unless somebody accepts them", async () => {
        github.state.acceptAtOnce = false;
        const id = await team("Payments");
        await ask(`PUT /organizations/100200/team/${id}/memberships/bob`, {});
        const invited = (await ask("GET /orgs/acme/invitations")).body as { id: number }[];
        assert.equal((await ask("GET /orgs/acme/members?role=member")).status, 200);
        assert.deepEqual(github.state.members.get(2)?.state, "pending");
        await ask(`DELETE /orgs/acme/invitations/${invited[0]?.id}`);
        assert.equal((await ask("GET /orgs/acme/memberships/bob")).status, 404);
        const added = await ask("PUT /repos/acme/checkout/collaborators/bob", {});
        assert.equal(added.status, 201);
        assert.equal(github.state.repositories.get(11)?.invitations.size, 1);
    });

    it("knows a renamed account only by its id, and a renamed repository by both names", async () => {
        await ask("PUT /orgs/acme/memberships/alice", { role: "member" });
        renameAccount(github.state, "alice", "a-andersson");
        renameRepository(github.state, "checkout", "shop");
        assert.equal((await ask("GET /orgs/acme/memberships/alice")).status, 404);
        assert.equal((await ask("GET /orgs/acme/memberships/a-andersson")).status, 200);
        assert.equal(((await ask("GET /user/1")).body as { login: string }).login, "a-andersson");
        const read = await ask("GET /repos/acme/checkout/keys?page=2");
        assert.deepEqual(
            [read.status, read.headers.get("location")],
            [301, `${github.url}api/v3/repositories/11/keys?page=2`],
        );
        const write = await ask("PUT /repos/acme/checkout/environments/prod", {});
        assert.equal(write.status, 307);
        assert.equal((await ask("GET /repositories/11/keys")).status, 200);
    });

    it("keeps a team's id when its name changes, and refuses a taken name", async () => {
        const id = await team("Payments");
        await team("Platform");
        const renamed = await ask(`PATCH /organizations/100200/team/${id}`, { name: "Money" });
        assert.equal((renamed.body as { slug: string }).slug, "money");
        assert.equal((await ask("GET /orgs/acme/teams/payments")).status, 404);
        assert.equal((await ask("POST /orgs/acme/teams", { name: "platform" })).status, 422);
    });

    it("counts members and permissions of nested teams", async () => {
        const above = await team("Engineering");
        const below = await team("Payments", { parent_team_id: above });
        await ask(`PUT /organizations/100200/team/${below}/memberships/alice`, {});
        await ask(`PUT /organizations/100200/team/${above}/repos/acme/checkout`, {
            permission: "maintain",
        });
        const accept = { accept: "application/vnd.github.v3.repository+json" };
        const path = `/organizations/100200/team/${below}/repos/acme/checkout`;
        const inherited = await ask(`GET ${path}`, undefined, accept);
        assert.equal((inherited.body as { role_name: string }).role_name, "maintain");
        const member = await ask(`GET /organizations/100200/team/${above}/memberships/alice`);
        assert.equal(member.status, 200);
        const shown = await ask("GET /repos/acme/checkout/collaborators?affiliation=all");
        const roles = (shown.body as { login: string; role_name: string }[]).map(
            ({ login, role_name }) => `${login} ${role_name}`,
        );
        assert.deepEqual(roles, ["lab-administrator admin", "alice maintain"]);
        await ask(`DELETE /organizations/100200/team/${above}`);
        assert.equal(github.state.teams.size, 0);
    });

    describe("environments", () => {
        const path = "/repos/acme/checkout/environments/prod%2Feu";
        const custom = { protected_branches: false, custom_branch_policies: true };

        it("accept reviewers who can see the repository, and one kind of branch policy", async () => {
            const blind = await startGitHub({
                ...seed,
                organization: { ...seed.organization, basePermission: "none" },
            });
            const reviewers = [{ type: "User", id: 1 }];
            const refused = await asking(blind)(`PUT ${path}`, { reviewers });
            await blind.close();
            assert.match(JSON.stringify(refused.body), /User 1 must have at least read access/);
            const both = { protected_branches: true, custom_branch_policies: true };
            const told = await ask(`PUT ${path}`, { deployment_branch_policy: both });
            assert.equal(told.status, 422);
        });

        it("redirect to an existing policy, and accept none unless branches are restricted", async () => {
            const policies = `${path}/deployment-branch-policies`;
            await ask(`PUT ${path}`, {});
            assert.equal((await ask(`POST ${policies}`, { name: "main" })).status, 404);
            await ask(`PUT ${path}`, { deployment_branch_policy: custom });
            assert.equal((await ask(`POST ${policies}`, { name: "main" })).status, 200);
            assert.equal((await ask(`POST ${policies}`, { name: "main" })).status, 303);
            assert.equal(
                (await ask(`POST ${policies}`, { name: "main", type: "tag" })).status,
                200,
            );
            assert.equal(
                github.state.repositories.get(11)?.environments.get("prod/eu")?.policies.size,
                2,
            );
        });

        it("open what was sealed with their own key, and refuse the rest", async () => {
            await ask(`PUT ${path}`, {});
            await ask("PUT /repos/acme/checkout/environments/dev", {});
            const secrets = "/repositories/11/environments/prod%2Feu/secrets";
            const own = (await ask(`GET ${secrets}/public-key`)).body as {
                key: string;
                key_id: string;
            };
            const seal = (key: string) => ({
                key_id: own.key_id,
                encrypted_value: sealBox(key, "s3cret"),
            });
            assert.equal((await ask(`PUT ${secrets}/TOKEN`, seal(own.key))).status, 201);
            assert.equal((await ask(`PUT ${secrets}/token`, seal(own.key))).status, 204);
            const other = await ask("GET /repositories/11/environments/dev/secrets/public-key");
            const foreign = seal((other.body as { key: string }).key);
            assert.equal((await ask(`PUT ${secrets}/OTHER`, foreign)).status, 422);
            const environment = github.state.repositories.get(11)?.environments.get("prod/eu");
            assert.deepEqual(
                [...(environment?.secrets ?? [])].map(([name, { value }]) => [name, value]),
                [["TOKEN", "s3cret"]],
            );
            assert.ok(!JSON.stringify((await ask(`GET ${secrets}`)).body).includes("s3cret"));
        });

        it("create a variable once, and update it in place", async () => {
            await ask(`PUT ${path}`, {});
            const variable = { name: "role_arn", value: "one" };
            assert.equal((await ask(`POST ${path}/variables`, variable)).status, 201);
            assert.equal((await ask(`POST ${path}/variables`, variable)).status, 409);
            await ask(`PATCH ${path}/variables/ROLE_ARN`, { value: "two" });
            const { body } = await ask(`GET ${path}/variables/role_arn`);
            assert.deepEqual(
                [(body as { name: string }).name, (body as { value: string }).value],
                ["ROLE_ARN", "two"],
            );
        });
    });

    it("lists members by GraphQL as the provider asks, but only to owners", async () => {
        await ask("PUT /orgs/acme/memberships/alice", { role: "member" });
        const query = async (token: string) => {
            const response = await fetch(`${github.url}api/graphql`, {
                method: "POST",
                headers: { authorization: `Bearer ${token}` },
                body: JSON.stringify({
                    query: "query{organization(login: $login){membersWithRole(first: 100, after: $after){...}}}",
                    variables: { login: "acme", after: null },
                }),
            });
            return JSON.stringify(await response.json());
        };
        const told = await query(github.token());
        assert.match(told, /"role":"ADMIN".*"role":"MEMBER","node":\{"id":"U_\w+","login":"alice"/);
        assert.match(told, /"hasNextPage":false/);
        assert.match(await query(github.token("public")), /Could not resolve to an Organization/);
    });

    it("answers 304 for an unchanged resource, and does not count that call", async () => {
        const first = await ask("GET /orgs/acme");
        const again = await ask("GET /orgs/acme", undefined, {
            "if-none-match": first.headers.get("etag") ?? "",
        });
        assert.equal(again.status, 304);
        const left = (told: Told) => told.headers.get("x-ratelimit-remaining");
        assert.deepEqual([left(first), left(again)], ["4999", "4999"]);
        assert.equal(left(await ask("GET /orgs/acme")), "4998");
    });

    it("allows 900 points a minute, five per write, and then says how long to wait", async () => {
        const limited = await startGitHub(seed, { limits: true, speed: 10 });
        const quick = asking(limited);
        const put = () => quick("PUT /orgs/acme/memberships/alice", { role: "member" });
        for (let count = 0; count < 180; count += 1) assert.equal((await put()).status, 200);
        const refused = await put();
        const wait = Number(refused.headers.get("retry-after"));
        await limited.close();
        assert.equal(refused.status, 403);
        assert.ok(wait >= 1 && wait <= 6, `a minute is six seconds here, but it says ${wait}`);
        // The call that was refused would have made it more.
        assert.equal(limited.limits.busiestMinute, 905);
    });

    it("allows 5,000 calls an hour, and says when the next hour begins", async () => {
        let now = 0;
        const limited = await startGitHub(seed, { limits: true, clock: () => now });
        const token = limited.token();
        for (let count = 0; count < 5_000; count += 1) {
            now += 100; // 600 in a minute
            assert.equal(limited.limits.charge(token, "GET").refusal, undefined);
        }
        const knock = () => asking(limited, token)("GET /orgs/acme");
        const refused = await knock();
        const [left, reset] = ["remaining", "reset"].map((each) =>
            Number(refused.headers.get(`x-ratelimit-${each}`)),
        );
        assert.deepEqual([refused.status, left], [403, 0]);
        assert.equal(reset, 3_601, "the hour began with the first call");
        now = 3_600_100;
        assert.equal((await knock()).status, 200);
        await limited.close();
    });

    it("counts what it would refuse when it refuses nothing", async () => {
        const put = () => ask("PUT /orgs/acme/memberships/alice", { role: "member" });
        for (let count = 0; count < 182; count += 1) assert.equal((await put()).status, 200);
        assert.equal(github.limits.busiestMinute, 910);
    });

    it("fails and delays on demand, before the effect or after it", async () => {
        const concerns = ({ method }: { method: string }) => method === "PUT";
        github.faults.push(
            { concerns, times: 1, answer: { status: 502, body: { message: "away" } } },
            { concerns, times: 1, afterwards: true, answer: { status: 502 }, delayMs: 30 },
        );
        const put = () => ask("PUT /orgs/acme/memberships/alice", { role: "member" });
        assert.equal((await put()).status, 502);
        assert.equal(github.state.members.has(1), false);
        const begun = performance.now();
        assert.equal((await put()).status, 502);
        assert.ok(performance.now() - begun >= 25);
        assert.equal(github.state.members.has(1), true);
        assert.equal((await put()).status, 200);
        assert.deepEqual(github.requests.byRoute(), {
            "PUT fault": 1,
            "PUT /orgs/{org}/memberships/{username}": 2,
        });
    });
});
