import assert from "node:assert/strict";
import { findRenamedAccounts, withNewLogins } from "../../cli/runs/renamedAccounts";
import {
    destroyTargets,
    exportStack,
    importStack,
    refreshTargets,
    upStack,
} from "../../engine/run";
import { GitHubLab } from "./gitHubLab";
import { type Environment, renameAccount, renameRepository } from "./github/state";

const membership = "/orgs/{org}/memberships/{username}";
const teamMembership = "/orgs/{org}/teams/{team_slug}/memberships/{username}";
const collaborator = "/repos/{owner}/{repo}/collaborators/{username}";

describe("the lab: changes through the real GitHub provider", function () {
    this.timeout(300_000);
    let lab: GitHubLab;

    before("gets the provider, which may have to be built", async function () {
        lab = await GitHubLab.open(this);
        const made = await upStack(lab.stack());
        assert.equal(made.error, undefined);
    });
    after(() => lab?.close());
    beforeEach(() => lab.github.requests.clear());

    /** Who has what, by ids alone: a change of names leaves it as it was. */
    function access() {
        const { state } = lab.github;
        return {
            members: [...state.members].map(([id, { role }]) => `${id} ${role}`).sort(),
            teams: [...state.teams.values()].map(({ id, members, repositories }) => ({
                id,
                members: [...members].map(([who, { role }]) => `${who} ${role}`).sort(),
                repositories: [...repositories].map((pair) => pair.join(" ")).sort(),
            })),
            repositories: [...state.repositories.values()].map((repository) => ({
                id: repository.id,
                collaborators: [...repository.collaborators].map((pair) => pair.join(" ")).sort(),
                environments: [...repository.environments.values()].map(protection),
            })),
        };
    }

    async function leave(person: string): Promise<void> {
        const { others, membership: last } = await lab.leavesOf(person);
        for (const urns of [others, last]) {
            const summary = await destroyTargets(lab.stack(), urns);
            assert.deepEqual([summary.error, summary.deleted], [undefined, urns.length]);
        }
    }

    it("delivers a secret in a box that only its environment opens", async () => {
        const delivered = await upStack(lab.stack("prod"));
        assert.equal(delivered.error, undefined);
        const secret = lab.github.state.repositories
            .get(101)
            ?.environments.get("prod")
            ?.secrets.get("STOVE_KEY");
        assert.match(secret?.value ?? "", /^[A-Za-z0-9]{48}$/);
        assert.ok(!JSON.stringify(await lab.resources("prod")).includes(secret?.value ?? ""));
        const again = await upStack(lab.stack("prod"));
        assert.deepEqual([again.error, again.updated, again.replaced], [undefined, 0, 0]);
    });

    it("removes a leaver's access with one write per item, and reads next to nothing", async () => {
        await leave("lea");
        const { writes, reads } = lab.github.requests;
        assert.deepEqual(lab.github.requests.byRoute(writes), {
            [`DELETE ${collaborator}`]: 1,
            [`DELETE ${teamMembership}`]: 2,
            [`DELETE ${membership}`]: 1,
        });
        assert.ok(reads.length <= 20, `${reads.length} reads`);
        assert.equal(lab.github.state.members.has(14), false);
    });

    it("gives it back to people whom the roster still names, and to nobody else", async () => {
        const summary = await upStack(lab.stack());
        assert.deepEqual([summary.error, summary.created, summary.deleted], [undefined, 4, 0]);
        assert.equal(lab.github.state.members.get(14)?.state, "active");
    });

    it("keeps everything of a person whose account has a new login", async () => {
        const before = access();
        renameAccount(lab.github.state, "mona-lab", "mona-moe");
        lab.edit("roster.yaml", "login: mona-lab", "login: mona-moe");
        const renamed = findRenamedAccounts(
            await exportStack(lab.stack()),
            lab.roster().people.values(),
        );
        const urns = renamed.flatMap((account) => account.urns);
        assert.equal(urns.length, 2);
        const refreshed = await refreshTargets(lab.stack(), urns);
        assert.deepEqual([refreshed.error, refreshed.deleted], [undefined, 2]);
        const summary = await upStack(lab.stack());
        assert.deepEqual(
            [summary.error, summary.created, summary.deleted, summary.replaced],
            [undefined, 2, 0, 0],
        );
        assert.deepEqual(lab.github.requests.byRoute(lab.github.requests.writes), {
            [`PUT ${membership}`]: 1,
            [`PUT ${teamMembership}`]: 1,
        });
        assert.deepEqual(access(), before);
    });

    it("removes the access of a person whose account was renamed", async () => {
        renameAccount(lab.github.state, "cody-lab", "cody-coe");
        lab.edit("roster.yaml", "login: cody-lab", "login: cody-coe");
        const state = await exportStack(lab.stack());
        const renamed = findRenamedAccounts(state, lab.roster().people.values());
        const leaves = new Set(renamed.flatMap((account) => account.urns));
        const changed = withNewLogins(state, renamed, leaves);
        assert.ok(changed);
        await importStack(lab.stack(), changed);
        await leave("cody");
        assert.deepEqual(lab.github.requests.byRoute(lab.github.requests.writes), {
            [`DELETE ${teamMembership}`]: 1,
            [`DELETE ${membership}`]: 1,
        });
        assert.ok(lab.github.requests.reads.length <= 20);
        assert.equal(lab.github.state.members.has(16), false);
        assert.equal((await upStack(lab.stack())).created, 2);
    });

    // One stands for itself; the other is below a team, and reviews deployments.
    for (const [old, name, ...stacks] of [
        ["guests", "visitors", "org"],
        ["keepers", "wardens", "org", "prod"],
    ] as const) {
        it(`renames ${old} in place: everybody keeps what they had`, async () => {
            const before = access();
            lab.editEverywhere(old, name);
            lab.edit("roster.yaml", `${name}: {`, `${name}: { previously: [${old}],`);
            for (const stack of stacks) {
                const summary = await upStack(lab.stack(stack));
                const { error, updated, created, deleted, replaced } = summary;
                const expected = [undefined, stack === "org" ? 1 : 0, 0, 0, 0];
                assert.deepEqual([error, updated, created, deleted, replaced], expected, stack);
            }
            assert.deepEqual(access(), before);
            const slugs = [...lab.github.state.teams.values()].map(({ slug }) => slug);
            assert.ok(slugs.includes(name) && !slugs.includes(old), slugs.join());
        });
    }

    it("follows renamed repositories and their environments: everybody keeps what they had", async () => {
        const before = access();
        renameRepository(lab.github.state, "books", "library");
        renameRepository(lab.github.state, "stove", "range");
        lab.edit("roster.yaml", "name: books,", "name: library,");
        lab.edit("roster.yaml", "name: stove,", "name: range,");
        for (const stack of ["org", "prod"]) {
            const { error, created, deleted, replaced } = await upStack(lab.stack(stack));
            const isOrg = stack === "org"; // permissions: two of teams, one of a person
            assert.deepEqual([error, created, deleted, replaced], [undefined, 0, 0, isOrg ? 3 : 0]);
        }
        assert.deepEqual(access(), before);
    });
});

/** What stands before a deployment, and what it is given. */
function protection({ policies, variables, secrets, ...environment }: Environment) {
    return {
        ...environment,
        policies: [...policies.values()],
        variables: [...variables].map(([name, { value }]) => [name, value]),
        secrets: [...secrets].map(([name, { value }]) => [name, value]),
    };
}
