import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccessPlan } from "../../planners/planAccess";
import type { Edits } from "../planners/sample";
import { differences, widened } from "../planners/widened";
import { rollcall } from "./support";

/** What `rollcall access --json` says of the sample as a pull request would have it. */
async function planOf(edits: Edits): Promise<AccessPlan> {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-access-"));
    try {
        cpSync("roster", folder, { recursive: true });
        for (const [name, changes] of Object.entries(edits)) {
            const file = join(folder, name);
            for (const [was, is] of changes) {
                writeFileSync(
                    file,
                    readFileSync(file, "utf8").replace(was, () => is),
                );
            }
        }
        const { code, stdout, stderr } = await rollcall(["access", "--json", "--roster", folder]);
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

describe("rollcall access --json", () => {
    for (const [name, { edits, shows }] of Object.entries(widened)) {
        it(`changes the digest and shows where a guard was widened: ${name}`, async () => {
            const [before, after] = [await planOf({}), await planOf(edits)];
            assert.notEqual(after.digest, before.digest);
            const found = differences(before, after);
            for (const expected of shows) assert.ok(found.includes(expected), expected);
        });
    }

    it("keeps the digest for the same access", async () => {
        const moved: Edits = {
            "services/ledger.yaml": [["    owner: payments\n", "    owner: payments # x\n"]],
        };
        const [before, after] = [await planOf({}), await planOf(moved)];
        assert.equal(after.digest, before.digest);
        assert.deepEqual(differences(before, after), []);
    });
});
