import { join } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { type PluginServer, servePlugin } from "../../sandbox/pluginServer";
import type { Provider } from "../../sandbox/resourceType";
import { seedWorld, type WorldSeed } from "../../sandbox/seed";
import type { Values } from "../../sandbox/values";
import { fromStruct, toStruct } from "../../sandbox/wire";
import { World } from "../../sandbox/world";
import { temporaryFolder } from "../temporaryFolder";

/** What exists before Rollcall comes, in most of these tests. */
export const seed = {
    organization: { login: "acme", id: 100200 },
    accounts: [
        { login: "alice-acme", id: 5000001 },
        { login: "erin-acme", id: 5000002 },
        { login: "kimc", id: 5000009 },
    ],
    repositories: [
        { name: "checkout", id: 789012 },
        { name: "ledger", id: 789013 },
    ],
    identityCenter: {
        instanceArn: "arn:aws:sso:::instance/ssoins-7223d1f6a1b2c3d4",
        identityStoreId: "d-9067f0a1b2",
        accountId: "999999999999",
        region: "eu-central-1",
    },
    awsAccounts: ["111111111111", "222222222222"],
    vault: {
        address: "https://vault.acme.example:8200",
        namespace: "acme",
        mounts: ["kv-dev"],
        databases: [{ mount: "database-dev", connection: "ledger" }],
        loginAccessor: "auth_oidc_1a2b3c4d",
    },
} satisfies WorldSeed;

/** The inputs of a provider that is at home in that world. */
export const configurations: Readonly<Record<string, Values>> = {
    github: { owner: "acme", baseUrl: "https://api.github.com/" },
    aws: { region: "eu-central-1", allowedAccountIds: '["999999999999"]' },
    vault: { address: "https://vault.acme.example:8200", namespace: "acme" },
    random: {},
};

export interface Resource {
    readonly type: string;
    readonly name: string;
    readonly id: string;
    readonly inputs: Values;
    readonly state: Values;
    readonly secrets: readonly string[];
}

export interface Difference {
    readonly changed: boolean;
    readonly replaces: readonly string[];
    readonly deleteBeforeReplace: boolean;
    readonly detail: Readonly<Record<string, string>>;
}

const kinds = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

/** Asks one plugin, over gRPC, what the engine would ask, in the order in which it would. */
export class EngineClient {
    private constructor(
        readonly world: World,
        private readonly server: PluginServer,
        private readonly client: ResourceProviderClient,
    ) {}

    /** Starts a plugin on a seeded world of its own, or on a given one. */
    static async start<Place>(
        provider: Provider<Place>,
        options: { world?: World; configuration?: Values; faults?: string } = {},
    ): Promise<EngineClient> {
        const world = options.world ?? (await newWorld());
        const server = await servePlugin(provider, {
            world: new World(world.folder),
            faults: options.faults,
            version: "1.2.3",
        });
        const client = new ResourceProviderClient(
            `127.0.0.1:${server.port}`,
            credentials.createInsecure(),
        );
        const engine = new EngineClient(world, server, client);
        try {
            const inputs = options.configuration ?? configurations[provider.name] ?? {};
            const request = new rpc.ConfigureRequest().setArgs(toStruct(inputs));
            await call((done) => client.configure(request, done));
            return engine;
        } catch (error) {
            engine.stop();
            throw error;
        }
    }

    stop(): void {
        this.client.close();
        this.server.stop();
    }

    async check(type: string, name: string, given: Values, earlier: Values = {}) {
        const request = addressed(new rpc.CheckRequest(), type, name)
            .setOlds(toStruct(earlier))
            .setNews(toStruct(given))
            .setRandomseed(Buffer.from("a seed"));
        const response = await call<rpc.CheckResponse>((done) => this.client.check(request, done));
        const failures = response.getFailuresList();
        return {
            inputs: fromStruct(response.getInputs()).values,
            failures: failures.map((each) => `${each.getProperty()}: ${each.getReason()}`),
        };
    }

    /** Checks the inputs and makes the object. */
    async create(
        type: string,
        name: string,
        given: Values,
        options: { preview?: boolean; secrets?: readonly string[] } = {},
    ): Promise<Resource> {
        const { inputs, failures } = await this.check(type, name, given);
        if (failures.length > 0) throw new Error(failures.join("\n"));
        const request = addressed(new rpc.CreateRequest(), type, name)
            .setProperties(toStruct(inputs, options.secrets))
            .setPreview(options.preview ?? false);
        const response = await call<rpc.CreateResponse>((done) =>
            this.client.create(request, done),
        );
        const { values: state, secrets } = fromStruct(response.getProperties());
        return { type, name, id: response.getId(), inputs, state, secrets: [...secrets] };
    }

    async diff(resource: Resource, given: Values): Promise<Difference> {
        const { inputs } = await this.check(resource.type, resource.name, given, resource.inputs);
        const request = addressed(new rpc.DiffRequest(), resource.type, resource.name)
            .setId(resource.id)
            .setOlds(toStruct(resource.state))
            .setOldInputs(toStruct(resource.inputs))
            .setNews(toStruct(inputs));
        const response = await call<rpc.DiffResponse>((done) => this.client.diff(request, done));
        const detail: [string, string][] = [];
        response.getDetaileddiffMap().forEach((difference, path) => {
            detail.push([path, kinds[difference.getKind()] ?? ""]);
        });
        return {
            changed: response.getChanges() === rpc.DiffResponse.DiffChanges.DIFF_SOME,
            replaces: response.getReplacesList(),
            deleteBeforeReplace: response.getDeletebeforereplace(),
            detail: Object.fromEntries(detail),
        };
    }

    /** Checks the new inputs and changes the object in place. */
    async update(
        resource: Resource,
        given: Values,
        options: { preview?: boolean } = {},
    ): Promise<Resource> {
        const { type, name } = resource;
        const { inputs, failures } = await this.check(type, name, given, resource.inputs);
        if (failures.length > 0) throw new Error(failures.join("\n"));
        const request = addressed(new rpc.UpdateRequest(), type, name)
            .setId(resource.id)
            .setOlds(toStruct(resource.state))
            .setNews(toStruct(inputs))
            .setPreview(options.preview ?? false);
        const response = await call<rpc.UpdateResponse>((done) =>
            this.client.update(request, done),
        );
        return { ...resource, inputs, state: fromStruct(response.getProperties()).values };
    }

    /** The object as it is now, or undefined when it is gone. */
    async refresh(resource: Resource): Promise<Resource | undefined> {
        const request = addressed(new rpc.ReadRequest(), resource.type, resource.name)
            .setId(resource.id)
            .setProperties(toStruct(resource.state, resource.secrets))
            .setInputs(toStruct(resource.inputs));
        const response = await call<rpc.ReadResponse>((done) => this.client.read(request, done));
        if (response.getId() === "") return undefined;
        const { values: state, secrets } = fromStruct(response.getProperties());
        const inputs = fromStruct(response.getInputs()).values;
        return { ...resource, id: response.getId(), inputs, state, secrets: [...secrets] };
    }

    async delete(resource: Resource): Promise<void> {
        const request = addressed(new rpc.DeleteRequest(), resource.type, resource.name)
            .setId(resource.id)
            .setProperties(toStruct(resource.state));
        await call((done) => this.client.delete(request, done));
    }

    async invoke(token: string, inputs: Values): Promise<Values> {
        const request = new rpc.InvokeRequest().setTok(token).setArgs(toStruct(inputs));
        const response = await call<rpc.InvokeResponse>((done) =>
            this.client.invoke(request, done),
        );
        return fromStruct(response.getReturn()).values;
    }
}

export async function newWorld(given: WorldSeed = seed): Promise<World> {
    const world = new World(join(temporaryFolder(), "world"));
    await seedWorld(world, given);
    return world;
}

interface Addressed {
    setUrn(urn: string): unknown;
    setName(name: string): unknown;
    setType(type: string): unknown;
}

function addressed<T extends Addressed>(request: T, type: string, name: string): T {
    request.setUrn(`urn:pulumi:test::rollcall::${type}::${name}`);
    request.setName(name);
    request.setType(type);
    return request;
}

function call<T>(
    start: (done: (error: ServiceError | null, response: T) => void) => unknown,
): Promise<T> {
    return new Promise((resolve, reject) => {
        start((error, response) => {
            if (error) reject(new Error(error.details));
            else resolve(response);
        });
    });
}
