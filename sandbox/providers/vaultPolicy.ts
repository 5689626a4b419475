import { parseVaultPolicy, vaultBlocks, vaultCapabilities } from "../../model/vaultPolicy";
import { isMap, texts, type Value, type Values } from "../values";

const capabilities = [
    "deny",
    "create",
    "read",
    "update",
    "delete",
    "list",
    "sudo",
    "patch",
    "subscribe",
    "recover",
];

const pathKeys = [
    "comment",
    "policy",
    "capabilities",
    "allowed_parameters",
    "denied_parameters",
    "required_parameters",
    "min_wrapping_ttl",
    "max_wrapping_ttl",
    "mfa_methods",
    "control_group",
    "subscribe_event_types",
];

/** One path rule of a policy; a policy may have several for the same path. */
export interface VaultPath {
    readonly path: string;
    readonly capabilities: readonly string[];
    /** By parameter: the values that it may have; an empty list allows any. */
    readonly allowedParameters?: Parameters;
    readonly deniedParameters?: Parameters;
    readonly requiredParameters: readonly string[];
}

type Parameters = Readonly<Record<string, readonly Value[]>>;

/**
 * What Vault would refuse in a policy, or undefined: it must be HCL or JSON that parses, with path rules
 * that contain only what Vault knows (vault/policy.go).
 */
export function vaultPolicyProblem(policy: string): string | undefined {
    let document: Values;
    try {
        document = parseVaultPolicy(policy);
    } catch (error) {
        return (error as Error).message;
    }
    const stray = Object.keys(document).find((key) => key !== "path" && key !== "name");
    if (stray !== undefined) return `invalid key "${stray}"`;
    for (const [path, rules] of vaultBlocks(document)) {
        const problem = isMap(rules) ? pathProblem(path, rules) : "must be a block";
        if (problem !== undefined) return `path "${path}": ${problem}`;
    }
    return undefined;
}

/** The path rules of a policy that Vault has accepted. */
export function vaultPathsOf(policy: string): VaultPath[] {
    return vaultBlocks(parseVaultPolicy(policy)).flatMap(([path, rules]) => {
        if (!isMap(rules)) return [];
        const [allowed, denied] = [rules.allowed_parameters, rules.denied_parameters];
        return [
            {
                path: path.replace(/^\//, ""),
                capabilities: vaultCapabilities(rules),
                ...(isMap(allowed) ? { allowedParameters: parametersOf(allowed) } : {}),
                ...(isMap(denied) ? { deniedParameters: parametersOf(denied) } : {}),
                requiredParameters: texts(rules, "required_parameters"),
            },
        ];
    });
}

/** Vault compares parameter names in lower case. */
function parametersOf(parameters: Values): Parameters {
    return Object.fromEntries(
        Object.entries(parameters).map(([name, values]) => [
            name.toLowerCase(),
            Array.isArray(values) ? values : [],
        ]),
    );
}

function pathProblem(path: string, rules: Values): string | undefined {
    const stray = Object.keys(rules).find((key) => !pathKeys.includes(key));
    if (stray !== undefined) return `invalid key "${stray}"`;
    if (path.includes("+*")) return `invalid use of wildcards ('+*' is forbidden)`;
    const given = rules.capabilities ?? [];
    if (!Array.isArray(given)) return "capabilities must be a list";
    const wrong = given.find((each) => !capabilities.includes(String(each)));
    return wrong === undefined ? undefined : `invalid capability "${wrong}"`;
}
