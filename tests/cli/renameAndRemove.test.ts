import assert from "node:assert/strict";
import { join } from "node:path";
import { Sandbox } from "../e2e/sandbox";
import { root, tiny } from "./support";

describe("a renamed login and lost access in one run", function () {
    this.timeout(180_000);
    const sandbox = new Sandbox(join(root, tiny));
    after(() => sandbox.remove());

    function teamMembers(): string[] {
        return [...sandbox.kept()]
            .filter(([file]) => file.startsWith("world/github/teamMembers/"))
            .map(([, content]) => String(JSON.parse(content).accountId))
            .sort();
    }

    it("takes the access away, and keeps every leaf that still holds", async () => {
        await sandbox.up({}, { stacks: ["org"] });
        assert.deepEqual(teamMembers(), ["11", "12", "17"]);
        sandbox.edit("people.yaml", "login: bob-tiny", "login: bobby");
        sandbox.edit("access.yaml", "      - { person: bob, until: 2026-12-31 }\n", "");
        await sandbox.up({}, { stacks: ["org"] });
        assert.deepEqual(teamMembers(), ["11", "17"]);
        const leaves = [...sandbox.resources("org").values()].filter(
            ({ inputs }) => inputs?.username === "bobby",
        );
        assert.equal(leaves.length, 1, "he is a member still, under the new login");
    });
});
