import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { type ProviderCalls, providerService } from "./providerService";
import { ResourceCalls } from "./resourceCalls";
import type { Provider } from "./resourceType";
import { World } from "./world";

export interface PluginOptions {
    /** The folder of the world that the plugin works on. */
    readonly world: string;
    /** Operations to fail, as `ROLLCALL_SANDBOX_FAULTS` gives them. */
    readonly faults?: string | undefined;
    /** The version that the plugin says it has. */
    readonly version: string;
}

export interface PluginServer {
    /** On 127.0.0.1. */
    readonly port: number;
    stop(): void;
}

const unlimited = -1;

/** Serves one provider to the engine, on a free port of the loopback interface. */
export function servePlugin<Place>(
    provider: Provider<Place>,
    { world, faults, version }: PluginOptions,
): Promise<PluginServer> {
    const calls = new ResourceCalls(provider, new World(world), faults);
    return serveCalls(calls, { name: provider.name, version });
}

export function serveCalls(
    calls: ProviderCalls,
    about: { readonly name: string; readonly version: string },
): Promise<PluginServer> {
    const server = new Server({
        "grpc.max_receive_message_length": unlimited,
        "grpc.max_send_message_length": unlimited,
    });
    server.addService(ResourceProviderService, providerService(calls, about));
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
            if (error) reject(error);
            else resolve({ port, stop: () => server.forceShutdown() });
        });
    });
}
