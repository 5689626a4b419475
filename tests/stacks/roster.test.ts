import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { loadRoster } from "../../model/load";
import { planAccess } from "../../planners/planAccess";
import type { StackConfig } from "../../stacks/config";
import { readRoster } from "../../stacks/roster";

const house = path.join(__dirname, "../e2e/fixtures/house/roster.yaml");
const instant = Date.parse("2026-11-30T12:00:00Z");

describe("the program's roster", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "rollcall-"));
    after(() => rmSync(folder, { recursive: true }));
    const read = (narrowing?: string) =>
        readRoster({ roster: folder, stack: "org", instant, narrowing } as StackConfig);

    it("may break rules if this very plan is only to be narrowed", () => {
        const text = readFileSync(house, "utf8");
        writeFileSync(path.join(folder, "roster.yaml"), text);
        assert.ok(read());
        writeFileSync(
            path.join(folder, "roster.yaml"),
            text.replace("owners: [ann, ben, owen]", "owners: [ann]"),
        );
        assert.throws(() => read(), /too-few-owners/);
        assert.throws(() => read("1"), /too-few-owners/, "a variable that was left over");
        const { roster } = loadRoster(folder);
        assert.ok(roster);
        assert.ok(read(planAccess(roster, instant).digest));
    });

    it("must be readable in any case, and contain the stack", () => {
        writeFileSync(path.join(folder, "roster.yaml"), "people: [");
        assert.throws(() => read("1"), /the roster is refused/);
    });
});
