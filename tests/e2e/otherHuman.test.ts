import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { engine, Sandbox } from "./sandbox";

const house = path.join(__dirname, "fixtures/house");
const mona =
    "mona: { name: Mona Mo, email: mona@house.example, github: { login: mona-house, id: 15 } }";
const lou =
    "mona: { name: Lou Li, email: lou@house.example, github: { login: lou-house, id: 25 } }";

describe("a key that is reused for another person", function () {
    this.timeout(300_000);
    const sandbox = new Sandbox(house);
    const environment = { ROLLCALL_NOW: "2026-11-30T12:00:00Z" };
    let restore: () => void;
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        await sandbox.up(environment);
        restore = sandbox.snapshot();
    });
    beforeEach(() => restore());
    after(() => sandbox.remove());

    async function up(code: 0 | 1, ...more: string[]) {
        const outcome = await sandbox.run(["up", "--sandbox", "--json", ...more], environment);
        assert.equal(outcome.code, code, `${outcome.stdout}\n${outcome.stderr}`);
        return JSON.parse(outcome.stdout);
    }

    /** What says in the org stack who somebody is. */
    const identity = (key: string) =>
        Object.fromEntries(
            [...sandbox.resources("org").values()]
                .filter(({ urn }) => urn.endsWith(`::${key}`))
                .map(({ urn, inputs }) => [urn, inputs]),
        );

    const leavesOf = (key: string) =>
        ["org", "dev", "staging", "prod"].flatMap((stack) =>
            [...sandbox.resources(stack).keys()].filter((urn) =>
                new RegExp(`PersonAccess\\$.*::${key}(/|$)`).test(urn),
            ),
        );

    const refusal =
        /^org: mona is lou@house\.example \(GitHub account 25\) .* was mona@house\.example \(GitHub account 15\)/;

    it("is refused, run after run, but does not keep a leaver in", async () => {
        sandbox.edit("roster.yaml", mona, lou);
        const left = await sandbox.run(["leave", "lea", "--reason", "moved on"], environment);
        assert.equal(left.code, 0, left.stderr);
        const before = identity("mona");
        const { refused, stacks } = await up(1);
        assert.equal(refused.length, 1);
        assert.match(refused[0], refusal);
        assert.deepEqual(identity("mona"), before);
        assert.deepEqual(leavesOf("lea"), []);
        // The leaver's sessions are denied, too.
        const narrowed = stacks.filter(({ updated }: { updated: number }) => updated > 0);
        assert.deepEqual(narrowed.map(({ stack }: { stack: string }) => stack).sort(), [
            "dev",
            "org",
            "prod",
            "staging",
        ]);
        assert.match((await up(1)).refused.join(), refusal);
        assert.deepEqual(identity("mona"), before);
    });

    it("is refused by the program of every stack, and so by the engine alone", async () => {
        sandbox.edit("roster.yaml", mona, lou);
        const { stacks } = await up(1, "--stack", "prod");
        assert.match(stacks[0].error, /mona is lou@house\.example/);
        const preview = await sandbox.run(["preview", "--sandbox", "--stack", "org"], environment);
        assert.equal(preview.code, 1);
        assert.match(preview.stdout, /mona is lou@house\.example/);
    });

    it("is detected from what was created if no run was completed", async () => {
        const file = path.join(sandbox.home, "state/.pulumi/stacks/rollcall/org.json");
        const content = JSON.parse(readFileSync(file, "utf8"));
        const [stack] = content.checkpoint.latest.resources;
        assert.equal(stack.type, "pulumi:pulumi:Stack");
        assert.ok(stack.outputs.humans);
        delete stack.outputs.humans;
        writeFileSync(file, JSON.stringify(content));
        sandbox.edit("roster.yaml", mona, lou);
        assert.match((await up(1)).refused.join(), refusal);
    });

    it("is accepted with a tombstone for one person and a new key for the other", async () => {
        const left = await sandbox.run(["leave", "mona", "--reason", "moved on"], environment);
        assert.equal(left.code, 0, left.stderr);
        sandbox.edit("roster.yaml", "people:\n", `people:\n  ${lou.replace("mona:", "lou:")}\n`);
        sandbox.edit("roster.yaml", "members: [owen]", "members: [owen, lou]");
        await up(0);
        assert.deepEqual(leavesOf("mona"), []);
        assert.ok(leavesOf("lou").length > 0);
    });

    it("counts as the same person if account or e-mail stayed, and is applied", async () => {
        sandbox.edit("roster.yaml", "mona@house.example", "mona.moe@house.example");
        await up(0);
        sandbox.edit("roster.yaml", "login: mona-house, id: 15", "login: mona-moe, id: 35");
        assert.equal((await up(0)).refused, undefined);
    });
});
