import { readFileSync } from "node:fs";

/**
 * The version of a system's installed Pulumi SDK, which is also the plugin version that it asks the engine
 * for.
 *
 * @throws when the SDK is not installed.
 */
export function sdkVersion(name: string): string {
    const path = require.resolve(`@pulumi/${name}/package.json`);
    return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
