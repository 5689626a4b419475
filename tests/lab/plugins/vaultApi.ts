import { text, type Values } from "../../../sandbox/values";

export interface VaultPlace {
    readonly address: string;
    /** Empty: the root. */
    readonly namespace: string;
    readonly token: string;
    /** The issuer that stands in for GitHub's; empty: none does. */
    readonly issuer: string;
}

type Method = "GET" | "PUT" | "DELETE";

/** Vault's HTTP API as the client for Go uses it, on which the real provider is built. */
export class VaultApi {
    readonly #queues = new Map<string, Promise<unknown>>();

    constructor(readonly place: VaultPlace) {}

    /** What is there, or undefined: a 404 is no error here. */
    read(path: string, state: Values = {}): Promise<Values | undefined> {
        return this.#ask("GET", path, state);
    }

    /** Answers what Vault does, which often is nothing. */
    write(path: string, fields: Values, inputs: Values = {}): Promise<Values | undefined> {
        return this.#ask("PUT", path, inputs, fields);
    }

    async delete(path: string, state: Values = {}): Promise<void> {
        await this.#ask("DELETE", path, state);
    }

    /** Answers the token. @throws with Vault's words where it refuses. */
    async login(path: string, fields: Values): Promise<string> {
        const { auth } = await this.#send("PUT", path, this.place.namespace, fields);
        return auth?.client_token ?? "";
    }

    /** The provider has a lock by path, because Vault takes whole lists. */
    alone<T>(key: string, work: () => Promise<T>): Promise<T> {
        const result = (this.#queues.get(key) ?? Promise.resolve()).then(work, work);
        this.#queues.set(
            key,
            result.catch(() => undefined),
        );
        return result;
    }

    async #ask(method: Method, path: string, resource: Values, body?: Values) {
        const parts = [this.place.namespace, text(resource, "namespace")];
        const namespace = parts.filter((part) => part !== "").join("/");
        return (await this.#send(method, path, namespace, body)).data;
    }

    async #send(
        method: Method,
        path: string,
        namespace: string,
        body: Values | undefined,
    ): Promise<Answer> {
        const { address, token } = this.place;
        const response = await fetch(`${address}/v1/${encodeURI(path)}`, {
            method,
            headers: {
                "x-vault-token": token,
                "x-vault-request": "true",
                ...(namespace === "" ? {} : { "x-vault-namespace": namespace }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const said = await response.text();
        const answer: Answer = said === "" ? {} : JSON.parse(said);
        if (response.status === 404 && method !== "PUT") return {};
        if (response.ok) return answer;
        const where = namespace === "" ? "" : `Namespace: ${namespace}\n`;
        const errors = (answer.errors ?? []).map((each) => `* ${each}`).join("\n");
        throw new Error(
            `Error making API request.\n\n${where}URL: ${method} ${address}/v1/${path}\n` +
                `Code: ${response.status}. Errors:\n\n${errors}`,
        );
    }
}

interface Answer {
    readonly data?: Values;
    readonly auth?: { readonly client_token: string } | null;
    readonly errors?: readonly string[];
}
