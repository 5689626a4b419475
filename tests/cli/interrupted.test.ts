import assert from "node:assert/strict";
import { createInvocation } from "../../cli/invocation";
import { narrowStacks } from "../../cli/runs/narrow";
import { clearPending } from "../../cli/runs/pendingOperations";
import { isInterrupted } from "../../cli/runs/report";
import { token } from "../../planners/resources";
import { endOnce, FakeEngine, stateOf, untilEnd } from "./fakeEngine";
import { fakeIo, tiny } from "./support";

const invocation = () => createInvocation(fakeIo(), { roster: tiny, color: true });
const rights = { lost: new Set<string>(), ask: async () => undefined };

function urnOf(stack: string, name: string): string {
    return `urn:pulumi:${stack}::rollcall::${token.membership}::${name}`;
}

/** What a preview says where these people's roles in the organisation are lowered. */
function lowering(stack: string, names: readonly string[]): string[] {
    return names.map((name) => {
        const side = (role: string) => ({ custom: true, inputs: { role } });
        const metadata = { op: "update", urn: urnOf(stack, name), type: token.membership };
        const sides = { old: side("admin"), new: side("member") };
        return JSON.stringify({ resourcePreEvent: { metadata: { ...metadata, ...sides } } });
    });
}

describe("a run that is interrupted", () => {
    let engine: FakeEngine;
    afterEach(() => engine.remove());

    const narrow = (stacks: readonly string[]) =>
        narrowStacks(
            invocation(),
            {
                workplace: engine.workplace,
                ...{ stacks, going: false, isSure: () => true, digest: "sha256:1" },
            },
            () => [],
        );

    it("narrows nothing if interrupted while previewing, even if one preview has finished", async () => {
        const events = lowering("org", ["ann"]).map((line) => `console.log('${line}');`);
        engine = await FakeEngine.open({
            answer: `if (command === "preview" && given.includes("org")) { ${events.join("\n")} }
                else if (command === "preview") { ${untilEnd} }`,
        });
        const narrowing = narrow(["org", "dev"]);
        await endOnce(() => engine.calls("preview ").length > 1);
        const { previews } = await narrowing;
        assert.ok(isInterrupted(previews));
        assert.deepEqual(engine.calls("up "), []);
    });

    it("starts nothing more if interrupted while narrowing", async () => {
        const events = lowering("org", ["ann", "bob"]).map((line) => `console.log('${line}');`);
        engine = await FakeEngine.open({
            answer: `if (command === "preview") { ${events.join("\n")} }
                else if (command === "up") { ${untilEnd} }`,
        });
        const narrowing = narrow(["org"]);
        await endOnce(() => engine.calls("up ").length > 0);
        const { narrowed } = await narrowing;
        assert.ok(isInterrupted(narrowed), JSON.stringify(narrowed));
        assert.equal(engine.calls("up ").length, 1);
    });

    it("skips the remaining changes if interrupted while narrowing one by one", async () => {
        const events = lowering("org", ["ann", "bob"]).map((line) => `console.log('${line}');`);
        engine = await FakeEngine.open({
            answer: `const targets = given.filter((one) => one === "--target").length;
                if (command === "preview") { ${events.join("\n")} }
                else if (targets > 1) { console.error("error: not together"); process.exitCode = 1; }
                else if (targets === 1) { ${untilEnd} }`,
        });
        const narrowing = narrow(["org"]);
        await endOnce(() => engine.calls("up ").length > 1);
        const { narrowed } = await narrowing;
        assert.ok(isInterrupted(narrowed), JSON.stringify(narrowed));
        assert.equal(engine.calls("up ").length, 2, "both together, and the first alone");
    });

    it("keeps the record of what was begun if interrupted while reading it back, and says so", async () => {
        const [resource] = stateOf(urnOf("org", "ann")).deployment.resources;
        assert.ok(resource);
        const state = {
            version: 3,
            deployment: {
                resources: [resource],
                pending_operations: [{ resource, type: "updating" }],
            },
        };
        engine = await FakeEngine.open({
            state,
            answer: `if (command === "refresh") { ${untilEnd} }`,
        });
        const clearing = clearPending(invocation(), engine.workplace, {
            states: [{ stack: "org", state }],
            rights,
        });
        await endOnce(() => engine.calls("refresh ").length > 0);
        assert.ok(isInterrupted(await clearing));
        assert.deepEqual(
            engine.imports().map(({ deployment }) => deployment.pending_operations?.length ?? 0),
            [0, 1],
        );
    });
});

describe("what an earlier run had begun", () => {
    it("stays on record if it cannot be read back", async () => {
        const [resource] = stateOf(urnOf("org", "ann")).deployment.resources;
        assert.ok(resource);
        const deployment = { resources: [resource], pending_operations: [{ resource }] };
        const state = { version: 3, deployment };
        const engine = await FakeEngine.open({
            state,
            answer: `if (command === "refresh") { console.error("error: 502"); process.exitCode = 1; }`,
        });
        const io = fakeIo();
        const runs = await clearPending(
            createInvocation(io, { roster: tiny, color: true }),
            engine.workplace,
            { states: [{ stack: "org", state }], rights },
        );
        assert.ok(!isInterrupted(runs));
        assert.match(
            io.written[1]?.join("") ?? "",
            /org: what a run before .*not read back: .*502/,
        );
        assert.deepEqual(engine.imports().at(-1)?.deployment.pending_operations?.length, 1);
        await engine.remove();
    });
});
