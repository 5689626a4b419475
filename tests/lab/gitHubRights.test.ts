import assert from "node:assert/strict";
import { destroyTargets, upStack } from "../../engine/run";
import { createGitHubReader } from "../../systems/github";
import { GitHubLab } from "./gitHubLab";

describe("the lab: a GitHub token that has lost its permissions", function () {
    this.timeout(300_000);
    let lab: GitHubLab;

    before("gets the provider, which may have to be built", async function () {
        lab = await GitHubLab.open(this);
        assert.equal((await upStack(lab.stack())).error, undefined);
        // Somebody to take in and something to take away, had it the rights.
        lab.edit("roster.yaml", "members: [rita]", "members: [ida]");
    });
    after(() => lab?.close());
    beforeEach(() => lab.github.requests.clear());

    const losses = [
        ["member", /GITHUB_TOKEN does not administer github organisation lab/],
        ["public", /GITHUB_TOKEN does not administer github organisation lab/],
        ["nothing", /^github organisation lab cannot be read: .*404 Not Found/s],
    ] as const;
    for (const [may, refusal] of losses) {
        it(`is refused before anything is touched if it can see ${may}`, async () => {
            const before = await lab.resources();
            lab.github.restrict(lab.token, may);
            const summary = await upStack(lab.stack());
            assert.match(summary.error ?? "", refusal);
            assert.deepEqual(lab.github.requests.writes, []);
            assert.deepEqual(await lab.resources(), before);
        });
    }

    it("lets the provider forget what a team has if it is for other repositories", async () => {
        lab.github.restrict(lab.token, "owner", [101]);
        const books = (await lab.resources()).filter(({ urn }) =>
            /TeamRepository::.*\/102$/.test(urn),
        );
        assert.equal(books.length, 1);
        const [team] = [...lab.github.state.teams.values()].filter(({ repositories }) =>
            repositories.has(102),
        );
        const summary = await destroyTargets(
            lab.stack(),
            books.map(({ urn }) => urn),
        );
        assert.deepEqual([summary.error, summary.deleted], [undefined, 1]);
        assert.equal(team?.repositories.get(102), "pull");
        const connection = { token: lab.token, baseUrl: `${lab.github.url}api/v3` };
        const names = await createGitHubReader(lab.roster(), connection).nameRepositories?.([102]);
        assert.deepEqual(
            names?.named.map(({ id }) => id),
            [101],
        );
        assert.match(names?.hidden ?? "", /^the token is for selected repositories/);
    });

    it("makes the provider take 404 for success, which is why the canary comes first", async () => {
        lab.github.restrict(lab.token, "public");
        const { membership } = await lab.leavesOf("ida");
        const summary = await destroyTargets(lab.stack(), membership);
        assert.deepEqual([summary.error, summary.deleted], [undefined, 1]);
        assert.equal(lab.github.state.members.get(18)?.state, "active");
        const connection = { token: lab.token, baseUrl: `${lab.github.url}api/v3` };
        const { ok, reason } = await createGitHubReader(lab.roster(), connection).canary();
        assert.equal(ok, false, reason);
    });
});
