import {
    Server,
    ServerCredentials,
    type ServiceDefinition,
    type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { type ProviderCalls, providerService } from "./providerService";
import { ResourceCalls } from "./resourceCalls";
import type { Provider } from "./resourceType";
import type { World } from "./world";

export interface PluginOptions {
    /** The world that the plugin works on. */
    readonly world: World;
    /** Operations to fail, as `ROLLCALL_SANDBOX_FAULTS` gives them. */
    readonly faults?: string | undefined;
    /** The version that the plugin reports. */
    readonly version: string;
}

export interface PluginServer {
    /** On 127.0.0.1. */
    readonly port: number;
    stop(): void;
}

const unlimited = -1;

/** Serves one provider to the engine. */
export function servePlugin<Place>(
    provider: Provider<Place>,
    { world, faults, version }: PluginOptions,
): Promise<PluginServer> {
    const newCalls = () => new ResourceCalls(provider, world, faults);
    return serveCalls(newCalls, { name: provider.name, version });
}

/**
 * The engine opens a connection for each provider that a program creates, and configures it there:
 * providers that share a server know nothing of each other.
 */
export function serveCalls(
    newCalls: () => ProviderCalls,
    about: { readonly name: string; readonly version: string },
): Promise<PluginServer> {
    const opened = new Map<string, ProviderCalls>();
    const callsOf = (connection: string) => {
        const calls = opened.get(connection) ?? newCalls();
        opened.set(connection, calls);
        return calls;
    };
    return serve(ResourceProviderService, providerService(callsOf, about));
}

/** Serves to the engine on a free port of the loopback interface. */
export function serve(
    service: ServiceDefinition,
    calls: UntypedServiceImplementation,
): Promise<PluginServer> {
    const server = new Server({
        "grpc.max_receive_message_length": unlimited,
        "grpc.max_send_message_length": unlimited,
    });
    server.addService(service, calls);
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
            if (error) reject(error);
            else resolve({ port, stop: () => server.forceShutdown() });
        });
    });
}
