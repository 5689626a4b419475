import assert from "node:assert/strict";
import type { Draft } from "../builder";
import { complaintsOf } from "../builder";

type Secret = Draft["secrets"][string];

function judgedSecret(
    rule: "secret-too-slow" | "static-secret-without-reason",
    part: Partial<Secret>,
) {
    return complaintsOf(rule, ({ secrets }) => {
        const reason = "no OIDC there";
        secrets.key = {
            service: "checkout",
            in: ["prod"],
            kind: "generated",
            rotateEvery: "30d",
            reason,
            ...part,
        };
        if (part.reason === "") delete secrets.key.reason;
        if (part.rotateEvery === "") delete secrets.key.rotateEvery;
    });
}

describe("secret-too-slow", () => {
    const cases: [part: Partial<Secret>, expected: string | undefined][] = [
        [{}, undefined],
        [{ rotateEvery: "90d" }, undefined],
        [{ rotateEvery: "91d" }, "key (generated) is rotated every 91d"],
        [{ rotateEvery: "" }, "key (generated) is never rotated"],
        [{ kind: "aws-access-key", rotateEvery: "" }, "key (aws-access-key) is never rotated"],
        [{ kind: "external", rotateEvery: "" }, "key (external) is never rotated"],
        [{ kind: "external" }, undefined],
        [{ kind: "vault-database", rotateEvery: "" }, undefined],
    ];
    for (const [part, expected] of cases) {
        it(JSON.stringify(part), () => {
            const message = `error secret-too-slow ${expected}; set \`rotateEvery\` to 90d or less`;
            assert.deepEqual(judgedSecret("secret-too-slow", part), expected ? [message] : []);
        });
    }
});

describe("static-secret-without-reason", () => {
    const cases: [part: Partial<Secret>, expected: boolean][] = [
        [{}, false],
        [{ reason: "" }, true],
        [{ kind: "aws-access-key", reason: "" }, true],
        [{ kind: "external", reason: "" }, true],
        [{ kind: "external" }, false],
        [{ kind: "vault-database", reason: "" }, false],
    ];
    for (const [part, expected] of cases) {
        it(JSON.stringify(part), () => {
            const message =
                `error static-secret-without-reason key (${part.kind ?? "generated"}) is a value ` +
                "that can be copied and kept; say in `reason` why an identity by OIDC cannot " +
                "take its place";
            assert.deepEqual(
                judgedSecret("static-secret-without-reason", part),
                expected ? [message] : [],
            );
        });
    }
});
