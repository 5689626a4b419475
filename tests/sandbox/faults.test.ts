import assert from "node:assert/strict";
import { parseFaults } from "../../sandbox/faults";
import { github } from "../../sandbox/providers/github";
import { EngineClient } from "./engineClient";

const membership = "github:index/membership:Membership";
const collaborator = "github:index/repositoryCollaborator:RepositoryCollaborator";

describe("sandbox faults", () => {
    const start = (...faults: object[]) =>
        EngineClient.start(github, { faults: JSON.stringify(faults) });
    const join = (engine: EngineClient, name: string) =>
        engine.create(membership, name, { username: "alice-acme" });

    it("fail an operation on a type and a name, and have no effect", async () => {
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

    it("match every leaf of a person, whose name begins with her key and a slash", async () => {
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

    const refused: readonly [string, RegExp][] = [
        ["[", /ROLLCALL_SANDBOX_FAULTS is no valid JSON/],
        ["{}", /is not a list/],
        ["[1]", /holds 1 as entry 1/],
        ['[{"operation":"make","error":"x"}]', /has the operation "make" in entry 1/],
        ['[{"operation":"create"}]', /has no "error" in entry 1/],
        ['[{"operation":"create","error":1}]', /has 1 as "error" in entry 1, not a text/],
        ['[{"operation":"create","error":"x","when":"after"}]', /unknown property "when"/],
    ];
    for (const [source, message] of refused) {
        it(`refuse ${source} and say what is allowed`, () => {
            assert.throws(() => parseFaults(source), message);
            assert.throws(() => parseFaults(source), /one of create, read, update, delete/);
        });
    }

    it("are none without a text, and wrong ones reach the engine as an error", async () => {
        assert.deepEqual(parseFaults(undefined), []);
        assert.deepEqual(parseFaults(" "), []);
        await assert.rejects(
            EngineClient.start(github, { faults: "{}" }),
            /ROLLCALL_SANDBOX_FAULTS is not a list/,
        );
    });
});
