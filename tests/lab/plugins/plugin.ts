import { endWithEngine } from "../../../sandbox/endWithEngine";
import { serveCalls } from "../../../sandbox/pluginServer";
import type { ProviderCalls } from "../../../sandbox/providerService";
import { sdkVersion } from "../../../sandbox/sdkVersion";
import { RemoteCalls } from "./remoteCalls";

/** Loaded when one is wanted: the SDK of AWS is most of a start, and Vault's plugin needs none of it. */
const providers: Readonly<Record<string, () => ProviderCalls>> = {
    aws: () => new RemoteCalls((require("./aws") as typeof import("./aws")).aws),
    vault: () => new RemoteCalls((require("./vault") as typeof import("./vault")).vault),
};

/** A plugin's process: `plugin.js vault` works on the server that the provider's inputs name. */
async function main(): Promise<void> {
    const name = process.argv[2] ?? "";
    const newCalls = providers[name];
    if (!newCalls) throw new Error(`"${name}" is no plugin of the lab`);
    endWithEngine();
    const { port } = await serveCalls(newCalls, { name, version: sdkVersion(name) });
    process.stdout.write(`${port}\n`);
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
