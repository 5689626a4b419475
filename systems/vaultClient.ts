import type { Unread } from "./system";

export interface VaultConnection {
    readonly token: string;
    /** Time limit for one answer, in seconds; default 20. */
    readonly timeoutSeconds?: number;
    /** How many milliseconds a second of waiting takes; tests make it shorter. */
    readonly second?: number;
}

/** What was asked, and what Vault answered; status 0 means no answer. */
export class VaultError extends Error {
    override readonly name = "VaultError";
    constructor(
        message: string,
        readonly status: number,
    ) {
        super(message);
    }
}

/** @throws what is no answer of Vault's. */
export function unreadBecause(error: unknown): Unread {
    if (!(error instanceof VaultError)) throw error;
    return { system: "vault", target: "org/vault", reason: error.message };
}

interface Server {
    readonly address: string;
    readonly namespace?: string;
}

interface Answer {
    readonly status: number;
    readonly text: string;
    readonly retryAfter: number;
}

/** A rate limit, a standby taking over, a lagging replica: worth retrying. */
const passing = [412, 429, 500, 502, 503, 504];
const mostAttempts = 4;
const longestPauseSeconds = 60;

/** Vault's HTTP API. Paths follow `/v1/`, with their variable parts encoded. */
export class VaultClient {
    constructor(
        private readonly server: Server,
        private readonly connection: VaultConnection,
    ) {}

    /** The answer's data; undefined if Vault says that nothing exists there. */
    async read<T>(path: string): Promise<T | undefined> {
        return this.#data<T>("GET", path);
    }

    /** The keys below a path. */
    async list(path: string): Promise<string[]> {
        return (await this.#data<{ keys: string[] }>("GET", `${path}?list=true`))?.keys ?? [];
    }

    /** The keys below a path, with what the list itself says about each. */
    async listWithInfo<T>(path: string): Promise<Map<string, T | undefined>> {
        const found = await this.#data<{ keys: string[]; key_info?: Record<string, T> }>(
            "GET",
            `${path}?list=true`,
        );
        return new Map((found?.keys ?? []).map((key) => [key, found?.key_info?.[key]]));
    }

    async write<T>(path: string, body: Readonly<Record<string, unknown>>): Promise<T | undefined> {
        return this.#data<T>("POST", path, body);
    }

    async #data<T>(method: string, path: string, body?: object): Promise<T | undefined> {
        const { status, text } = await this.#ask(method, path, body);
        const answer = parse(text);
        // Only a 404 without errors is Vault's own answer for something that does not exist.
        if (status === 204 || (status === 404 && answer?.errors?.length === 0)) return undefined;
        if (status === 200 && answer?.data !== undefined) return (answer.data ?? undefined) as T;
        const errors = answer?.errors?.join("; ").replace(/\s+/g, " ").trim();
        const said = this.#hide(errors || "nothing that vault would say");
        throw new VaultError(`${method} ${path}: answered ${status}: ${said}`, status);
    }

    async #ask(method: string, path: string, body?: object): Promise<Answer> {
        for (let attempt = 1; ; attempt += 1) {
            const last = attempt === mostAttempts;
            const answer = await this.#askOnce(method, path, body).catch((error: Error) => {
                if (!last) return undefined;
                const cause = error.cause instanceof Error ? error.cause.message : error.message;
                throw new VaultError(`${method} ${path}: no answer: ${this.#hide(cause)}`, 0);
            });
            if (answer && (last || !passing.includes(answer.status))) return answer;
            const seconds = answer?.retryAfter || attempt * attempt;
            if (answer && seconds > longestPauseSeconds) return answer;
            const { second = 1_000 } = this.connection;
            await new Promise((resolve) => setTimeout(resolve, seconds * second));
        }
    }

    async #askOnce(method: string, path: string, body?: object): Promise<Answer> {
        const { address, namespace } = this.server;
        const { token, timeoutSeconds = 20 } = this.connection;
        const response = await fetch(`${address.replace(/\/+$/, "")}/v1/${path}`, {
            method,
            headers: {
                "x-vault-token": token,
                "x-vault-request": "true",
                ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            redirect: "error", // the token goes to the declared address and nowhere else
            signal: AbortSignal.timeout(timeoutSeconds * 1_000),
        });
        const retryAfter = Number(response.headers.get("retry-after") ?? 0) || 0;
        return { status: response.status, text: await response.text(), retryAfter };
    }

    #hide(text: string): string {
        const { token } = this.connection;
        return token === "" ? text : text.replaceAll(token, "***");
    }
}

interface Envelope {
    readonly data?: unknown;
    readonly errors?: readonly string[];
}

function parse(text: string): Envelope | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null ? value : undefined;
    } catch {
        return undefined;
    }
}
