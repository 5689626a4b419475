import assert from "node:assert/strict";
import { github } from "../../sandbox/providers/github";
import { seedWorld } from "../../sandbox/seed";
import { EngineClient, type Resource, seed } from "./engineClient";

const membership = "github:index/membership:Membership";
const team = "github:index/team:Team";
const teamMembership = "github:index/teamMembership:TeamMembership";
const teamRepository = "github:index/teamRepository:TeamRepository";
const collaborator = "github:index/repositoryCollaborator:RepositoryCollaborator";

describe("sandbox GitHub", () => {
    let engine: EngineClient;
    let payments: Resource;

    beforeEach(async () => {
        engine = await EngineClient.start(github);
        payments = await engine.create(team, "payments", { name: "payments", privacy: "closed" });
    });
    afterEach(() => engine.stop());

    const join = (login: string, role = "member") =>
        engine.create(membership, login, { username: login, role });
    const enter = (login: string, role = "member") =>
        engine.create(teamMembership, `${login}/payments`, {
            teamId: payments.id,
            username: login,
            role,
        });

    it("refuses another owner and another API, in the provider's words", async () => {
        await assert.rejects(
            EngineClient.start(github, { configuration: { owner: "umbrella" } }),
            /failed to lookup owner "umbrella": GET https:\/\/api\.github\.com\/users\/umbrella: 404/,
        );
        const configuration = { owner: "acme", baseUrl: "https://ghe.acme.example/" };
        await assert.rejects(
            EngineClient.start(github, { configuration }),
            /failed to lookup owner "acme": .* dial tcp: lookup ghe\.acme\.example: no such host/,
        );
    });

    it("answers getOrganization with the numeric id as text", async () => {
        await join("erin-acme", "admin");
        const token = "github:index/getOrganization:getOrganization";
        const organization = await engine.invoke(token, { name: "acme" });
        assert.equal(organization.id, "100200");
        assert.equal(organization.nodeId, "O_kgDOAAGHaA");
        assert.deepEqual(organization.members, ["erin-acme"]);
        await assert.rejects(engine.invoke(token, { name: "umbrella" }), /404 Not Found/);
    });

    describe("Membership", () => {
        it("keeps the last owner, as GitHub does", async () => {
            const erin = await join("erin-acme", "admin");
            await assert.rejects(
                engine.delete(erin),
                /DELETE .*\/memberships\/erin-acme: 403 You can't remove the last owner\. \[\]/,
            );
            await assert.rejects(join("erin-acme"), /403 You can't demote the last owner\./);
            await join("alice-acme", "admin");
            await engine.delete(erin);
            assert.deepEqual(
                engine.world.list("github/members").map(({ accountId }) => accountId),
                [5000001],
            );
        });

        it("has an id like the real one and is an upsert", async () => {
            const member = await join("alice-acme");
            assert.equal(member.id, "acme:alice-acme");
            await join("alice-acme", "admin");
            assert.equal(engine.world.read("github/members", 5000001)?.role, "admin");
        });

        it("is refused with 404 for an unknown login", async () => {
            await assert.rejects(
                join("nobody"),
                /^Error: PUT https:\/\/api\.github\.com\/orgs\/acme\/memberships\/nobody: 404 Not Found \[\]$/,
            );
        });

        it("is replaced if the login changes, but not if only its case does", async () => {
            const member = await join("alice-acme");
            const other = await engine.diff(member, { username: "kimc", role: "member" });
            assert.deepEqual(other.detail, { username: "update-replace" });
            assert.equal(other.deleteBeforeReplace, false);
            const louder = await engine.diff(member, { username: "Alice-Acme", role: "member" });
            assert.equal(louder.changed, false);
        });

        it("removes the teams and repositories of somebody who leaves, and nobody else's", async () => {
            const alice = await join("alice-acme");
            await join("erin-acme");
            const entered = await enter("alice-acme");
            await enter("erin-acme");
            const inputs = { repository: "checkout", username: "alice-acme", permission: "pull" };
            const direct = await engine.create(collaborator, "alice/checkout", inputs);

            await engine.delete(alice);
            assert.equal(await engine.refresh(alice), undefined);
            assert.equal(await engine.refresh(entered), undefined);
            assert.equal(await engine.refresh(direct), undefined);
            const left = engine.world.list("github/teamMembers");
            assert.deepEqual(
                left.map(({ accountId }) => accountId),
                [5000002],
            );
        });

        it("counts 404 as success when it is deleted, and can leave a member behind", async () => {
            await join("erin-acme", "admin");
            const admin = await engine.create(membership, "alice", {
                username: "alice-acme",
                role: "admin",
                downgradeOnDestroy: true,
            });
            await engine.delete(admin);
            assert.equal(engine.world.read("github/members", 5000001)?.role, "member");
            const plain = await join("alice-acme");
            await engine.delete(plain);
            await engine.delete(plain);
        });
    });

    describe("TeamMembership", () => {
        it("is refused with 404 for an unknown team or login", async () => {
            const inputs = { teamId: "4711", username: "alice-acme" };
            await assert.rejects(
                engine.create(teamMembership, "alice/x", inputs),
                /PUT .*organizations\/100200\/team\/4711\/memberships\/alice-acme: 404 Not Found/,
            );
            await assert.rejects(enter("nobody"), /404 Not Found/);
        });

        it("invites somebody who is not a member, and takes effect once they are", async () => {
            await enter("alice-acme");
            const state = () => engine.world.list("github/teamMembers").map((each) => each.state);
            assert.equal(engine.world.read("github/members", 5000001)?.state, "pending");
            assert.deepEqual(state(), ["pending"]);
            await join("alice-acme");
            assert.deepEqual(state(), ["active"]);
        });

        it("makes an owner of the organisation a maintainer, whatever was asked for", async () => {
            await join("erin-acme", "admin");
            const asked = await enter("erin-acme", "member");
            assert.equal(asked.state.role, "maintainer");
        });

        it("accepts a slug for the team", async () => {
            const inputs = { teamId: "payments", username: "alice-acme" };
            const entered = await engine.create(teamMembership, "alice", inputs);
            assert.equal(entered.id, "payments:alice-acme");
        });

        it("fails to be deleted if it is already gone", async () => {
            const entered = await enter("alice-acme");
            await engine.delete(entered);
            await assert.rejects(
                engine.delete(entered),
                /DELETE .*\/memberships\/alice-acme: 404 Not Found/,
            );
        });
    });

    it("fails for a renamed account's old login, as GitHub does", async () => {
        const member = await join("alice-acme");
        const entered = await enter("alice-acme");
        const accounts = [{ login: "alice-new", id: 5000001 }];
        await seedWorld(engine.world, { ...seed, accounts });

        assert.equal(await engine.refresh(member), undefined);
        assert.equal(await engine.refresh(entered), undefined);
        await engine.delete(member);
        await assert.rejects(engine.delete(entered), /404 Not Found/);
        assert.equal(engine.world.read("github/members", 5000001)?.state, "active");
        const again = await join("alice-new");
        assert.equal(again.id, "acme:alice-new");
    });

    describe("Team", () => {
        it("gets a new number, a slug and a node id", async () => {
            const next = await engine.create(team, "site", { name: "Site Reliability!" });
            assert.equal(Number(next.id), Number(payments.id) + 1);
            assert.equal(next.state.slug, "site-reliability");
            assert.match(String(next.state.nodeId), /^T_kwDOAAGHaM4[\w-]{5}$/);
            assert.equal(next.state.privacy, "secret");
            await engine.delete(next);
            const later = await engine.create(team, "later", { name: "later" });
            assert.equal(Number(later.id), Number(next.id) + 1);
        });

        it("is refused with 422 if another name has the same slug", async () => {
            await assert.rejects(
                engine.create(team, "again", { name: "Payments" }),
                /POST .*orgs\/acme\/teams: 422 Validation Failed .*Name must be unique for this org/,
            );
        });

        it("keeps its number when it is renamed, and its slug follows", async () => {
            const inputs = { name: "checkout team", privacy: "closed" };
            const preview = await engine.update(payments, inputs, { preview: true });
            assert.notEqual(preview.state.slug, "payments");
            const renamed = await engine.update(payments, inputs);
            assert.equal(renamed.state.slug, "checkout-team");
            assert.deepEqual((await engine.diff(payments, inputs)).detail, { name: "update" });
        });

        it("nests only if both teams are closed, and never in a cycle", async () => {
            const inputs = { name: "child", privacy: "closed", parentTeamId: payments.id };
            const child = await engine.create(team, "child", inputs);
            assert.equal(child.state.parentTeamReadSlug, "payments");
            const above = { name: "payments", privacy: "closed", parentTeamId: child.id };
            await assert.rejects(engine.update(payments, above), /422/);
            await assert.rejects(
                engine.create(team, "s", { ...inputs, name: "s", privacy: "secret" }),
                /422 .*Secret teams cannot be nested/,
            );
            await assert.rejects(
                engine.create(team, "o", { ...inputs, name: "o", parentTeamId: "1" }),
                /422 .*Parent team does not exist/,
            );
        });

        it("is deleted with its members, repositories and child teams", async () => {
            const inputs = { name: "child", privacy: "closed", parentTeamId: payments.id };
            const child = await engine.create(team, "child", inputs);
            await enter("alice-acme");
            const repository = { teamId: child.id, repository: "checkout" };
            await engine.create(teamRepository, "child/checkout", repository);
            await engine.delete(payments);
            assert.deepEqual(engine.world.list("github/teams"), []);
            assert.deepEqual(engine.world.list("github/teamMembers"), []);
            assert.deepEqual(engine.world.list("github/teamRepositories"), []);
            await engine.delete(child);
        });
    });
});
