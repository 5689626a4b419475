import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { engineEnvironment } from "../../engine/environment";
import {
    destroyStack,
    exportStack,
    initStack,
    type Run,
    refreshTargets,
    upStack,
} from "../../engine/run";
import { sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { World } from "../../sandbox/world";
import { temporaryFolder } from "../temporaryFolder";
import { newWorld, seed } from "./engineClient";
import { prepareRun } from "./engineRun";

const counts = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0, failed: 0 };
const perPerson = 8;
const shared = 11;

describe("the sandbox on the real engine, on PATH or in ROLLCALL_TEST_ENGINE", () => {
    let home: string;
    let dev: Run;
    let world: World;

    before(async function () {
        home = temporaryFolder();
        const run = await prepareRun(home, "program.js", ["dev", "prod", "renamed"]);
        if (!run) return this.skip();
        dev = run;
        world = new World(sandboxFolders(home).world);
    });

    const withPeople = (people: Record<string, string>, more: Record<string, string> = {}) => ({
        ...dev,
        environment: { ...dev.environment, PEOPLE: JSON.stringify(people), ...more },
    });
    const two = { alice: "alice-acme", kim: "kimc" };
    const everything = shared + 2 * perPerson;
    /** Every count of a run, and its error where there is one. */
    const outcome = async (running: ReturnType<typeof upStack>) => {
        const { stack: _stack, seconds: _seconds, ...rest } = await running;
        return { ...rest };
    };

    it("creates everything except what it is told to fail, and that on the next run", async () => {
        const teamMembership = "github:index/teamMembership:TeamMembership";
        const fault = { match: "kim", operation: "create", error: "503 on purpose" };
        const faults = JSON.stringify([{ ...fault, type: teamMembership }]);
        const failing = withPeople(two, { ROLLCALL_SANDBOX_FAULTS: faults });
        assert.deepEqual(await outcome(upStack(failing)), {
            ...counts,
            created: everything - 1,
            failed: 1,
            error: `${teamMembership} kim/payments: 503 on purpose`,
        });
        const again = { ...counts, created: 1, unchanged: everything - 1 };
        assert.deepEqual(await outcome(upStack(withPeople(two))), again);
    });

    it("finds no changes in a refresh", async () => {
        const { resources = [] } = (await exportStack(dev)).deployment;
        const urns = resources.filter(({ custom }) => custom).map(({ urn }) => urn);
        const own = urns.filter((urn) => !urn.includes("pulumi:providers:"));
        const same = { ...counts, unchanged: everything };
        assert.deepEqual(await outcome(refreshTargets(dev, own)), same);
        assert.deepEqual(await outcome(upStack(withPeople(two))), same);
    });

    it("keeps a password out of the state", async () => {
        const { resources = [] } = (await exportStack(dev)).deployment;
        const password = resources.find(({ urn }) => urn.endsWith("::password"));
        const kept = Object.keys(password?.outputs?.result as object);
        assert.ok(kept.includes("ciphertext") && !kept.includes("plaintext"));
    });

    it("removes only one person's leaves", async () => {
        const { kim: _kim, ...one } = two;
        const left = await outcome(upStack(withPeople(one)));
        assert.deepEqual(left, { ...counts, deleted: perPerson, unchanged: shared + perPerson });
        const accounts = world.list("github/members").map(({ accountId }) => accountId);
        assert.deepEqual(accounts, [5000001]);
        assert.equal(world.list("aws/users").length, 1);
        assert.equal(world.list("vault/entities").length, 1);
    });

    it("replaces what depends on a changed login, and fails as the real provider does", async () => {
        const elsewhere = await newWorld();
        const more = { ROLLCALL_WORLD: elsewhere.folder, BARE: "1" };
        const before = { ...withPeople({ alice: "alice-acme" }, more), stack: "renamed" };
        await initStack(before);
        assert.equal((await upStack(before)).failed, 0);
        await seedWorld(elsewhere, { ...seed, accounts: [{ login: "alice-new", id: 5000001 }] });
        const renamed = { ...withPeople({ alice: "alice-new" }, more), stack: "renamed" };
        const { error, replaced, failed } = await upStack(renamed);
        assert.deepEqual({ replaced, failed }, { replaced: 3, failed: 2 });
        const [collaborator, member] = (error ?? "").split("\n").sort();
        assert.match(collaborator ?? "", /DELETE .*\/collaborators\/alice-acme: 404 Not Found/);
        assert.match(member ?? "", /DELETE .*\/memberships\/alice-acme: 404 Not Found/);
    });

    it("lets two stacks use one world at once, and leaves it as it was before", async () => {
        const prod = { ...withPeople(two), stack: "prod" };
        await initStack(prod);
        const both = await Promise.all([upStack(withPeople(two)), upStack(prod)]);
        assert.deepEqual(
            both.map(({ error, failed }) => ({ error, failed })),
            [
                { error: undefined, failed: 0 },
                { error: undefined, failed: 0 },
            ],
        );
        assert.equal(world.list("github/teams").length, 4);
        assert.equal(world.list("aws/groupMemberships").length, 4);
        assert.equal(world.list("vault/entityAliases").length, 4);
        const destroyed = await Promise.all([destroyStack(prod), destroyStack(dev)]);
        assert.deepEqual(
            destroyed.map(({ deleted, failed }) => ({ deleted, failed })),
            [
                { deleted: everything, failed: 0 },
                { deleted: everything, failed: 0 },
            ],
        );
        const fresh = new World(join(temporaryFolder(), "world"));
        await seedWorld(fresh, seed);
        assert.deepEqual(objects(world), objects(fresh));
    });

    it("leaves no plugin process behind, even if the engine is killed", async () => {
        const run = withPeople(two);
        const child = spawn(
            run.engine.pulumi,
            ["up", "--yes", "--skip-preview", "--stack", "dev", "--non-interactive"],
            {
                cwd: run.project.folder,
                env: engineEnvironment(run.engine, run.environment) as NodeJS.ProcessEnv,
                stdio: "ignore",
            },
        );
        while (plugins(home).length === 0) await sleep(50);
        child.kill("SIGKILL");
        for (let tries = 0; plugins(home).length > 0 && tries < 50; tries += 1) await sleep(100);
        assert.deepEqual(plugins(home), []);
    });
});

/** The plugins that run on the world of this folder. */
function plugins(home: string): string[] {
    const processes = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n");
    return processes
        .filter((line) => /sandbox\/plugin\.(ts|js)/.test(line))
        .filter((line) => {
            try {
                const environment = readFileSync(`/proc/${line.trim().split(" ")[0]}/environ`);
                return environment.includes(home);
            } catch {
                return false;
            }
        });
}

/** Everything in the world but what counts up and never down. */
function objects(world: World): string[] {
    return readdirSync(world.folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".json"))
        .sort();
}
