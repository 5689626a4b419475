import {
    type ServerUnaryCall,
    type sendUnaryData,
    status,
    type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { Words } from "./hostPlugins";
import { runProgram } from "./runProgram";
import { sdkVersion } from "./sdkVersion";

/**
 * As much of Pulumi's language protocol as a run needs: programs run in this process, where the SDK is
 * loaded once. The engine's own language host starts a process for each run, which costs a small stack more
 * than everything else. The programs get `words` as environment variables.
 */
export function programService(words: Words): UntypedServiceImplementation {
    /** The engine's address by connection: each engine opens one and announces its address on it. */
    const engines = new Map<string, string>();
    return {
        handshake: answering(async (request: rpc.LanguageHandshakeRequest, connection) => {
            engines.set(connection, request.getEngineAddress());
            return new rpc.LanguageHandshakeResponse();
        }),
        getPluginInfo: answering(async () => new PluginInfo().setVersion(sdkVersion("pulumi"))),
        // The sandbox's providers are already installed: nothing has to be fetched.
        getRequiredPackages: answering(async () => new rpc.GetRequiredPackagesResponse()),
        run: answering(async (request: rpc.RunRequest, connection) => {
            const failed = await runProgram(request, {
                engine: engines.get(connection) ?? "",
                words,
            });
            // The error itself has already been logged.
            return new rpc.RunResponse().setBail(failed);
        }),
    };
}

function answering<Request, Response>(
    handle: (request: Request, connection: string) => Promise<Response>,
) {
    return (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>) => {
        handle(call.request, call.getPeer()).then(
            (response) => done(null, response),
            (error: Error) => done({ code: status.UNKNOWN, details: error.message }),
        );
    };
}
