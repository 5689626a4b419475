import type { Environment, GitHubState, Repository, Team } from "./state";

/** What a token may see and do: an owner everything, an outsider what is public. */
export const rights = ["nothing", "public", "member", "owner"] as const;
export type Rights = (typeof rights)[number];

/** Which repositories a GitHub App's token is for, by id. */
export type Selection = "all" | readonly number[];

/** What a token may. */
export interface Scope {
    readonly rights: Rights;
    /** Undefined: it is an account's token, and sees what the account does. */
    readonly selection?: Selection | undefined;
}

export interface Call extends Scope {
    readonly state: GitHubState;
    /** Where the API is, for addresses in answers. */
    readonly url: string;
    readonly method: string;
    readonly path: string;
    readonly params: Readonly<Record<string, string>>;
    readonly query: URLSearchParams;
    readonly body: Readonly<Record<string, unknown>>;
    readonly accept: string;
}

export interface Answer {
    readonly status?: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

/** Undefined: 404. */
type Handler = (call: Call) => Answer | undefined;

export interface Route {
    readonly method: string;
    readonly path: string;
    /** Whoever may less is answered 404. */
    readonly needs: Rights;
    readonly pattern: RegExp;
    readonly handle: Handler;
}

/** `route("GET /orgs/{org}", "public", handler)`, in the notation of GitHub's documentation. */
export function route(line: string, needs: Rights, handle: Handler): Route {
    const [method = "", path = ""] = line.split(" ");
    const pattern = path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    return { method, path, needs, pattern: new RegExp(`^${pattern}$`), handle };
}

export const done: Answer = { status: 204 };

/** An answer with that body, or 404 where there is none. */
export function found(body: unknown): Answer | undefined {
    return body === undefined ? undefined : { body };
}

/** 422, about one field. */
export function invalid(resource: string, field: string, message: string): Answer {
    return {
        status: 422,
        body: {
            message: "Validation Failed",
            errors: [{ resource, field, code: "custom", message }],
        },
    };
}

/** 30 at a time and at most 100, with links to the other pages. */
export function page(
    { query, url, path }: Call,
    all: readonly unknown[],
    property?: string,
): Answer {
    const size = Math.min(100, Number(query.get("per_page")) || 30);
    const number = Number(query.get("page")) || 1;
    const last = Math.max(1, Math.ceil(all.length / size));
    const items = all.slice((number - 1) * size, number * size);
    const address = (to: number) => {
        const asked = new URLSearchParams(query);
        asked.set("page", String(to));
        return `${url}${path}?${asked}`;
    };
    const links =
        number < last
            ? [`<${address(number + 1)}>; rel="next"`, `<${address(last)}>; rel="last"`]
            : [];
    return {
        body: property === undefined ? items : { total_count: all.length, [property]: items },
        ...(links.length > 0 ? { headers: { link: links.join(", ") } } : {}),
    };
}

export function repositoryOf(call: Call): Repository | undefined {
    return repositoriesOf(call).find(
        ({ name }) => name.toLowerCase() === call.params.repo?.toLowerCase(),
    );
}

/** Those that the token is shown. */
export function repositoriesOf({ state, selection = "all" }: Call): Repository[] {
    return [...state.repositories.values()].filter(
        ({ id }) => selection === "all" || selection.includes(id),
    );
}

export function teamOf({ state, params }: Call): Team | undefined {
    return [...state.teams.values()].find(({ slug }) => slug === params.team_slug?.toLowerCase());
}

export function environmentOf(call: Call): Environment | undefined {
    return repositoryOf(call)?.environments.get(call.params.environment_name?.toLowerCase() ?? "");
}
