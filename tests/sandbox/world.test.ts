import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { GitHubTeam } from "../../sandbox/collections";
import { ErrorAfterEffect, World } from "../../sandbox/world";
import { temporaryFolder } from "../temporaryFolder";
import { newWorld, seed } from "./engineClient";

const team = (id: number, name = `team-${id}`): GitHubTeam => ({
    id,
    name,
    slug: name,
    description: "",
    privacy: "closed",
    notificationSetting: "",
});

function writer(world: World, ...args: string[]): ChildProcess {
    const script = join(__dirname, "worldWriter.ts");
    const loader = require.resolve("ts-node/register/transpile-only");
    return spawn(process.execPath, ["-r", loader, script, world.folder, ...args], {
        stdio: ["ignore", "pipe", "inherit"],
    });
}

describe("sandbox world", () => {
    it("keeps one readable file per object, in folders named after their content", async () => {
        const world = await newWorld();
        const path = join(world.folder, "github", "accounts", "5000001.json");
        assert.equal(
            readFileSync(path, "utf8"),
            '{\n    "id": 5000001,\n    "login": "alice-acme"\n}\n',
        );
        assert.deepEqual(world.read("github/accounts", 5000001), seed.accounts[0]);
        assert.deepEqual(
            world.list("github/accounts").map(({ login }) => login),
            ["alice-acme", "erin-acme", "kimc"],
        );
    });

    it("accepts any key as a file name", async () => {
        const world = new World(join(temporaryFolder(), "world"));
        const names = ["a/b", "..", ".hidden", "with space", "Ä:*?", "%2E"];
        await world.transaction((transaction) => {
            for (const name of names) transaction.put("vault/policies", name, { name, policy: "" });
        });
        const read = new World(world.folder).list("vault/policies").map(({ name }) => name);
        assert.deepEqual(read.sort(), [...names].sort());
    });

    it("changes everything or nothing", async () => {
        const world = await newWorld();
        const failing = world.transaction((transaction) => {
            transaction.put("github/teams", 1, team(1));
            transaction.remove("github/accounts", 5000001);
            assert.equal(transaction.read("github/accounts", 5000001), undefined);
            assert.equal(transaction.list("github/teams").length, 1);
            throw new Error("no");
        });
        await assert.rejects(failing, /^Error: no$/);
        assert.deepEqual(world.list("github/teams"), []);
        assert.ok(world.read("github/accounts", 5000001));
    });

    it("keeps changes made before an error that says so", async () => {
        const world = await newWorld();
        const failing = world.transaction((transaction) => {
            transaction.put("github/teams", 1, team(1));
            throw new ErrorAfterEffect("late");
        });
        await assert.rejects(failing, /late/);
        assert.equal(world.list("github/teams").length, 1);
    });

    it("shows every transaction what the others did", async () => {
        const step = fc.record({
            by: fc.nat(2),
            id: fc.integer({ min: 1, max: 4 }),
            puts: fc.boolean(),
            name: fc.constantFrom("a", "b"),
        });
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
                const folder = join(temporaryFolder(), "world");
                const worlds = [new World(folder), new World(folder), new World(folder)];
                const expected = new Map<number, string>();
                for (const { by, id, puts, name } of steps) {
                    if (puts) expected.set(id, name);
                    else expected.delete(id);
                    await worlds[by]?.transaction((world) => {
                        if (puts) world.put("github/teams", id, team(id, name));
                        else world.remove("github/teams", id);
                    });
                    const seen = await worlds[(by + 1) % 3]?.transaction((world) =>
                        world.list("github/teams").map((each) => [each.id, each.name] as const),
                    );
                    assert.deepEqual(new Map(seen), expected);
                }
            }),
            { numRuns: 20 },
        );
    });

    it("loses nothing if several processes work on it at once", async () => {
        const world = await newWorld();
        const writers = ["a", "b", "c"].map((name) => writer(world, name, "40"));
        const codes = await Promise.all(
            writers.map(async (child) => (await once(child, "exit"))[0]),
        );
        assert.deepEqual(codes, [0, 0, 0]);
        const teams = world.list("github/teams");
        assert.equal(new Set(teams.map(({ name }) => name)).size, 120);
        assert.equal(new Set(teams.map(({ id }) => id)).size, 120);
        assert.deepEqual(rest(world), [".journal", "aws", "github", "vault"]);
    });

    it("continues after a process was killed while holding the lock", async () => {
        const world = await newWorld();
        const child = writer(world, "a", "1", "hang");
        await once(child.stdout as NodeJS.ReadableStream, "data");
        assert.ok(rest(world).includes(".lock"));
        child.kill("SIGKILL");
        await once(child, "exit");
        const both = [new World(world.folder), world].map((each) =>
            each.transaction((transaction) => transaction.list("github/teams").length),
        );
        assert.deepEqual(await Promise.all(both), [1, 1]);
        assert.ok(!rest(world).includes(".lock"));
    });

    it("waits for a process that is alive", async () => {
        const world = await newWorld();
        const child = writer(world, "a", "0", "hang");
        await once(child.stdout as NodeJS.ReadableStream, "data");
        let done = false;
        const waiting = world.transaction(() => {
            done = true;
        });
        await new Promise((resolve) => setTimeout(resolve, 150));
        assert.equal(done, false);
        child.kill("SIGKILL");
        await waiting;
    });

    it("completes what a killed process had begun", async () => {
        const world = await newWorld();
        const changes = [
            { collection: "github/teams", key: "7", object: team(7) },
            { collection: "github/accounts", key: "5000001" },
        ];
        writeFileSync(join(world.folder, ".pending"), JSON.stringify(changes));
        const seen = await world.transaction((transaction) => transaction.list("github/teams"));
        assert.deepEqual(seen, [team(7)]);
        assert.equal(world.read("github/accounts", 5000001), undefined);
        assert.ok(!rest(world).includes(".pending"));
    });

    it("rehearses a change without anybody else seeing it", async () => {
        const world = await newWorld();
        const before = rest(world);
        const seen = await world.rehearse((transaction) => {
            transaction.put("aws/accounts", "333333333333", { id: "333333333333" });
            return transaction.read("aws/accounts", "333333333333")?.id;
        });
        assert.equal(seen, "333333333333");
        assert.equal(world.read("aws/accounts", "333333333333"), undefined);
        assert.deepEqual(rest(world), before);
        const unknown = await world.transaction((transaction) =>
            transaction.read("aws/accounts", "333333333333"),
        );
        assert.equal(unknown, undefined);
    });

    it("names nobody who is gone, in any file that it keeps for itself", async () => {
        const world = await newWorld();
        const name = "rollcall-prod-person-alice-operator";
        await world.transaction((transaction) => {
            transaction.put("vault/policies", name, { name, policy: "" });
        });
        await world.transaction((transaction) => transaction.remove("vault/policies", name));
        const kept = rest(world).filter((file) => file.startsWith("."));
        const content = kept.map((file) => readFileSync(join(world.folder, file), "utf8")).join();
        assert.ok(content.length > 0);
        assert.ok(!content.includes("alice"));
    });

    it("names the file that somebody broke by hand", async () => {
        const world = await newWorld();
        writeFileSync(join(world.folder, "github", "accounts", "1.json"), "{");
        assert.throws(() => world.list("github/accounts"), /accounts\/1\.json is not valid JSON/);
    });
});

function rest(world: World): string[] {
    return readdirSync(world.folder).sort();
}
