/** The values of HCL and JSON; HCL 1, as policies use it, has texts, lists and objects. */
export type HclValue =
    | null
    | boolean
    | number
    | string
    | readonly HclValue[]
    | { readonly [key: string]: HclValue };

export type HclObject = Readonly<Record<string, HclValue>>;

export function isHclObject(value: HclValue | undefined): value is HclObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Token {
    readonly kind: "text" | "word" | "sign" | "end";
    readonly value: string;
    readonly line: number;
}

const tokenForm =
    /\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9_.-]+|[{}[\]=,]/y;

/**
 * Parses the subset of HCL 1 that policies use: blocks, assignments, texts, lists, objects.
 *
 * Blocks of one name become an object keyed by label, with a list of blocks per label.
 *
 * @throws on a syntax error, naming the line and what was expected there.
 */
export function parseHcl(source: string): HclObject {
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
    body(closing: "}" | "end"): HclObject {
        const properties: Record<string, HclValue> = {};
        for (;;) {
            const token = this.next();
            if (closing === "end" ? token.kind === "end" : token.value === "}") return properties;
            if (token.kind !== "word" && token.kind !== "text") throw unexpected(token, "a key");
            this.property(unquoted(token), properties);
            if (this.peek().value === ",") this.next();
        }
    }

    /** `key = value`, `key { ... }` or `key "label" { ... }`, of which there may be several. */
    private property(key: string, properties: Record<string, HclValue>): void {
        const token = this.next();
        if (token.value === "=") {
            properties[key] = this.value();
        } else if (token.value === "{") {
            properties[key] = this.body("}");
        } else if (token.kind === "text") {
            const brace = this.next();
            if (brace.value !== "{") throw unexpected(brace, "{");
            const earlier = properties[key];
            const labels = isHclObject(earlier) ? earlier : {};
            const blocks = labels[unquoted(token)];
            const block = this.body("}");
            properties[key] = {
                ...labels,
                [unquoted(token)]: [...(Array.isArray(blocks) ? blocks : []), block],
            };
        } else {
            throw unexpected(token, "= or {");
        }
    }

    private value(): HclValue {
        const token = this.next();
        if (token.value === "{") return this.body("}");
        if (token.value === "[") return this.list();
        if (token.kind === "text" || token.kind === "word") return unquoted(token);
        throw unexpected(token, "a value");
    }

    private list(): HclValue[] {
        const values: HclValue[] = [];
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
