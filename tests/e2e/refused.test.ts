import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { engine, leafOf, Sandbox } from "./sandbox";

const stacks = ["org", "dev", "staging", "prod"];

describe("revoking despite a refused roster", function () {
    this.timeout(180_000);
    const sandbox = new Sandbox();
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        await sandbox.up();
    });
    after(() => sandbox.remove());

    const leavesOf = (person: string) =>
        stacks
            .flatMap((stack) =>
                [...sandbox.resources(stack).keys()]
                    .filter((urn) => /\$rollcall:index:PersonAccess\$/.test(urn))
                    .map((urn) => `${stack} ${leafOf(urn)}`)
                    .filter((leaf) => leaf.split(" ")[2]?.split("/")[0] === person),
            )
            // A run that narrows writes them in another order.
            .sort();

    // Both stand in people and teams still, which is a broken rule by itself.
    for (const [what, person, mistake, others] of [
        ["cannot be read", "priya", "grants: [{ team: nobody, role: viewer, in: [dev] }]\n", false],
        ["breaks a rule", "bob", "grants: []\n", true],
    ] as const) {
        it(`a leaver loses everything even if the roster ${what}`, async () => {
            assert.ok(leavesOf(person).length > 3);
            const before = leavesOf("lena");
            assert.ok(before.includes("org TeamMembership lena/payments"));
            const wrong = path.join(sandbox.roster, "zz-mistake.yaml");
            writeFileSync(wrong, mistake);
            sandbox.edit(
                "leavers.yaml",
                "\nleavers:\n",
                `\nleavers:\n  ${person}: { name: Left Them, left: 2026-11-30 }\n`,
            );
            const teams = path.join(sandbox.roster, "teams.yaml");
            const text = readFileSync(teams, "utf8");
            writeFileSync(teams, text.replace(/\n *- lena\n/, "\n"));
            const outcome = await sandbox.run(["up", "--sandbox", "--json"]);
            writeFileSync(teams, text);
            assert.equal(outcome.code, 1);
            assert.deepEqual(leavesOf(person), []);
            const lost = before.filter((leaf) => !leavesOf("lena").includes(leaf));
            assert.equal(lost.length > 0, others, `others lose ${lost}`);
            const { ok, stacks: revoked } = JSON.parse(outcome.stdout);
            assert.equal(ok, false);
            assert.ok(revoked.every((one: { revoked: number }) => one.revoked > 0));
            assert.match(outcome.stderr, /access was only taken away; nothing was given/);
        });
    }

    it("a refused roster without leaves of leavers changes nothing", async () => {
        const before = stacks.map((stack) => sandbox.resources(stack).size);
        const outcome = await sandbox.run(["up", "--sandbox"]);
        assert.equal(outcome.code, 1);
        assert.match(outcome.stderr, /nothing was touched/);
        assert.deepEqual(
            stacks.map((stack) => sandbox.resources(stack).size),
            before,
        );
    });

    it("a leaver's second account is removed even if no file says any more whose it is", async () => {
        assert.ok(leavesOf("erin-admin").length > 0);
        const before = leavesOf("frank");
        const accounts = path.join(sandbox.roster, "people/accounts.yaml");
        const text = readFileSync(accounts, "utf8");
        sandbox.edit("people/accounts.yaml", "\npeople:\n", "\nnobody:\n");
        sandbox.edit(
            "leavers.yaml",
            "\nleavers:\n",
            "\nleavers:\n  erin: { name: Erin Left, left: 2026-11-30 }\n",
        );
        const outcome = await sandbox.run(["up", "--sandbox", "--json"]);
        writeFileSync(accounts, text);
        assert.equal(outcome.code, 1);
        assert.deepEqual(["erin", "erin-admin"].flatMap(leavesOf), []);
        assert.deepEqual(leavesOf("frank"), before);
    });
});
