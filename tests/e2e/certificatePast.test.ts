import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { engine, root, Sandbox } from "./sandbox";

const tiny = path.join(root, "tests/cli/roster");
const newYear = "2027-01-01T12:00:00Z";
const later = "2027-01-03T12:00:00Z";

describe("a leaver certificate without a record of the past", function () {
    this.timeout(240_000);
    const sandbox = new Sandbox(tiny);
    before("gets the engine, which may have to be built", function () {
        this.timeout(1_800_000);
        return engine();
    });
    after(() => sandbox.remove());

    it("lists everything that was deleted if the recorded plan does not cover all stacks", async () => {
        await sandbox.up({ ROLLCALL_NOW: newYear });
        const kept = path.join(sandbox.home, "applied/sandbox/plan.json");
        const plan = JSON.parse(readFileSync(kept, "utf8"));
        const isOther = ({ stack }: { stack: string }) => stack !== "dev";
        assert.ok(plan.entitlements.some((one: { stack: string }) => !isOther(one)));
        writeFileSync(
            kept,
            JSON.stringify({ ...plan, entitlements: plan.entitlements.filter(isOther) }),
        );
        sandbox.edit("people.yaml", /\n {2}payments: .*/, "");
        sandbox.edit("access.yaml", /\n {6}- payments\b/, "");
        await sandbox.up({ ROLLCALL_NOW: newYear });
        const args = ["certificate", "payments", "--sandbox", "--json"];
        const { stdout } = await sandbox.run(args, { ROLLCALL_NOW: newYear });
        const { items, reasons } = JSON.parse(stdout);
        const inDev = items.filter((one: { entitlement: { stack: string } }) => {
            return !isOther(one.entitlement);
        });
        assert.ok(inDev.length > 1, "what went in dev");
        assert.match(reasons.join("\n"), /^nobody knows what was reached through repositories: /m);
    });

    it("derives what was lost from the leaves in state", async () => {
        rmSync(path.join(sandbox.home, "applied"), { recursive: true });
        sandbox.edit("people.yaml", /\n {2}later: .*/, "");
        sandbox.edit("access.yaml", /\n {6}- later\b/, "");
        await sandbox.up({ ROLLCALL_NOW: newYear });
        const read = async (now: string) => {
            const { stdout } = await sandbox.run(["certificate", "later", "--sandbox", "--json"], {
                ROLLCALL_NOW: now,
            });
            return JSON.parse(stdout);
        };
        const { gone, reasons } = await read(newYear);
        assert.ok(gone);
        assert.match(reasons.join("\n"), /^nobody knows what was reached through repositories: /m);
        const document = await read(later);
        assert.deepEqual([document.verdict, document.reasons], ["complete", []]);
        assert.ok(document.notes.some((note: string) => /leaves in state/.test(note)));
        assert.equal(document.roster.commit, undefined);
    });
});
