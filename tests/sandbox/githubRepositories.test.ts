import assert from "node:assert/strict";
import { github } from "../../sandbox/providers/github";
import { seedWorld } from "../../sandbox/seed";
import { EngineClient, type Resource, seed } from "./engineClient";

const membership = "github:index/membership:Membership";
const team = "github:index/team:Team";
const teamMembership = "github:index/teamMembership:TeamMembership";
const teamRepository = "github:index/teamRepository:TeamRepository";
const collaborator = "github:index/repositoryCollaborator:RepositoryCollaborator";

describe("sandbox GitHub repositories", () => {
    let engine: EngineClient;
    let payments: Resource;

    beforeEach(async () => {
        engine = await EngineClient.start(github);
        payments = await engine.create(team, "payments", { name: "payments", privacy: "closed" });
    });
    afterEach(() => engine.stop());

    const join = (login: string, role = "member") =>
        engine.create(membership, login, { username: login, role });
    const enter = (login: string) =>
        engine.create(teamMembership, `${login}/payments`, {
            teamId: payments.id,
            username: login,
        });

    describe("TeamRepository", () => {
        const give = (permission: string, repository = "checkout") =>
            engine.create(teamRepository, "payments/x", {
                teamId: payments.id,
                repository,
                permission,
            });

        it("is an upsert, and grants pull by default", async () => {
            const given = await engine.create(teamRepository, "payments/checkout", {
                teamId: payments.id,
                repository: "checkout",
            });
            assert.equal(given.state.permission, "pull");
            await give("admin");
            const [held] = engine.world.list("github/teamRepositories");
            assert.equal(held?.permission, "admin");
        });

        it("is refused for an unknown repository or an unknown permission", async () => {
            await assert.rejects(give("push", "nowhere"), /404 Not Found/);
            await assert.rejects(give("owner"), /422 Validation Failed/);
        });

        it("is replaced for another repository, and updated for another permission", async () => {
            const given = await give("pull");
            const inputs = { teamId: payments.id, repository: "checkout", permission: "pull" };
            const moved = await engine.diff(given, { ...inputs, repository: "ledger" });
            assert.deepEqual(moved.replaces, ["repository"]);
            const raised = await engine.diff(given, { ...inputs, permission: "push" });
            assert.deepEqual(raised.detail, { permission: "update" });
        });

        it("follows a renamed repository: reads its new name, deletes it there", async () => {
            const given = await give("pull");
            const repositories = [{ name: "cashier", id: 789012 }];
            await seedWorld(engine.world, { ...seed, repositories });
            const found = await engine.refresh(given);
            assert.equal(found?.state.repository, "cashier");
            await engine.delete(given);
            assert.deepEqual(engine.world.list("github/teamRepositories"), []);
            await engine.delete(given);
        });
    });

    describe("RepositoryCollaborator", () => {
        const give = (username: string, permission: string, repository = "checkout") =>
            engine.create(collaborator, "x", { repository, username, permission });

        it("is replaced for every change, even of the permission", async () => {
            const given = await give("kimc", "pull");
            assert.equal(given.id, "checkout:kimc");
            const inputs = { repository: "checkout", username: "kimc", permission: "push" };
            assert.deepEqual((await engine.diff(given, inputs)).replaces, ["permission"]);
        });

        it("reads the widest permission that anything grants, as GitHub lists it", async () => {
            await join("alice-acme");
            const given = await give("alice-acme", "pull");
            assert.equal(given.state.permission, "pull");
            await enter("alice-acme");
            const inputs = { teamId: payments.id, repository: "checkout", permission: "push" };
            await engine.create(teamRepository, "payments/checkout", inputs);
            assert.equal((await engine.refresh(given))?.state.permission, "push");
            await join("alice-acme", "admin");
            assert.equal((await engine.refresh(given))?.state.permission, "admin");
        });

        it("is refused for an unknown repository or login, and so is its deletion", async () => {
            await assert.rejects(give("kimc", "pull", "nowhere"), /404 Not Found/);
            await assert.rejects(give("nobody", "pull"), /404 Not Found/);
            const given = await give("kimc", "pull");
            await engine.delete(given);
            await engine.delete(given);
            await assert.rejects(engine.delete({ ...given, id: "nowhere:kimc" }), /404 Not Found/);
        });
    });
});
