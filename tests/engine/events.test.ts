import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseUrn, type Step, type Summary, Tally } from "../../engine/events";

const none = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0, failed: 0 };

describe("the summary of a run", () => {
    const recorded = (name: string, code = 0): { summary: Summary; steps: string[] } => {
        const steps: Step[] = [];
        const tally = new Tally("dev", {}, (step) => steps.push(step));
        const file = join(__dirname, "events", `${name}.jsonl`);
        for (const line of readFileSync(file, "utf8").split("\n")) tally.take(line);
        const told = steps.map((step) =>
            [step.operation, step.name, ...(step.failed ? ["FAILED", step.message] : [])].join(" "),
        );
        return { summary: tally.sum({ code, stderr: "" }, 1.234), steps: told.sort() };
    };

    it("counts custom resources, but no components, stacks or providers", () => {
        assert.deepEqual(recorded("create"), {
            summary: { stack: "dev", ...none, created: 4, seconds: 1.2 },
            steps: [
                "create alice/access",
                "create alice/first",
                "create alice/login",
                "create alice/old",
            ],
        });
    });

    it("counts a replacement once, whichever half comes first", () => {
        const { summary, steps } = recorded("preview");
        const counted = { created: 1, updated: 1, deleted: 1, replaced: 2 };
        assert.deepEqual(summary, { stack: "dev", ...none, ...counted, seconds: 1.2 });
        assert.deepEqual(steps, [
            "create alice/broken",
            "create-replacement alice/first",
            "create-replacement alice/login",
            "delete alice/old",
            "delete-replaced alice/first",
            "delete-replaced alice/login",
            "update alice/access",
        ]);
    });

    it("continues after a failure, and says what failed and why", () => {
        const { summary, steps } = recorded("change", 1);
        assert.deepEqual(summary, {
            stack: "dev",
            ...none,
            updated: 1,
            deleted: 1,
            replaced: 2,
            failed: 1,
            seconds: 1.2,
            error: "toy:index:Thing alice/broken: creation refused: quota",
        });
        assert.ok(steps.includes("create alice/broken FAILED creation refused: quota"));
    });

    it("counts what was refused before the engine acted as failed", () => {
        const { summary, steps } = recorded("refused", 1);
        const why = "toy:index:Thing resource 'alice/bad': property bad value {1} has a problem";
        assert.equal(summary.failed, 1);
        assert.equal(summary.unchanged, 2);
        assert.equal(summary.error, `toy:index:Thing alice/bad: ${why}: bad must not be set`);
        assert.ok(steps.includes(`check alice/bad FAILED ${why}: bad must not be set`));
    });

    it("reports what a refresh found gone", () => {
        const { summary, steps } = recorded("refresh");
        assert.deepEqual(summary, {
            stack: "dev",
            ...none,
            deleted: 1,
            unchanged: 1,
            seconds: 1.2,
        });
        assert.deepEqual(steps, ["delete alice/access", "same alice/login"]);
    });

    it("reports which targets of a destroy went and which stayed", () => {
        const { summary, steps } = recorded("revoke", 1);
        assert.equal(summary.deleted, 1);
        assert.equal(summary.failed, 1);
        assert.deepEqual(steps, [
            "delete alice/login",
            "delete alice/stuck FAILED 404 not found\nwhile deleting",
        ]);
    });

    const heard = (events: unknown[], outcome = { code: 1, stderr: "" }, environment = {}) => {
        const tally = new Tally("dev", environment, () => {});
        for (const event of events) tally.take(JSON.stringify(event));
        return tally.sum(outcome, 0);
    };
    const diagnostic = (message: string, urn?: string) => ({
        diagnosticEvent: { severity: "error", message, urn },
    });

    it("quotes each of the program's errors once, and the general one only if there is no other", () => {
        const general = diagnostic("update failed\n");
        assert.equal(heard([general]).error, "update failed");
        assert.equal(
            heard([diagnostic("kim has no id\n"), diagnostic("kim has no id\n"), general]).error,
            "kim has no id",
        );
    });

    it("does not count an error on the stack or a component as a failed resource", () => {
        const stack = "urn:pulumi:dev::rollcall::pulumi:pulumi:Stack::rollcall-dev";
        const component = "urn:pulumi:dev::rollcall::rollcall:index:PersonAccess::alice";
        const known = {
            resourcePreEvent: {
                metadata: {
                    op: "same",
                    urn: component,
                    type: "rollcall:index:PersonAccess",
                    new: {},
                },
            },
        };
        const summary = heard([known, diagnostic("no", stack), diagnostic("nor", component)]);
        assert.equal(summary.failed, 0);
        assert.equal(summary.error, "no\nrollcall:index:PersonAccess alice: nor");
    });

    it("names the violated policy", () => {
        const policyEvent = {
            enforcementLevel: "mandatory",
            policyName: "no-wildcard",
            message: "an Allow of *",
            resourceUrn: "urn:pulumi:dev::rollcall::a:b:C::x",
        };
        assert.equal(heard([{ policyEvent }]).error, "a:b:C x: policy no-wildcard: an Allow of *");
        const advisory = { policyEvent: { ...policyEvent, enforcementLevel: "advisory" } };
        assert.equal(heard([advisory], { code: 0, stderr: "" }).error, undefined);
    });

    it("stays short even if everything fails", () => {
        const events = Array.from({ length: 50 }, (_, index) => diagnostic(`error ${index}`));
        const lines = heard(events).error?.split("\n");
        assert.equal(lines?.length, 21);
        assert.equal(lines?.at(-1), "and 30 more");
    });

    it("falls back on the engine's other output", () => {
        const outcome = { code: 6, stderr: "error: no stack named 'dev' found" };
        assert.equal(heard([], outcome).error, "no stack named 'dev' found");
        assert.equal(heard([], { code: 137, stderr: "" }).error, "the engine ended with code 137");
    });

    it("recognises a lock and who holds it", () => {
        const text =
            "the stack is currently locked by 1 lock(s). Either wait for the other process(es) " +
            "to end or delete the lock file with `pulumi cancel`.\n" +
            "  file:///state/lock.json: created by erin@laptop (pid 4711) at 2026-11-24T08:08:13Z";
        const summary = heard([], { code: 1, stderr: `error: ${text}` });
        assert.deepEqual(summary, {
            stack: "dev",
            ...none,
            seconds: 0,
            error: text,
            reason: "locked",
        });
    });

    it("says that it was interrupted, even if the engine ended successfully", () => {
        const interrupted = { code: 0, stderr: "", interrupted: "SIGINT" as const };
        assert.equal(heard([], interrupted).reason, "interrupted");
        const failed = heard([diagnostic("update canceled")], { ...interrupted, code: 1 });
        assert.equal(failed.error, "interrupted by SIGINT");
    });

    it("skips lines that are not events", () => {
        const tally = new Tally("dev", {}, () => assert.fail("no step was in there"));
        for (const line of ["", "Policies:", "{", '{"resOutputsEvent"', "[1]"]) tally.take(line);
        assert.deepEqual(tally.sum({ code: 0, stderr: "" }, 0), {
            stack: "dev",
            ...none,
            seconds: 0,
        });
    });
});

describe("the engine's debug messages", () => {
    it("are never quoted, because they contain secret values", () => {
        const tally = new Tally("dev", {}, () => assert.fail("a message is no step"));
        const message = "error: RegisterResource RPC finished: { password: canary-0123456789 }";
        tally.take(JSON.stringify({ diagnosticEvent: { severity: "debug", message } }));
        tally.take(JSON.stringify({ diagnosticEvent: { severity: "error", message: "503" } }));
        assert.equal(tally.sum({ code: 1, stderr: "" }, 0).error, "503");
    });
});

describe("a URN", () => {
    it("is parsed from the left, because names may contain anything", () => {
        assert.deepEqual(
            parseUrn("urn:pulumi:dev::rollcall::a:b:C$github:index/team:Team::x::y$z"),
            { type: "github:index/team:Team", name: "x::y$z" },
        );
    });
});
