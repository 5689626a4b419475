import assert from "node:assert/strict";
import { createInvocation } from "../../cli/invocation";
import { type Expected, revokeAccess } from "../../cli/runs/revoke";
import { recordedRevision } from "../../cli/runs/stackStates";
import type { StackExport } from "../../engine/run";
import { FakeEngine, stateOf } from "./fakeEngine";
import { fakeIo, tiny } from "./support";

const root = "urn:pulumi:prod::rollcall::rollcall:index:";
const role = `${root}WorkloadIdentity$aws:iam/role:Role::stove`;
const secret = `${root}RotatedSecret$github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret::key`;

const expected: Expected = {
    leavers: new Set(),
    leaves: () => [],
    people: Promise.resolve([]),
    repositories: Promise.resolve(undefined),
    rights: { lost: new Set(), ask: async () => undefined },
};
const invocation = () => createInvocation(fakeIo(), { roster: tiny, color: true });

describe("revoking while GitHub does not answer", () => {
    let engine: FakeEngine;
    beforeEach(async () => {
        engine = await FakeEngine.open({ state: stateOf(secret) });
    });
    afterEach(() => engine.remove());

    const destroyed = () => engine.calls("destroy ");

    async function revoke(answer: string | undefined) {
        const states = [
            { stack: "dev", state: { version: 3, deployment: null } as never },
            { stack: "prod", state: stateOf(role, secret) },
        ];
        const { summaries } = await revokeAccess(invocation(), engine.workplace, states, {
            ...expected,
            rights: {
                lost: new Set(),
                // It would never come if what is elsewhere waited for it.
                ask: async () => {
                    while (destroyed().length === 0)
                        await new Promise((resolve) => setTimeout(resolve, 10));
                    return answer;
                },
            },
        });
        const [dev, prod] = summaries;
        assert.ok(dev && prod);
        assert.match(dev.error ?? "", /null/, "a state like this one is that stack's failure");
        return prod;
    }

    it("removes what is elsewhere at once, and keeps what is in GitHub until it may be asked", async () => {
        const { failed, error } = await revoke("GET orgs/acme: no answer");
        assert.deepEqual(
            [failed, error],
            [1, "1 leaf left alone in GitHub, and in state: GET orgs/acme: no answer"],
        );
        const [call = "", ...more] = destroyed();
        assert.ok(call.includes(`--target ${role}`) && !call.includes(secret), call);
        assert.deepEqual(more, []);
    });

    it("removes what is in GitHub afterwards if it may be asked", async () => {
        const { failed, error } = await revoke(undefined);
        assert.deepEqual([failed, error], [0, undefined]);
        const [, call = "", ...more] = destroyed();
        assert.ok(call.includes(`--target ${secret}`) && !call.includes(role), call);
        assert.deepEqual(more, []);
    });
});

describe("revoking", () => {
    const stack = { urn: "urn:pulumi:prod::rollcall::pulumi:pulumi:Stack::rollcall-prod" };
    const revision = { digest: "sha256:1", leavers: [], removals: {}, waived: [], ends: [] };

    /** As a stack of which a revision is on record. */
    function recording(state: StackExport): StackExport {
        const type = "pulumi:pulumi:Stack";
        const itself = { ...stack, custom: false, type, outputs: { revision } };
        return {
            ...state,
            deployment: { resources: [itself, ...(state.deployment.resources ?? [])] },
        };
    }

    it("reports what stays because something else depends on it", async () => {
        const engine = await FakeEngine.open();
        const other = "urn:pulumi:prod::rollcall::aws:ecs/service:Service::stove";
        const states = [
            { stack: "prod", state: stateOf(role, { urn: other, dependencies: [role] }) },
        ];
        const { summaries } = await revokeAccess(invocation(), engine.workplace, states, expected);
        assert.deepEqual(
            summaries.map(({ failed, error }) => [failed, error]),
            [[1, "what is no leaf depends on stove: that goes first, with the apply"]],
        );
        assert.deepEqual(engine.calls("destroy "), []);
        await engine.remove();
    });

    it("says where nothing could be revoked, and where not all", async () => {
        const other = `${root}WorkloadIdentity$aws:iam/role:Role::lamp`;
        const metadata = { op: "delete", urn: other, type: "", old: { custom: true } };
        const gone = JSON.stringify({ resOutputsEvent: { metadata } });
        for (const [done, said] of [
            ["", /^prod: nothing could be revoked: .*503/],
            [
                `console.log('${gone}');`,
                /^prod: \d leaves revoked in .*, and not all of them: .*503/,
            ],
        ] as const) {
            const state = stateOf(role, other);
            const engine = await FakeEngine.open({
                state,
                answer: `if (command === "destroy") { ${done} console.error("error: 503"); process.exitCode = 1; }`,
            });
            const io = fakeIo();
            await revokeAccess(
                createInvocation(io, { roster: tiny, color: true }),
                engine.workplace,
                [{ stack: "prod", state }],
                expected,
            );
            assert.match(io.written[1]?.join("") ?? "", said);
            await engine.remove();
        }
    });

    it("does not overwrite what another run did since it looked", async () => {
        const made = "urn:pulumi:prod::rollcall::aws:ecs/service:Service::made-meanwhile";
        const engine = await FakeEngine.open({ state: recording(stateOf(role, made)) });
        const states = [{ stack: "prod", state: recording(stateOf(role)) }];
        await revokeAccess(invocation(), engine.workplace, states, {
            ...expected,
            revision: { leavers: ["victor"] },
        });
        const [imported, ...more] = engine.imports();
        assert.ok(imported && more.length === 0);
        assert.deepEqual(recordedRevision(imported)?.leavers, ["victor"]);
        const urns = imported.deployment.resources?.map(({ urn }) => urn);
        assert.deepEqual(urns, [stack.urn, role, made]);
        await engine.remove();
    });
});
