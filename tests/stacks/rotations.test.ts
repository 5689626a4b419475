import assert from "node:assert/strict";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { planEnvironment } from "../../planners/planEnvironment";
import type { RecordedRotation } from "../../planners/rotation";
import { boxOpener, newBoxKeys } from "../../sandbox/sealedBox";
import { planRotations } from "../../stacks/rotations";
import { readPublicKeys } from "../../stacks/sealing";
import { now, organization, readable } from "../planners/organization";
import { holdingsOf } from "../planners/sample";

const keys = { keyId: "338020", ...newBoxKeys() };

/** The program's process, with a GitHub that knows the public key, or that has no such environment. */
async function inProgram({ preview = false, found = true } = {}): Promise<github.Provider> {
    await pulumi.runtime.setMocks(
        {
            newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
            call: ({ inputs }) => {
                if (!found) throw new Error("404 Not Found");
                return { ...inputs, id: keys.keyId, keyId: keys.keyId, key: keys.publicKey };
            },
        },
        "rollcall",
        "dev",
        preview,
    );
    return new github.Provider("github", {});
}

function declared({ generation = 1 } = {}) {
    const draft = organization();
    draft.secrets = {
        seal: {
            service: "checkout",
            in: ["dev"],
            kind: "generated",
            sealed: true,
            length: 48,
            rotateEvery: "30d",
            generation,
            deliver: { github: "SEAL" },
            reason: "no OIDC",
        },
    };
    const holdings = holdingsOf(readable(draft), now);
    return { holdings, secrets: planEnvironment(holdings, "dev").secrets };
}

describe("the rotation of secrets in a stack's program", () => {
    it("leaves out one that goes nowhere, which a roster to be narrowed by may have", async () => {
        const draft = organization();
        const place = { service: "checkout", in: ["dev"] };
        const generated = { ...place, kind: "generated", reason: "no OIDC" } as const;
        draft.secrets = {
            kept: { ...generated, deliver: { vault: "checkout/app/kept" } },
            listed: generated,
        };
        const holdings = holdingsOf(readable(draft), now);
        const { secrets } = planEnvironment(holdings, "dev");
        assert.deepEqual(
            secrets.map(({ key }) => key),
            ["kept", "listed"],
        );
        const planned = await planRotations(holdings, "dev", secrets, {}, new Map());
        assert.deepEqual(
            planned.map(({ secret: { key, vault } }) => [key, vault?.name]),
            [["kept", "checkout/app/kept"]],
        );
    });
});

describe("the rotation of sealed secrets in a stack's program", () => {
    const plan = async (
        { holdings, secrets }: ReturnType<typeof declared>,
        provider: github.Provider | undefined,
        recorded: Record<string, RecordedRotation> = {},
    ) => {
        const publicKeys = await readPublicKeys(secrets, provider);
        const [planned] = await planRotations(holdings, "dev", secrets, recorded, publicKeys);
        return planned;
    };
    const begin = async () => {
        const planned = await plan(declared(), await inProgram());
        assert.ok(planned?.rotation.sealed);
        return { ...planned, sealed: planned.rotation.sealed };
    };

    it("makes a value that only the environment's key opens, and passes on only the box", async () => {
        const { secret, rotation, sealed } = await begin();
        const open = await boxOpener();
        const value = open(keys, sealed.text) ?? "";
        assert.match(value, /^[A-Za-z0-9]{48}$/);
        assert.deepEqual(secret.sealed, { keyId: "338020", text: sealed.text });
        assert.ok(!JSON.stringify({ secret, rotation }).includes(value));
        assert.notEqual(open(keys, (await begin()).sealed.text), value);
    });

    it("keeps the recorded value, and makes another once one is due", async () => {
        const { rotation, sealed } = await begin();
        const provider = await inProgram();
        const recorded = { seal: { rotation, done: true } };
        assert.deepEqual((await plan(declared(), provider, recorded))?.rotation, rotation);
        const next = await plan(declared({ generation: 2 }), provider, recorded);
        assert.equal(next?.rotation.version, 2);
        assert.notEqual(next?.rotation.sealed?.text, sealed.text);
    });

    it("makes none in a preview: a due value is unknown, any other stays", async () => {
        const { rotation, sealed } = await begin();
        const provider = await inProgram({ preview: true });
        const recorded = { seal: { rotation, done: true } };
        assert.equal(
            (await plan(declared(), provider, recorded))?.secret.sealed?.text,
            sealed.text,
        );
        for (const known of [{}, recorded]) {
            const planned = await plan(declared({ generation: 2 }), provider, known);
            assert.equal(planned?.rotation.sealed, undefined);
            assert.ok(pulumi.Output.isInstance(planned?.secret.sealed?.text));
        }
    });

    it("fails an update if the key cannot be read, but not a preview", async () => {
        await assert.rejects(
            plan(declared(), await inProgram({ found: false })),
            /seal cannot be sealed, because the public key of the GitHub environment checkout\/dev/,
        );
        const preview = await inProgram({ preview: true, found: false });
        assert.ok(pulumi.Output.isInstance((await plan(declared(), preview))?.secret.sealed?.text));
    });

    it("leaves out what is due if no key was requested, as when only narrowing", async () => {
        const { rotation } = await begin();
        await inProgram();
        const recorded = { seal: { rotation, done: true } };
        assert.deepEqual((await plan(declared(), undefined, recorded))?.rotation, rotation);
        assert.equal(await plan(declared({ generation: 2 }), undefined, recorded), undefined);
    });
});
