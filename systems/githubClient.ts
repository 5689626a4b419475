import type { Octokit } from "@octokit/core";

export interface GitHubConnection {
    readonly token: string;
    /** Default `https://api.github.com`; for a GitHub Enterprise Server it ends in `/api/v3`. */
    readonly baseUrl?: string;
    /** Time limit for one answer, in seconds; default 20. */
    readonly timeoutSeconds?: number;
    /** The longest pause for a rate limit before the call fails, in seconds; default 900. */
    readonly longestPauseSeconds?: number;
    /** Receives messages about pauses and retries. */
    readonly report?: (message: string) => void;
    /** How many milliseconds a second of waiting takes; tests make it shorter. */
    readonly second?: number;
}

/** What was asked, and what GitHub answered; status 0 means no answer. */
export class GitHubError extends Error {
    override readonly name = "GitHubError";
    constructor(
        message: string,
        readonly status: number,
    ) {
        super(message);
    }
}

type Parameters = Readonly<Record<string, unknown>>;

/** GitHub's REST API. Paths are relative to the base URL, with their variable parts encoded. */
export class GitHubClient {
    #octokit: Promise<Octokit> | undefined;

    constructor(private readonly connection: GitHubConnection) {}

    async get<T>(path: string, query: Parameters = {}): Promise<T> {
        return (await this.#request("GET", path, query)).data as T;
    }

    /** Undefined if it does not exist, which can be believed only if the token is known to see. */
    async find<T>(path: string, query: Parameters = {}): Promise<T | undefined> {
        return withoutMissing(() => this.get<T>(path, query));
    }

    /**
     * All pages of a list. With `property` the list is inside an object whose `total_count` must be
     * reached.
     */
    async list<T>(path: string, query: Parameters = {}, property?: string): Promise<T[]> {
        const items: T[] = [];
        for (let page = 1; ; page += 1) {
            const asked = { ...query, per_page: 100, page };
            const { data, headers } = await this.#request("GET", path, asked);
            const found = listIn<T>(data, property);
            if (found === undefined) {
                throw new GitHubError(`GET ${path}: the answer is not a list`, 200);
            }
            items.push(...found);
            if (/rel="next"/.test(headers.link ?? "")) continue;
            const total = property && (data as { total_count?: number }).total_count;
            if (total && items.length < total) {
                throw new GitHubError(`GET ${path}: answered ${items.length} of ${total}`, 200);
            }
            return items;
        }
    }

    /** GitHub's GraphQL API, for what REST does not offer. */
    async query<T>(query: string, variables: Parameters): Promise<T> {
        this.#octokit ??= connect(this.connection);
        const octokit = await this.#octokit;
        try {
            return await octokit.graphql<T>(query, variables);
        } catch (error) {
            throw this.#explain("POST graphql", error as Error & Partial<Answer>);
        }
    }

    async send<T>(method: "PUT" | "POST", path: string, body: Parameters = {}): Promise<T> {
        return (await this.#request(method, path, body)).data as T;
    }

    /** Something that is already gone counts as deleted. */
    async delete(path: string): Promise<void> {
        await withoutMissing(() => this.#request("DELETE", path, {}));
    }

    async #request(method: string, path: string, parameters: Parameters) {
        this.#octokit ??= connect(this.connection);
        const octokit = await this.#octokit;
        try {
            return await octokit.request({
                method: method as "GET",
                url: `/${path}`,
                headers: { "x-github-api-version": "2022-11-28" },
                ...parameters,
            });
        } catch (error) {
            throw this.#explain(`${method} ${path}`, error as Error & Partial<Answer>);
        }
    }

    /** The message comes from the server, so the token is removed from it, should it be there. */
    #explain(asked: string, { message, status = 0, response }: Error & Partial<Answer>) {
        const { token } = this.connection;
        const hidden = token === "" ? message : message.replaceAll(token, "***");
        const said = hidden.split(" - https://")[0] ?? "";
        return response
            ? new GitHubError(`${asked}: answered ${status}: ${said}`, status)
            : new GitHubError(`${asked}: no answer: ${said}`, 0);
    }
}

interface Answer {
    readonly status: number;
    readonly response: unknown;
}

function listIn<T>(data: unknown, property: string | undefined): T[] | undefined {
    const list = property === undefined ? data : (data as Parameters)[property];
    return Array.isArray(list) ? (list as T[]) : undefined;
}

async function withoutMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
        return await ask();
    } catch (error) {
        if (error instanceof GitHubError && error.status === 404) return undefined;
        throw error;
    }
}

/** The libraries are loaded on the first request: most commands never make one. */
async function connect(connection: GitHubConnection): Promise<Octokit> {
    const { Octokit: Core } = await import("@octokit/core");
    const { throttling } = await import("@octokit/plugin-throttling");
    const { retry } = await import("@octokit/plugin-retry");
    const { token, baseUrl = "https://api.github.com", second = 1_000 } = connection;
    const report = connection.report ?? (() => {});
    const Client = Core.plugin(retry, throttling);
    return new Client({
        auth: token,
        baseUrl: baseUrl.replace(/\/+$/, ""),
        userAgent: "rollcall",
        log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
        request: { fetch: fetchWithin((connection.timeoutSeconds ?? 20) * 1_000) },
        retry: { retryAfterBaseValue: second },
        throttle: {
            retryAfterBaseValue: second,
            onRateLimit: pauseWithin(connection, report, "rate limit"),
            onSecondaryRateLimit: pauseWithin(connection, report, "secondary rate limit"),
        },
    });
}

/** Each attempt gets its own time limit: a shared signal would end retries as soon as they begin. */
function fetchWithin(milliseconds: number) {
    return (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(milliseconds) });
}

const mostPauses = 3;

function pauseWithin(
    { longestPauseSeconds = 900 }: GitHubConnection,
    report: (message: string) => void,
    limit: string,
) {
    return (seconds: number, _options: unknown, _octokit: unknown, pauses: number) => {
        const goOn = seconds <= longestPauseSeconds && pauses < mostPauses;
        report(
            goOn
                ? `github's ${limit} is reached: going on in ${seconds} s`
                : `github's ${limit} is reached for another ${seconds} s: giving up`,
        );
        return goOn;
    };
}
