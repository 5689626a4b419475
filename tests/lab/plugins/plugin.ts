import { endWithEngine } from "../../../sandbox/endWithEngine";
import { serveCalls } from "../../../sandbox/pluginServer";
import { sdkVersion } from "../../../sandbox/sdkVersion";
import { aws } from "./aws";
import { RemoteCalls } from "./remoteCalls";
import { vault } from "./vault";

/** A plugin's process: `plugin.js vault` works on the server that the provider's inputs name. */
async function main(): Promise<void> {
    const name = process.argv[2] ?? "";
    const providers = { aws: () => new RemoteCalls(aws), vault: () => new RemoteCalls(vault) };
    if (!(name in providers)) throw new Error(`"${name}" is no plugin of the lab`);
    endWithEngine();
    const newCalls = providers[name as keyof typeof providers];
    const { port } = await serveCalls(newCalls, { name, version: sdkVersion(name) });
    process.stdout.write(`${port}\n`);
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
