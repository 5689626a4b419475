import type { VaultReach } from "../../model/rules/vaultEscalation";
import { isRecord, texts } from "./rule";

/** What the old shorthand `policy = "write"` stands for. Source: Vault, `vault/policy.go`. */
const shorthand: Readonly<Record<string, readonly string[]>> = {
    deny: ["deny"],
    read: ["read", "list"],
    write: ["create", "read", "update", "delete", "list"],
    sudo: ["create", "read", "update", "delete", "list", "sudo"],
};

/**
 * The paths of a Vault policy, in HCL or JSON, with what may be done there.
 *
 * @throws where it is neither.
 */
export function vaultPaths(source: string): VaultReach[] {
    if (/^\s*\{/.test(source)) return pathsOfJson(JSON.parse(source));
    const tokens = tokensOf(source);
    const paths: VaultReach[] = [];
    while (tokens.length > 0) {
        const word = tokens.shift();
        const label = word === "path" || word === '"path"' ? tokens.shift() : undefined;
        if (label === undefined || !label.startsWith('"') || tokens.shift() !== "{") {
            throw new Error(`path "..." { ... } is expected, ${word ?? "the end"} is there`);
        }
        paths.push({ path: unquote(label), capabilities: readBlock(tokens) });
    }
    return paths;
}

function pathsOfJson(policy: unknown): VaultReach[] {
    const blocks = isRecord(policy) ? policy.path : undefined;
    const groups = Array.isArray(blocks) ? blocks : [blocks];
    return groups.filter(isRecord).flatMap((group) =>
        Object.entries(group).map(([path, block]) => ({
            path,
            capabilities: isRecord(block)
                ? [...texts(block.capabilities), ...(shorthand[String(block.policy)] ?? [])]
                : [],
        })),
    );
}

const tokenForm =
    /\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("(?:[^"\\\n]|\\.)*"|[A-Za-z0-9_.-]+|[{}[\]=,])/y;

function tokensOf(source: string): string[] {
    const tokens: string[] = [];
    tokenForm.lastIndex = 0;
    while (tokenForm.lastIndex < source.length) {
        const from = tokenForm.lastIndex;
        const match = tokenForm.exec(source);
        if (!match) throw new Error(`illegal character ${source[from]}`);
        if (match[1] !== undefined) tokens.push(match[1]);
    }
    return tokens;
}

/** Up to the brace that closes it; of what it holds, only the capabilities count. */
function readBlock(tokens: string[]): string[] {
    const capabilities: string[] = [];
    for (let depth = 1; depth > 0; ) {
        const token = tokens.shift();
        if (token === undefined) throw new Error("a block is not closed");
        if (token === "{") depth += 1;
        if (token === "}") depth -= 1;
        if (depth !== 1 || tokens[0] !== "=") continue;
        const key = unquote(token);
        if (key === "policy") capabilities.push(...(shorthand[unquote(tokens[1] ?? "")] ?? []));
        if (key === "capabilities") {
            const end = tokens.indexOf("]");
            capabilities.push(
                ...tokens
                    .slice(1, end)
                    .filter((one) => one.startsWith('"'))
                    .map(unquote),
            );
        }
    }
    return capabilities;
}

function unquote(token: string): string {
    return token.startsWith('"') ? (JSON.parse(token) as string) : token;
}
