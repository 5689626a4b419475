import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { destroyStack, exportStack, type Run, refreshTargets, upStack } from "../../engine/run";
import { sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { tryWorkflowRun } from "../../sandbox/tryWorkflowRun";
import { World } from "../../sandbox/world";
import { temporaryFolder } from "../temporaryFolder";
import { seed } from "./engineClient";
import { prepareRun } from "./engineRun";

const counts = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0, failed: 0 };
const all = 19;

describe("what services need, on the real engine", () => {
    let run: Run;
    let world: World;

    before(async function () {
        const home = temporaryFolder();
        const prepared = await prepareRun(home, "services.js", ["prod"]);
        if (!prepared) return this.skip();
        run = prepared;
        world = new World(sandboxFolders(home).world);
    });

    const outcome = async (running: ReturnType<typeof upStack>) => {
        const { stack: _stack, seconds: _seconds, ...rest } = await running;
        return { ...rest };
    };

    it("is created, is found when it is read, and does not change again", async () => {
        assert.deepEqual(await outcome(upStack(run)), { ...counts, created: all });
        const same = { ...counts, unchanged: all };
        assert.deepEqual(await outcome(upStack(run)), same);
        const { resources = [] } = (await exportStack(run)).deployment;
        const urns = resources.filter(({ custom }) => custom).map(({ urn }) => urn);
        const own = urns.filter((urn) => !urn.includes("pulumi:providers:"));
        assert.deepEqual(await outcome(refreshTargets(run, own)), same);
        assert.deepEqual(await outcome(upStack(run)), same);
    });

    it("lets the right workflow in, and no other", async () => {
        const job = {
            owner: "acme",
            ownerId: 100200,
            repository: "checkout",
            repositoryId: 789012,
            environment: "prod",
            ref: "refs/heads/main",
            roleArn: "arn:aws:iam::111111111111:role/rollcall/prod-checkout",
            vault: { backend: "github-actions", role: "checkout" },
        };
        const tried = await tryWorkflowRun(world, job, Date.now());
        assert.ok(tried.github.granted && tried.aws.granted && tried.vault.granted);
        const dev = await tryWorkflowRun(world, { ...job, ref: "refs/heads/dev" }, Date.now());
        assert.ok(!dev.github.granted && !dev.aws.granted && !dev.vault.granted);
    });

    it("keeps secrets out of the state, and sealed ones out of the world", async () => {
        const state = JSON.stringify(await exportStack(run));
        assert.ok(!state.includes("canary-value"));
        for (const file of readdirSync(join(world.folder, "github", "environmentSecrets"))) {
            const path = join(world.folder, "github", "environmentSecrets", file);
            assert.ok(!readFileSync(path, "utf8").includes("canary-value"));
        }
    });

    it("is deleted in an order that every system accepts, and leaves nothing", async () => {
        assert.deepEqual(await outcome(destroyStack(run)), { ...counts, deleted: all });
        const fresh = new World(join(temporaryFolder(), "world"));
        await seedWorld(fresh, seed);
        assert.deepEqual(objects(world), objects(fresh));
    });
});

/** By collection and key. */
function objects(world: World): string[] {
    return readdirSync(world.folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".json"))
        .sort();
}
