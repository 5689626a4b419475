import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { writeRecord } from "../../cli/runs/evidence";
import type { ExportedResource } from "../../engine/run";
import { token } from "../../planners/resources";
import { emptyRecord } from "../../systems/leaverRecord";
import { endOnce, FakeEngine, untilEnd } from "./fakeEngine";
import { copyOfTiny, rollcall, today } from "./support";

const stacks = ["org", "dev", "prod"];
/** One that no operation meets: with it the sandbox starts no process for its plugins, which nobody needs here. */
const noHost = JSON.stringify([{ operation: "create", match: "nobody", kill: true }]);
const personal = `rollcall:index:PersonAccess$${token.teamMembership}`;

function urnOf(stack: string, type: string, name: string): string {
    return `urn:pulumi:${stack}::rollcall::${type}::${name}`;
}

/** Prints what the engine says of a resource, as code of the stand-in's. */
function says(event: "resourcePreEvent" | "resOutputsEvent", op: string, urn: string): string {
    const type = urn.split("::")[2]?.split("$").at(-1);
    const side = (role: string) => ({ custom: true, inputs: { role } });
    const metadata = { op, urn, type, old: side("admin"), new: side("member") };
    return `console.log(${JSON.stringify(JSON.stringify({ [event]: { metadata } }))});`;
}

/** A state that holds these leaves, where the stack recorded this and a run had begun that. */
function stateOf(
    urns: readonly string[],
    outputs: ExportedResource["outputs"] = {},
    begun: readonly ExportedResource[] = [],
) {
    const resources = urns.map((urn) => ({ urn, custom: true, type: "", id: "1" }));
    const type = "pulumi:pulumi:Stack";
    const stack = { urn: urnOf("org", type, "rollcall-org"), custom: false, type, outputs };
    const pending = begun.map((resource) => ({ resource, type: "updating" }));
    return {
        version: 3,
        deployment: { resources: [stack, ...resources, ...begun], pending_operations: pending },
    };
}

describe("a whole run of rollcall up, with a stand-in for the engine", function () {
    this.timeout(60_000);
    let engine: FakeEngine;
    const roster = copyOfTiny();
    const always = ["--sandbox", "--roster", roster.folder];
    after(() => roster.remove());
    afterEach(() => engine.remove());

    const run = (command: string, only: readonly string[] = ["org"]) =>
        rollcall([command, ...only.flatMap((stack) => ["--stack", stack]), ...always], {
            environment: {
                PATH: [join(engine.folder, "bin"), dirname(process.execPath)].join(delimiter),
                ROLLCALL_ENGINE: "path",
                ROLLCALL_HOME: join(engine.folder, "home"),
                ROLLCALL_SANDBOX_FAULTS: noHost,
            },
        });
    /** The same, told to end as soon as that is so. */
    const runUntil = async (isSo: () => boolean, only?: readonly string[]) => {
        const running = run("up", only);
        await endOnce(isSo);
        return running;
    };
    const lowering = says("resourcePreEvent", "update", urnOf("org", token.membership, "erin"));

    it("that is told to end while stacks are previewed applies nothing anywhere", async () => {
        engine = await FakeEngine.open({
            state: stateOf([]),
            stacks,
            answer: `if (command === "preview" && stack === "org") { ${lowering} }
                else if (command === "preview" && stack === "dev") { ${untilEnd} }`,
        });
        const previews = () => engine.calls("preview ");
        const begun = () => previews().some((call) => call.includes("--stack dev"));
        const { code, stdout } = await runUntil(begun, ["org", "dev"]);
        assert.equal(code, 1);
        assert.match(stdout, /interrupted: the same command goes on where it ended/);
        assert.match(stdout, /not begun: .*org/);
        assert.deepEqual(engine.calls("up "), []);
    });

    const ended = urnOf("org", personal, "gone/payments");
    const begun = { urn: urnOf("org", token.membership, "erin"), custom: true, type: "", id: "1" };
    for (const [what, command, state] of [
        ["destroys what somebody loses", "destroy ", stateOf([ended])],
        ["reads back what a run before it had begun", "refresh ", stateOf([], {}, [begun])],
    ] as const) {
        it(`that is told to end while it ${what} previews nothing after that`, async () => {
            const answer = `if (command === "${command.trim()}") { ${untilEnd} }`;
            engine = await FakeEngine.open({ state, stacks, answer });
            const { code, stdout } = await runUntil(() => engine.calls(command).length > 0);
            assert.equal(code, 1);
            assert.match(stdout, /interrupted: the same command goes on where it ended/);
            assert.deepEqual([...engine.calls("preview "), ...engine.calls("up ")], []);
        });
    }

    it("that is told to end while it narrows applies nothing after that", async () => {
        engine = await FakeEngine.open({
            state: stateOf([]),
            stacks,
            answer: `if (command === "preview" && stack === "org") { ${lowering} }
                else if (command === "up") { ${untilEnd} }`,
        });
        const { code, stdout } = await runUntil(() => engine.calls("up ").length > 0);
        assert.equal(code, 1);
        assert.match(stdout, /interrupted: the same command goes on where it ended/);
        const [narrowing, ...others] = engine.calls("up ");
        assert.match(narrowing ?? "", /--target \S+::erin /);
        assert.deepEqual(others, []);
    });

    it("says which values somebody still knows that wait for an overlap", async () => {
        const secret =
            "secrets:\n  stamp-key: { service: checkout, in: [dev], kind: generated, rotateEvery: 30d, " +
            "deliver: { vault: checkout/app/stamp }, reason: it stamps }\n";
        writeFileSync(join(roster.folder, "secrets.yaml"), secret);
        const value = { rotatedAt: "2026-12-01T06:00:00Z", length: 32 };
        const rotation = {
            ...{ ...value, kind: "generated", version: 2, generation: 1 },
            previous: { ...value, since: value.rotatedAt, notAfter: "2026-12-02T06:00:00Z" },
            readers: ["alice", "bob", "gone"],
        };
        const recorded = { "stamp-key": { rotation, delivered: 2 } };
        engine = await FakeEngine.open({ state: stateOf([], { secrets: recorded }), stacks });
        const { stderr } = await run("up", ["dev"]);
        assert.match(
            stderr,
            /^stamp-key in dev: gone still knows the value, which waits for the overlap until 2026-12-02T06:00:00Z;/m,
        );
    });

    it("says whose access it gives back, and a preview that it would", async () => {
        const leaf = urnOf("org", personal, "alice/payments");
        const giving = says("resOutputsEvent", "create", leaf);
        engine = await FakeEngine.open({
            state: stateOf([]),
            stacks,
            answer: `if (command === "preview") { ${giving} }`,
        });
        const record = {
            ...emptyRecord({ key: "alice", previously: [] }),
            bases: ["roster"] as const,
        };
        const folder = { home: join(engine.folder, "home"), mode: "sandbox" } as const;
        writeRecord(folder, { ...record, revokedByName: Date.parse(today) });
        for (const [command, gives] of [
            ["preview", "rollcall up gives back 1 leaf,"],
            ["up", "this run gives back 1 leaf,"],
        ] as const) {
            const { stderr } = await run(command);
            assert.match(
                stderr,
                /^alice was revoked by name at 2026-12-01T12:00:00Z and is still/m,
            );
            assert.ok(stderr.includes(gives), stderr);
        }
    });
});
