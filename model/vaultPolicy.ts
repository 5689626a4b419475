import { type HclObject, type HclValue, isHclObject, parseHcl } from "./hcl";

/**
 * Parses a Vault policy, written in HCL or JSON.
 *
 * @throws if it is neither.
 */
export function parseVaultPolicy(source: string): HclObject {
    const document = /^\s*\{/.test(source) ? (JSON.parse(source) as HclObject) : parseHcl(source);
    if (document.path !== undefined && typeof document.path !== "object") {
        throw new Error("path must be a block");
    }
    return document;
}

/** The policy's paths, each with its rules; one path may have several blocks. */
export function vaultBlocks({ path }: HclObject): [path: string, rules: HclValue][] {
    return listOf(path).flatMap((group) =>
        Object.entries(isHclObject(group) ? group : {}).flatMap(([name, blocks]) =>
            listOf(blocks).map((block): [string, HclValue] => [name, block]),
        ),
    );
}

/** What a path's rules allow. */
export function vaultCapabilities(rules: HclObject): string[] {
    return [
        ...listOf(rules.capabilities).filter((one) => typeof one === "string"),
        ...(shorthand[String(rules.policy)] ?? []),
    ];
}

const write = ["create", "read", "update", "delete", "list"];

/** How policies were written before capabilities existed. Source: Vault, `vault/policy.go`. */
const shorthand: Readonly<Record<string, readonly string[]>> = {
    deny: ["deny"],
    read: ["read", "list"],
    write,
    sudo: [...write, "sudo"],
};

/** HCL treats a single value like a list of one. */
function listOf(value: HclValue | undefined): readonly HclValue[] {
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value : [value as HclValue];
}
