import type { ProviderCalls } from "../../../sandbox/providerService";
import type { ReadBack, Target } from "../../../sandbox/resourceCalls";
import { ResourceCalls } from "../../../sandbox/resourceCalls";
import { inputsOf, merge, wanted } from "../../../sandbox/resourceState";
import type { Created, Provider, ResourceType } from "../../../sandbox/resourceType";
import type { Values } from "../../../sandbox/values";
import { World } from "../../../sandbox/world";

/** What a resource type does on a server: as in the sandbox, which has the schema, but over HTTP. */
export interface RemoteType<Api> {
    create(api: Api, inputs: Values): Promise<string | Created>;
    /** What the server says of it, or undefined when it is gone. */
    read(api: Api, id: string, state: Values): Promise<Values | undefined>;
    update?(api: Api, id: string, inputs: Values, state: Values): Promise<void>;
    delete(api: Api, id: string, state: Values): Promise<void>;
}

export interface RemoteProvider<Api> {
    readonly name: string;
    /** The sandbox's own: its inputs, defaults, checks and differences hold here too. */
    readonly schema: Pick<Provider<never>, "resources">;
    /** @throws where the server is not the one that the inputs name. */
    configure(inputs: Values): Promise<Api>;
    readonly resources: Readonly<Record<string, RemoteType<Api>>>;
}

/**
 * A provider's calls, with the sandbox's schema and a real server's effects: what is checked and
 * compared is the same in both, what is done is not.
 */
export class RemoteCalls<Api> implements ProviderCalls {
    readonly #provider: RemoteProvider<Api>;
    readonly #inspection: ResourceCalls<never>;
    #api: Api | undefined;

    constructor(provider: RemoteProvider<Api>) {
        this.#provider = provider;
        const { name, schema } = provider;
        const configure = () => {
            throw new Error(`${name} works on a server`);
        };
        const nowhere = new World("/nonexistent");
        const definitions = { name, configure, functions: {}, ...schema };
        this.#inspection = new ResourceCalls<never>(definitions, nowhere, undefined);
    }

    secretOutputs(...call: Parameters<ProviderCalls["secretOutputs"]>) {
        return this.#inspection.secretOutputs(...call);
    }

    check(...call: Parameters<ProviderCalls["check"]>) {
        return this.#inspection.check(...call);
    }

    diff(...call: Parameters<ProviderCalls["diff"]>) {
        return this.#inspection.diff(...call);
    }

    previewCreate(...call: Parameters<ProviderCalls["previewCreate"]>) {
        return this.#inspection.previewCreate(...call);
    }

    previewUpdate(...call: Parameters<ProviderCalls["previewUpdate"]>) {
        return this.#inspection.previewUpdate(...call);
    }

    async configure(inputs: Values): Promise<void> {
        this.#api = await this.#provider.configure(inputs);
    }

    async create(target: Target, inputs: Values): Promise<{ id: string; state: Values }> {
        const { schema, remote, api } = this.#at(target);
        const made = await remote.create(api, inputs);
        const { id, told } = typeof made === "string" ? { id: made, told: {} } : made;
        return {
            id,
            state: await this.#stateOf(target, id, { ...wanted(schema, {}, inputs), ...told }),
        };
    }

    async read(
        target: Target,
        id: string,
        state: Values,
        inputs: Values,
    ): Promise<ReadBack | undefined> {
        const { schema, remote, api } = this.#at(target);
        const found = await remote.read(api, id, state);
        if (found === undefined) return undefined;
        const current = merge(schema, found, state);
        return { state: current, inputs: inputsOf(schema, inputs, current) };
    }

    async update(target: Target, id: string, state: Values, inputs: Values): Promise<Values> {
        const { schema, remote, api } = this.#at(target);
        if (remote.update === undefined) throw new Error(`${target.type} has no update`);
        await remote.update(api, id, inputs, state);
        return this.#stateOf(target, id, wanted(schema, state, inputs));
    }

    async delete(target: Target, id: string, state: Values): Promise<void> {
        const { remote, api } = this.#at(target);
        await remote.delete(api, id, state);
    }

    async invoke(token: string): Promise<Values> {
        throw new Error(`${token} is not in the lab's ${this.#provider.name}`);
    }

    async #stateOf(target: Target, id: string, known: Values): Promise<Values> {
        const { schema, remote, api } = this.#at(target);
        const found = await remote.read(api, id, known);
        if (found === undefined) throw new Error(`${id} was not found after it was written`);
        return merge(schema, found, known);
    }

    #at({ type }: Target): {
        readonly schema: ResourceType<never>;
        readonly remote: RemoteType<Api>;
        readonly api: Api;
    } {
        const { name, schema, resources } = this.#provider;
        const [definition, remote, api] = [schema.resources[type], resources[type], this.#api];
        if (definition === undefined || remote === undefined) {
            const known = Object.keys(resources).join(", ");
            throw new Error(`${type} is not in the lab's ${name}, which has ${known}`);
        }
        if (api === undefined) throw new Error(`${name} is not configured`);
        return { schema: definition, remote, api };
    }
}
