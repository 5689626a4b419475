import { isMap, type Value, type Values } from "../values";

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

/**
 * Says what Vault would refuse in a policy, or nothing: HCL or JSON that parses, with paths that
 * hold nothing but what Vault knows (vault/policy.go).
 */
export function vaultPolicyProblem(policy: string): string | undefined {
    let document: Values;
    try {
        document = policy.trimStart().startsWith("{") ? JSON.parse(policy) : parseHcl(policy);
    } catch (error) {
        return (error as Error).message;
    }
    const stray = Object.keys(document).find((key) => key !== "path" && key !== "name");
    if (stray !== undefined) return `invalid key "${stray}"`;
    if (document.path !== undefined && !isMap(document.path)) return "path must be a block";
    for (const [path, rules] of Object.entries(document.path ?? {})) {
        const problem = isMap(rules) ? pathProblem(path, rules) : "must be a block";
        if (problem !== undefined) return `path "${path}": ${problem}`;
    }
    return undefined;
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

interface Token {
    readonly kind: "text" | "word" | "sign" | "end";
    readonly value: string;
    readonly line: number;
}

const tokenForm =
    /\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9_.-]+|[{}[\]=,]/y;

/** The part of HCL 1 that policies are written in: blocks, assignments, texts, lists, objects. */
function parseHcl(source: string): Values {
    const parser = new HclParser(tokensOf(source));
    return parser.body("end");
}

function tokensOf(source: string): Token[] {
    const tokens: Token[] = [];
    let line = 1;
    tokenForm.lastIndex = 0;
    while (tokenForm.lastIndex < source.length) {
        const from = tokenForm.lastIndex;
        const value = tokenForm.exec(source)?.[0];
        if (value === undefined) throw new Error(`line ${line}: illegal character ${source[from]}`);
        const kind = /^["]/.test(value) ? "text" : /^[A-Za-z0-9_.-]/.test(value) ? "word" : "sign";
        const counts = kind !== "sign" || /^[{}[\]=,]$/.test(value);
        if (counts) tokens.push({ kind, value, line });
        line += value.split("\n").length - 1;
    }
    return [...tokens, { kind: "end", value: "the end", line }];
}

class HclParser {
    private position = 0;

    constructor(private readonly tokens: readonly Token[]) {}

    /** Everything up to a closing brace, or the end of the file. */
    body(closing: "}" | "end"): Values {
        const properties: Record<string, Value> = {};
        for (;;) {
            const token = this.next();
            if (closing === "end" ? token.kind === "end" : token.value === "}") return properties;
            if (token.kind !== "word" && token.kind !== "text") throw unexpected(token, "a key");
            this.property(unquoted(token), properties);
            if (this.peek().value === ",") this.next();
        }
    }

    /** `key = value`, `key { ... }` or `key "label" { ... }`, of which there may be several. */
    private property(key: string, properties: Record<string, Value>): void {
        const token = this.next();
        if (token.value === "=") {
            properties[key] = this.value();
        } else if (token.value === "{") {
            properties[key] = this.body("}");
        } else if (token.kind === "text") {
            const brace = this.next();
            if (brace.value !== "{") throw unexpected(brace, "{");
            const earlier = properties[key];
            const labels = isMap(earlier) ? earlier : {};
            properties[key] = { ...labels, [unquoted(token)]: this.body("}") };
        } else {
            throw unexpected(token, "= or {");
        }
    }

    private value(): Value {
        const token = this.next();
        if (token.value === "{") return this.body("}");
        if (token.value === "[") return this.list();
        if (token.kind === "text" || token.kind === "word") return unquoted(token);
        throw unexpected(token, "a value");
    }

    private list(): Value[] {
        const values: Value[] = [];
        while (this.peek().value !== "]") {
            values.push(this.value());
            if (this.peek().value === ",") this.next();
            else if (this.peek().value !== "]") throw unexpected(this.peek(), ", or ]");
        }
        this.next();
        return values;
    }

    private next(): Token {
        const token = this.peek();
        this.position += 1;
        return token;
    }

    private peek(): Token {
        return this.tokens[Math.min(this.position, this.tokens.length - 1)] as Token;
    }
}

function unquoted(token: Token): string {
    return token.kind === "text" ? token.value.slice(1, -1).replace(/\\(.)/g, "$1") : token.value;
}

function unexpected(token: Token, wanted: string): Error {
    return new Error(`line ${token.line}: expected ${wanted}, got ${token.value}`);
}
