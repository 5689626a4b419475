/** A Vault seen from outside: as whoever holds a token, or knocks with one of an issuer. */
export class VaultView {
    constructor(
        private readonly address: string,
        private readonly namespace: string,
    ) {}

    async ask(token: string, method: string, path: string, body?: object): Promise<Said> {
        const response = await fetch(`${this.address}/v1/${path}`, {
            method,
            headers: { "x-vault-token": token, "x-vault-namespace": this.namespace },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        const { data = {}, auth, errors = [] } = text === "" ? {} : JSON.parse(text);
        return { status: response.status, data, auth, errors };
    }

    /** The names below a path; none where there is nothing. */
    async list(token: string, path: string): Promise<string[]> {
        const { data } = await this.ask(token, "LIST", path);
        return (data.keys as string[] | undefined) ?? [];
    }

    async logIn(mount: string, role: string, jwt: string): Promise<Login> {
        const { auth, errors } = await this.ask("", "POST", `auth/${mount}/login`, { role, jwt });
        return auth
            ? { granted: true, token: auth.client_token, reason: "" }
            : { granted: false, token: "", reason: errors.join("; ") };
    }

    /** What a token may do at each path. */
    async capabilities(asker: string, token: string, paths: readonly string[]) {
        const { data } = await this.ask(asker, "POST", "sys/capabilities", { token, paths });
        return new Map(paths.map((path) => [path, (data[path] as string[] | undefined) ?? []]));
    }
}

interface Said {
    readonly status: number;
    readonly data: Readonly<Record<string, unknown>>;
    readonly auth?: { readonly client_token: string };
    readonly errors: readonly string[];
}

interface Login {
    readonly granted: boolean;
    readonly token: string;
    /** What the server said to whom it refused. */
    readonly reason: string;
}
