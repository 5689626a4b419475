import type { GitHubServer } from "./startGitHub";

export interface Told {
    readonly status: number;
    readonly headers: Headers;
    readonly body: unknown;
}

/** Asks as a client does, with an owner's token unless another is given. `GET /orgs/acme`. */
export function asking(server: GitHubServer, token = server.token()) {
    return async (
        line: string,
        body?: unknown,
        headers: Readonly<Record<string, string>> = {},
    ): Promise<Told> => {
        const [method = "GET", path = ""] = line.split(" ");
        const response = await fetch(`${server.url}api/v3${path}`, {
            method,
            headers: { authorization: `Bearer ${token}`, ...headers },
            redirect: "manual",
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return {
            status: response.status,
            headers: response.headers,
            body: text === "" ? undefined : JSON.parse(text),
        };
    };
}
