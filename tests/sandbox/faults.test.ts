import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { forgetFaults } from "../../sandbox/faultInjection";
import { parseFaults } from "../../sandbox/faults";
import { github } from "../../sandbox/providers/github";
import { temporaryFolder } from "../temporaryFolder";
import { EngineClient } from "./engineClient";

const membership = "github:index/membership:Membership";
const collaborator = "github:index/repositoryCollaborator:RepositoryCollaborator";

describe("sandbox faults", () => {
    const start = (...faults: object[]) =>
        EngineClient.start(github, { faults: JSON.stringify(faults) });
    const join = (engine: EngineClient, name: string) =>
        engine.create(membership, name, { username: "alice-acme" });

    it("fail an operation on a type and a name, without an effect", async () => {
        const engine = await start({
            type: membership,
            match: "alice",
            operation: "create",
            error: "503 try again",
        });
        await assert.rejects(join(engine, "alice"), /^Error: 503 try again$/);
        assert.deepEqual(engine.world.list("github/members"), []);
        const planned = { username: "alice-acme" };
        await engine.create(membership, "alice", planned, { preview: true });
        await join(engine, "alice-admin");
        engine.stop();
    });

    it("match every leaf of a person, whose names begin with the key and a slash", async () => {
        const engine = await start({ match: "alice", operation: "create", error: "no" });
        const inputs = { repository: "checkout", username: "alice-acme" };
        await assert.rejects(engine.create(collaborator, "alice/checkout", inputs), /no/);
        await engine.create(collaborator, "alice2/checkout", inputs);
        engine.stop();
    });

    for (const operation of ["read", "update", "delete"] as const) {
        it(`fail a ${operation}`, async () => {
            const engine = await start({ type: membership, operation, error: `no ${operation}` });
            const member = await join(engine, "alice");
            const attempts = {
                read: () => engine.refresh(member),
                update: () => engine.update(member, { username: "alice-acme", role: "admin" }),
                delete: () => engine.delete(member),
            };
            await assert.rejects(attempts[operation](), new RegExp(`no ${operation}`));
            assert.equal(engine.world.read("github/members", 5000001)?.role, "member");
            engine.stop();
        });
    }

    it("occur as often as they are told to, across all plugins of a world", async () => {
        const fault = { match: "alice", operation: "create", error: "503", times: 2 };
        const one = await start(fault);
        const other = await EngineClient.start(github, {
            world: one.world,
            faults: JSON.stringify([fault]),
        });
        await assert.rejects(join(one, "alice"), /503/);
        await assert.rejects(join(other, "alice"), /503/);
        await join(one, "alice");
        await join(other, "alice");
        forgetFaults(one.world.folder);
        await assert.rejects(join(one, "alice"), /503/);
        one.stop();
        other.stop();
    });

    it("give way to the next fault once they are used up", async () => {
        const about = { type: membership, operation: "create" };
        const engine = await start(
            { ...about, error: "first", times: 1 },
            { ...about, error: "then", times: 1 },
        );
        await assert.rejects(join(engine, "alice"), /first/);
        await assert.rejects(join(engine, "alice"), /then/);
        await join(engine, "alice");
        engine.stop();
    });

    it("can occur after the effect: the engine sees a failure, but the service did it", async () => {
        const about = { type: membership, error: "broken pipe", when: "after" };
        const engine = await start(
            { ...about, operation: "create", times: 1 },
            { ...about, operation: "delete" },
        );
        await assert.rejects(join(engine, "alice"), /broken pipe/);
        assert.ok(engine.world.read("github/members", 5000001));
        await assert.rejects(engine.delete(await join(engine, "alice")), /broken pipe/);
        assert.equal(engine.world.read("github/members", 5000001), undefined);
        engine.stop();
    });

    it("can merely delay", async () => {
        const engine = await start({ type: membership, operation: "create", delayMs: 80 });
        const began = Date.now();
        await join(engine, "alice");
        assert.ok(Date.now() - began >= 79);
        assert.ok(engine.world.read("github/members", 5000001));
        engine.stop();
    });

    it("delay nobody else", async () => {
        const slow = { match: "slow", operation: "create", delayMs: 500, when: "after" };
        const engine = await start(slow);
        const waiting = join(engine, "slow").then(() => "slow");
        const quick = join(engine, "quick").then(() => "quick");
        assert.equal(await Promise.race([waiting, quick]), "quick");
        await waiting;
        engine.stop();
    });

    for (const when of ["before", "after"] as const) {
        it(`can kill the plugin ${when} the effect`, async () => {
            const folder = temporaryFolder();
            const script = `
                const { FaultInjection } = require("./sandbox/faultInjection");
                const faults = [{ operation: "create", kill: true, when: "${when}" }];
                new FaultInjection(faults, ${JSON.stringify(folder)}).around(
                    "create",
                    { type: "t", logicalName: "n" },
                    async () => require("node:fs").writeSync(1, "done"),
                );`;
            const child = spawn(
                process.execPath,
                ["-r", "ts-node/register/transpile-only", "-e", script],
                { stdio: ["ignore", "pipe", "inherit"] },
            );
            let output = "";
            child.stdout.on("data", (chunk) => {
                output += String(chunk);
            });
            assert.deepEqual(await once(child, "close"), [null, "SIGKILL"]);
            assert.equal(output, when === "after" ? "done" : "");
        });
    }

    const refused: readonly [string, RegExp][] = [
        ["[", /ROLLCALL_SANDBOX_FAULTS is not valid JSON/],
        ["{}", /is not a list/],
        ["[1]", /holds 1 as entry 1/],
        ['[{"operation":"make","error":"x"}]', /has the operation "make" in entry 1/],
        ['[{"operation":"create"}]', /has no "error" in entry 1, no "delayMs" and no "kill"/],
        ['[{"operation":"create","error":1}]', /has 1 as "error" in entry 1, not a text/],
        ['[{"operation":"create","error":"x","often":2}]', /unknown property "often"/],
        ['[{"operation":"create","error":"x","when":"later"}]', /not "before" or "after"/],
        ['[{"operation":"create","error":"x","times":"2"}]', /"times" in entry 1, not a whole/],
        ['[{"operation":"create","delayMs":-1}]', /has -1 as "delayMs" in entry 1, not a whole/],
    ];
    for (const [source, message] of refused) {
        it(`are refused, with what is allowed, in the form ${source}`, () => {
            assert.throws(() => parseFaults(source), message);
            assert.throws(() => parseFaults(source), /one of create, read, update, delete/);
        });
    }

    it("are absent without a text, and malformed ones reach the engine as an error", async () => {
        assert.deepEqual(parseFaults(undefined), []);
        assert.deepEqual(parseFaults(" "), []);
        await assert.rejects(
            EngineClient.start(github, { faults: "{}" }),
            /ROLLCALL_SANDBOX_FAULTS is not a list/,
        );
    });
});
