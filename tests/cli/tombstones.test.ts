import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRecord } from "../../cli/runs/evidence";
import { loadRoster } from "../../model/load";
import type { Entitlement } from "../../planners/entitlements";
import type { LeaverRecord } from "../../systems/leaverRecord";
import { emptyRecord } from "../../systems/leaverRecord";
import { subjectOf } from "../../systems/subject";
import { copyOfTiny, rollcall, tiny } from "./support";

const role: Entitlement = {
    principal: "person:victor",
    stack: "prod",
    system: "aws",
    target: "prod/shop",
    permission: "developer",
    because: [],
    resources: [],
};
/** Eight hours of session and one of slack after it: the term is at 18:00. */
const proved = Date.parse("2026-12-01T09:00:00Z");
const { roster: known } = loadRoster(tiny);
const victor = known?.leavers.get("victor");
assert.ok(known && victor);
const record: LeaverRecord = {
    ...emptyRecord(subjectOf(known, victor)),
    lost: [role],
    sessionMinutes: { developer: 480 },
    provedAt: proved,
};
const { provedAt: _, ...unproved } = record;

describe("tombstones", () => {
    let roster: ReturnType<typeof copyOfTiny>;
    let home: string;
    beforeEach(() => {
        roster = copyOfTiny();
        home = mkdtempSync(join(tmpdir(), "rollcall-home-"));
    });
    afterEach(() => {
        roster.remove();
        rmSync(home, { recursive: true, force: true });
    });

    const keep = (mode: "live" | "sandbox", kept: LeaverRecord = record) =>
        writeRecord({ home, mode }, kept);

    async function check(now: string): Promise<string[]> {
        const environment = { ROLLCALL_HOME: home, ROLLCALL_NOW: now };
        const { code, stdout } = await rollcall(`check --json --roster ${roster.folder}`, {
            environment,
        });
        const { ok, problems } = JSON.parse(stdout);
        assert.deepEqual([code, ok], [0, true], "a word on tombstones refuses nothing");
        return problems
            .filter(({ rule }: { rule: string }) => rule === "tombstone")
            .map(({ file, line, severity, message }: Record<string, unknown>) => {
                assert.equal(severity, "warning");
                return `${String(file).slice(roster.folder.length)}:${line} ${message}`;
            });
    }

    function take(from: string | RegExp, to: string): void {
        const file = join(roster.folder, "people.yaml");
        const text = readFileSync(file, "utf8");
        assert.notEqual(text.replace(from, to), text);
        writeFileSync(file, text.replace(from, to));
    }

    it("may go once the longest session after the proof is over, and not before", async () => {
        keep("sandbox");
        assert.deepEqual(await check("2026-12-01T17:59:59Z"), []);
        const [word = "", ...others] = await check("2026-12-01T18:00:00Z");
        assert.deepEqual(others, []);
        assert.match(
            word,
            /^\/people\.yaml:11 the tombstone of victor may go: .*in the sandbox.* since 2026-12-01T18:00:00Z /,
        );
    });

    it("stay while nothing is proved, however long ago the person left", async () => {
        assert.deepEqual(await check("2028-01-01T00:00:00Z"), [], "nothing is on record");
        keep("sandbox", unproved);
        assert.deepEqual(await check("2028-01-01T00:00:00Z"), []);
    });

    it("stay while an account that they now name was never searched for", async () => {
        keep("sandbox");
        take("github: { login: vic, id: 18 }", "github: { login: vic, id: 19 }");
        assert.deepEqual(await check("2028-01-01T00:00:00Z"), []);
    });

    it("are judged by the live record if there is one", async () => {
        keep("sandbox");
        keep("live", unproved);
        assert.deepEqual(await check("2028-01-01T00:00:00Z"), []);
    });

    it("are reported as missing if removed early, but not after their term", async () => {
        keep("sandbox");
        take(/leavers:\n.*\n/, "");
        const [word = ""] = await check("2026-12-01T17:59:59Z");
        assert.match(word, /^:1 victor lost access .* until 2026-12-01T18:00:00Z$/);
        assert.deepEqual(await check("2026-12-01T18:00:00Z"), []);
        keep("sandbox", unproved);
        const [other = ""] = await check("2028-01-01T00:00:00Z");
        assert.match(
            other,
            /^:1 victor lost access .* until rollcall certificate victor proves that all is gone$/,
        );
    });

    it("are found under another key, and are not needed by people who stay", async () => {
        keep("sandbox", unproved);
        take("  victor: {", "  vick: { previously: [victor],");
        keep("sandbox", { ...record, subject: { ...record.subject, key: "vick" } });
        assert.deepEqual(
            await check("2028-01-01T00:00:00Z"),
            [],
            "under the old key nothing is proved",
        );
        take(/leavers:\n.*\n/, "");
        take(/(bob-tiny, id: )12/, "$118");
        assert.deepEqual(await check("2026-12-01T12:00:00Z"), []);
    });

    it("are still judged if another record cannot be read", async () => {
        keep("sandbox");
        writeFileSync(join(home, "leavers/sandbox/victor.json"), "{");
        const { code, stderr } = await rollcall(`check --roster ${roster.folder}`, {
            environment: { ROLLCALL_HOME: home },
        });
        assert.equal(code, 0);
        assert.match(stderr, /victor\.json cannot be read/);
    });
});
