import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { vaultPipelinePolicy } from "../../planners/pipelinePolicy";
import { planEnvironment } from "../../planners/planEnvironment";
import { vaultPathsOf, vaultPolicyProblem } from "../../sandbox/providers/vaultPolicy";
import type { Values } from "../../sandbox/values";
import { mergePaths, parameterProblem, ruleFor } from "../../sandbox/vaultAcl";
import { holdingsOf, sample } from "./sample";

const holdings = holdingsOf(sample());

/** Why Vault refuses a request of the environment's pipeline; undefined: it does not. */
function refusal(environment: string, path: string, capability: string, given: Values = {}) {
    const policy = vaultPipelinePolicy(environment, planEnvironment(holdings, environment));
    const rule = ruleFor(mergePaths([["pipeline", vaultPathsOf(policy)]]), path, capability);
    if (!rule) return "no path";
    return rule.capabilities.includes(capability)
        ? parameterProblem(rule, given)
        : `not ${capability}`;
}

describe("the policy of an environment's pipeline in Vault", () => {
    const stages = ["dev", "staging", "prod"];
    const spec = (stage: string) => planEnvironment(holdings, stage);

    it("is valid for Vault", () => {
        for (const stage of stages) {
            assert.equal(vaultPolicyProblem(vaultPipelinePolicy(stage, spec(stage))), undefined);
        }
    });

    it("is the one shown in docs/live.md", () => {
        const { workloads, roles } = spec("dev");
        const shown = vaultPipelinePolicy("dev", {
            ...spec("dev"),
            workloads: workloads.filter(({ key }) => ["checkout", "ledger"].includes(key)),
            roles: roles.filter(({ name }) => name === "payments/developer"),
        });
        assert.ok(spec("dev").secrets.length > 0, "the page shows one");
        const [, block = ""] =
            /```hcl\n([\s\S]*?)\n```/.exec(readFileSync("docs/live.md", "utf8")) ?? [];
        assert.equal(shown, block);
    });

    it("allows writing each of its own roles, policies and groups, as the stack does", () => {
        for (const stage of stages) {
            for (const { vault } of spec(stage).workloads) {
                assert.ok(vault?.policyName);
                const path = `auth/github-actions-${stage}/role/${vault.roleName}`;
                const given = { token_policies: [vault.policyName], token_ttl: 900 };
                for (const capability of ["create", "update"]) {
                    assert.equal(refusal(stage, path, capability, given), undefined);
                }
                const policy = `sys/policies/acl/${vault.policyName}`;
                assert.equal(refusal(stage, policy, "update"), undefined);
            }
            for (const { vault } of spec(stage).roles) {
                if (!vault) continue;
                const given = { name: vault.groupName, policies: [vault.policyName] };
                assert.equal(refusal(stage, "identity/group", "update", given), undefined);
                assert.equal(refusal(stage, "identity/group/id/x", "update", given), undefined);
            }
        }
    });

    it("allows writing the secrets that it delivers, and reading no others", () => {
        let count = 0;
        for (const stage of stages) {
            for (const { vault } of spec(stage).secrets) {
                if (!vault) continue;
                count += 1;
                for (const side of ["data", "metadata"]) {
                    const path: string = `${vault.mount}/${side}/${vault.name}`;
                    assert.equal(refusal(stage, path, "update"), undefined);
                    assert.ok(refusal(stage, `${path}-other`, "read"));
                    assert.ok(refusal(stage === "prod" ? "dev" : "prod", path, "read"));
                }
            }
        }
        assert.ok(count > 1);
    });

    it("grants nothing in another environment, and no other policy to its own roles", () => {
        const own = "auth/github-actions-dev/role/checkout";
        const refused: readonly [path: string, given: Values][] = [
            [own, { token_policies: ["prod.checkout"] }],
            [own, { token_policies: ["dev.ledger"] }],
            [own, { token_policies: ["dev.checkout", "prod.checkout"] }],
            [own, { token_policies: ["dev.checkout"], policies: ["prod.checkout"] }],
            ["auth/github-actions-dev/role/another", { token_policies: ["dev.checkout"] }],
            ["auth/github-actions-prod/role/checkout", { token_policies: ["prod.checkout"] }],
            ["auth/github-actions-prod/config", {}],
            ["sys/auth/github-actions-prod", {}],
            ["sys/policies/acl/prod.checkout", {}],
            ["identity/group", { name: "dev.x", policies: ["prod.checkout"] }],
            ["identity/group", { name: "prod.payments.developer" }],
            ["identity/group", { name: "dev.x", id: "1" }],
            ["identity/entity", {}],
            ["kv-dev/data/checkout", {}],
        ];
        for (const [path, given] of refused) {
            const why = refusal("dev", path, "update", given);
            assert.ok(why, `${path} ${JSON.stringify(given)}`);
        }
    });

    it("leaves out what an environment without a backend or groups does not have", () => {
        const empty = { roles: [], people: [], anchor: {}, workloads: [], secrets: [] };
        assert.doesNotMatch(vaultPipelinePolicy("dev", empty), /auth\/github|identity/);
    });
});
