import { vaultEscalation } from "../../model/rules/vaultEscalation";
import type { PolicyRule, Properties } from "./rule";
import { text } from "./rule";
import { vaultPaths } from "./vaultPaths";

export const vaultPolicy: PolicyRule = {
    name: "vault-policy",
    description: "No Vault policy lets its holder raise their own rights.",
    severity: "critical",
    remedy: "Name the first part of each path, and leave sudo and who gets which policy to Vault's operators.",
    checks: { "vault:index/policy:Policy": judgePolicy },
};

function judgePolicy({ policy }: Properties): string[] {
    const source = text(policy) ?? "";
    try {
        return vaultPaths(source).flatMap(({ path, capabilities }) => {
            // A policy's paths start at the root; in a roster a leading slash says so.
            const how = vaultEscalation({ path: `/${path.replace(/^\//, "")}`, capabilities });
            return how === undefined ? [] : [`has ${path}, ${how}`];
        });
    } catch (error) {
        const why =
            error instanceof SyntaxError ? "it is not valid JSON" : (error as Error).message;
        return [`the policy cannot be read, so nobody can say what it allows: ${why}`];
    }
}
