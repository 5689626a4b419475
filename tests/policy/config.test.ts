import assert from "node:assert/strict";
import { matches } from "../../model/iam/iamPattern";
import { policyConfig } from "../../policy/config";
import { roster, set } from "../model/builder";

interface Waived {
    readonly rule: "wildcard" | "escalation";
    readonly at: string;
}

function configOf(stack: string, ...waivers: Waived[]) {
    const judged = roster((draft) => {
        draft.rules.waivers = waivers.map((waiver) => ({
            ...waiver,
            until: "2027-01-31",
            reason: "reviewed",
        }));
    });
    return policyConfig(judged, stack);
}

describe("the pack's configuration from a roster", () => {
    const off = { enforcementLevel: "disabled" };

    it("holds production to everything, and other stacks to everything but width", () => {
        assert.deepEqual(configOf("prod"), {});
        for (const stack of ["dev", "org"]) {
            assert.deepEqual(configOf(stack), { wildcard: off, "wildcard-stack": off });
        }
        const production = roster((draft) => set(draft.environments, "dev", { production: true }));
        assert.deepEqual(policyConfig(production, "dev"), {});
    });

    it("excepts what is waived, and nothing else", () => {
        const config = configOf("prod", { rule: "escalation", at: "roles.operator" });
        assert.deepEqual(Object.keys(config), ["escalation", "escalation-stack", "vault-policy"]);
        const passes = (name: string) =>
            config.escalation?.except?.some((pattern) => matches(pattern, `aws:x/y:Z::${name}`));
        for (const name of ["payments/operator", "person:alice/operator", "a/operator/Policy"]) {
            assert.equal(passes(name), true, name);
        }
        for (const name of ["operator", "payments/operators", "payments/developer"]) {
            assert.equal(passes(name), false, name);
        }
        const services = configOf("prod", { rule: "escalation", at: "services.checkout" });
        assert.deepEqual(services.escalation, { except: ["*::checkout"] });
    });

    it("applies a waiver for an environment only there", () => {
        const at = (place: string) => configOf("prod", { rule: "wildcard", at: place });
        assert.deepEqual(at("environments.prod"), { wildcard: off, "wildcard-stack": off });
        assert.deepEqual(at("environments.dev"), {});
    });
});
