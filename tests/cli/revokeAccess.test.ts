import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInvocation } from "../../cli/invocation";
import { revokeAccess } from "../../cli/runs/revoke";
import type { Workplace } from "../../engine/run";
import { fakeProgram, removeFolder, scratchFolder } from "../engine/support";
import { fakeIo, tiny } from "./support";

const root = "urn:pulumi:prod::rollcall::rollcall:index:";
const role = `${root}WorkloadIdentity$aws:iam/role:Role::stove`;
const secret = `${root}RotatedSecret$github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret::key`;

function stateOf(...urns: string[]) {
    const resources = urns.map((urn) => ({ urn, custom: true, type: "" }));
    return { version: 3, deployment: { resources } };
}

describe("revoking while GitHub does not answer", () => {
    let folder: string;
    let calls: string;
    let workplace: Workplace;

    beforeEach(async () => {
        folder = await scratchFolder();
        calls = join(folder, "calls");
        const pulumi = join(folder, "bin", "pulumi");
        await fakeProgram(
            pulumi,
            `require("node:fs").appendFileSync(${JSON.stringify(calls)}, process.argv.slice(2).join(" ") + "\\n");
            if (process.argv[3] === "export") console.log(${JSON.stringify(JSON.stringify(stateOf(secret)))});`,
        );
        workplace = {
            engine: { folder: dirname(pulumi), pulumi, version: "3.259.0", source: "cache" },
            project: { folder },
            environment: {},
        };
    });
    afterEach(() => removeFolder(folder));

    const destroyed = () =>
        (existsSync(calls) ? readFileSync(calls, "utf8") : "")
            .split("\n")
            .filter((line) => line.startsWith("destroy "));

    async function revoke(answer: string | undefined) {
        const states = [
            { stack: "dev", state: { version: 3, deployment: null } as never },
            { stack: "prod", state: stateOf(role, secret) },
        ];
        const { summaries } = await revokeAccess(
            createInvocation(fakeIo(), { roster: tiny, color: true }),
            workplace,
            states,
            {
                leavers: new Set(),
                leaves: () => [],
                people: Promise.resolve([]),
                repositories: Promise.resolve(undefined),
                rights: {
                    lost: new Set(),
                    // It would never come if what is elsewhere waited for it.
                    ask: async () => {
                        while (destroyed().length === 0)
                            await new Promise((resolve) => setTimeout(resolve, 10));
                        return answer;
                    },
                },
            },
        );
        const [dev, prod] = summaries;
        assert.ok(dev && prod);
        assert.match(dev.error ?? "", /null/, "a state like this one is that stack's failure");
        return prod;
    }

    it("what is elsewhere goes at once, and what is in GitHub stays where it may not be asked", async () => {
        const { failed, error } = await revoke("GET orgs/acme: no answer");
        assert.deepEqual(
            [failed, error],
            [1, "1 leaf left alone in GitHub, and in state: GET orgs/acme: no answer"],
        );
        const [call = "", ...more] = destroyed();
        assert.ok(call.includes(`--target ${role}`) && !call.includes(secret), call);
        assert.deepEqual(more, []);
    });

    it("what is in GitHub goes afterwards, where it may", async () => {
        const { failed, error } = await revoke(undefined);
        assert.deepEqual([failed, error], [0, undefined]);
        const [, call = "", ...more] = destroyed();
        assert.ok(call.includes(`--target ${secret}`) && !call.includes(role), call);
        assert.deepEqual(more, []);
    });
});
