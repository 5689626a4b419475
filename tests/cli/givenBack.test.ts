import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInvocation } from "../../cli/invocation";
import { writeRecord } from "../../cli/runs/evidence";
import { noteGivenBack } from "../../cli/runs/givenBack";
import type { StackRuns } from "../../cli/runs/report";
import { parseUrn } from "../../engine/events";
import { loadRoster } from "../../model/load";
import { emptyRecord } from "../../systems/leaverRecord";
import { fakeIo, tiny, today } from "./support";

describe("access that was revoked by name and is given back", () => {
    const home = mkdtempSync(join(tmpdir(), "rollcall-back-"));
    after(() => rmSync(home, { recursive: true, force: true }));
    const { roster } = loadRoster(tiny);
    assert.ok(roster);

    const type = "rollcall:index:PersonAccess$github:index/teamMembership:TeamMembership";
    const previews = (...names: readonly string[]): StackRuns => ({
        summaries: [],
        steps: names.map((name) => {
            const urn = `urn:pulumi:org::rollcall::${type}::${name}`;
            return { stack: "org", operation: "create", urn, ...parseUrn(urn) };
        }),
        skipped: [],
    });
    const noted = (given: StackRuns) => {
        const io = fakeIo({ environment: { ROLLCALL_HOME: home } });
        const invocation = createInvocation(io, { roster: tiny, color: false });
        noteGivenBack(invocation, { mode: "sandbox", roster }, given, "done");
        return io.written[1]?.join("") ?? "";
    };

    it("is reported with the person and with how to keep it revoked", () => {
        for (const key of ["alice", "stranger"]) {
            const record = { ...emptyRecord({ key, previously: [] }), bases: ["roster"] as const };
            writeRecord({ home, mode: "sandbox" }, { ...record, revokedByName: Date.parse(today) });
        }
        assert.match(
            noted(previews("alice/payments", "bob/payments", "alice/other", "stranger/payments")),
            /^alice was revoked by name at 2026-12-01T12:00:00Z and is still in the roster: this run gives back 2 leaves.*rollcall leave alice and commit that\n$/,
        );
    });

    it("is not reported if the run gives that person nothing", () => {
        assert.equal(noted(previews("bob/payments")), "");
    });
});
