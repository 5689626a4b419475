import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepApplied, readApplied, readRecords, writeRecord } from "../../cli/runs/evidence";
import { planAccess } from "../../planners/planAccess";
import { emptyRecord } from "../../systems/leaverRecord";
import { acme, subject } from "../systems/organization";

const roster = acme();
const plan = planAccess(roster, Date.parse("2026-11-25T12:00:00Z"));
const sessionMinutes = { developer: 480 };
const [kind, readers] = ["generated" as const, ["alice"]];
const secrets = ["dev", "prod"].map((environment) => ({
    secret: "key",
    environment,
    kind,
    readers,
}));

describe("evidence", () => {
    let home: string;
    const folder = () => ({ home, mode: "sandbox" as const });
    beforeEach(() => {
        home = mkdtempSync(join(tmpdir(), "rollcall-evidence-"));
    });
    afterEach(() => rmSync(home, { recursive: true, force: true }));

    const stacksOf = () => [
        ...new Set(readApplied(folder())?.entitlements.map(({ stack }) => stack)),
    ];

    it("records what was applied, stack by stack; a failed stack keeps its old part", () => {
        const all = [...new Set(plan.entitlements.map(({ stack }) => stack))];
        keepApplied(folder(), { plan, stacks: all, sessionMinutes, secrets });
        assert.deepEqual(stacksOf().sort(), [...all].sort());
        const nothing = { ...plan, digest: "sha256:empty", entitlements: [] };
        keepApplied(folder(), { plan: nothing, stacks: ["org"], sessionMinutes, secrets });
        assert.deepEqual(
            stacksOf().sort(),
            all.filter((stack) => stack !== "org").sort(),
            "org gives nothing any more, the others what they gave",
        );
        assert.deepEqual(readApplied(folder())?.secrets, secrets, "only org was applied anew");
        assert.ok(readApplied(folder())?.people.alice, "who stands in an old part is still known");
    });

    it("keeps what another run applied in the meantime", () => {
        keepApplied(folder(), { plan, stacks: ["org"], sessionMinutes, secrets });
        const before = stacksOf();
        keepApplied(folder(), { plan, stacks: ["dev"], sessionMinutes, secrets });
        keepApplied(folder(), { plan, stacks: ["prod"], sessionMinutes, secrets });
        assert.deepEqual(stacksOf().sort(), [...before, "dev", "prod"].sort());
    });

    it("does not mistake a run that applied nothing for a plan that gave nothing", () => {
        keepApplied(folder(), { plan, stacks: [], sessionMinutes, secrets });
        assert.equal(readApplied(folder()), undefined);
    });

    it("keeps sandbox and live apart, and is readable only by its owner", () => {
        keepApplied(folder(), { plan, stacks: ["org"], sessionMinutes, secrets });
        assert.equal(readApplied({ home, mode: "live" }), undefined);
        const name = join(home, "applied/sandbox/plan.json");
        assert.equal(statSync(name).mode & 0o777, 0o600);
        assert.deepEqual(readdirSync(join(home, "applied/sandbox")), ["plan.json"]);
    });

    it("reads back what was written about each person", () => {
        assert.equal(readRecords(folder()).size, 0);
        const record = emptyRecord(subject(roster, "alice"));
        writeRecord(folder(), record);
        assert.deepEqual(readRecords(folder()), new Map([["alice", record]]));
    });

    it("names a file that cannot be read instead of treating it as missing", () => {
        mkdirSync(join(home, "applied/sandbox"), { recursive: true });
        writeFileSync(join(home, "applied/sandbox/plan.json"), "{");
        assert.throws(() => readApplied(folder()), /applied\/sandbox\/plan\.json cannot be read/);
    });
});
