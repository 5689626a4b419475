import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { policiesOf } from "../../policy/pack";
import { policyRules } from "../../policy/rules";
import { root } from "../e2e/sandbox";

const folder = join(root, "policy");

/** Runs one of the pack's policies on a resource, as the engine would. */
function judge(name: string, type: string, urn: string, props: object, except?: string[]) {
    const policy = policiesOf(policyRules).find((one) => one.name === name);
    assert.ok(policy && "validateResource" in policy);
    const validate = policy.validateResource;
    assert.ok(typeof validate === "function");
    const said: string[] = [];
    const args = {
        type,
        urn,
        props,
        name: "x",
        getConfig: () => (except ? { except } : {}),
    } as unknown as Parameters<typeof validate>[0];
    void validate(args, (message) => said.push(message));
    return said;
}

describe("the policy pack", () => {
    it("has only mandatory policies, each with a unique name, a requirement and a remedy", () => {
        const policies = policiesOf(policyRules);
        assert.deepEqual(
            policies.map(({ name }) => name),
            [
                ...["github-trust", "github-trust-stack", "github-environment"],
                ...["wildcard", "wildcard-stack", "escalation", "escalation-stack"],
                ...["access-key", "vault-jwt-role", "vault-policy"],
            ],
        );
        for (const { enforcementLevel, description, remediationSteps } of policies) {
            assert.equal(enforcementLevel, "mandatory");
            assert.match(description, /\.$/);
            assert.match(remediationSteps ?? "", /\.$/);
        }
    });

    const key = "aws:iam/accessKey:AccessKey";
    const urn = (parents: string, name = "bot") =>
        `urn:pulumi:prod::shop::${parents}${key}::${name}`;

    it("detects a user's access key, but not one that is rotated", () => {
        assert.equal(judge("access-key", key, urn(""), {}).length, 1);
        assert.equal(judge("access-key", key, urn("shop:index:Bot$"), {}).length, 1);
        assert.deepEqual(judge("access-key", key, urn("rollcall:index:RotatedSecret$"), {}), []);
        assert.deepEqual(judge("access-key", "aws:iam/user:User", urn(""), {}), []);
    });

    it("skips what its owner excepts", () => {
        const passed = (...except: string[]) =>
            judge("access-key", key, urn("shop:index:Bot$", "a::b"), {}, except).length === 0;
        assert.ok(passed(`${key}::a::b`));
        assert.ok(passed("other", "*::a::*"));
        for (const pattern of ["a::b", `${key}::a`, "*::c", ""])
            assert.ok(!passed(pattern), pattern);
    });

    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const ways: Record<string, [file: string, args: string[]]> = {
        "as an executable file": [join(folder, "run"), ["127.0.0.1:1"]],
        "as a folder": [process.execPath, [runner, "127.0.0.1:1", "."]],
    };
    for (const [name, [file, args]] of Object.entries(ways)) {
        it(`is served ${name}`, async () => {
            const child = spawn(file, args, {
                cwd: folder,
                stdio: ["ignore", "pipe", "inherit"],
            });
            try {
                const [port] = await once(child.stdout.setEncoding("utf8"), "data");
                assert.match(port, /^\d+\s*$/);
            } finally {
                child.kill();
            }
        }).timeout(60_000);
    }
});
