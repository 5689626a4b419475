import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { refuseLogs } from "../../../sandbox/install";
import { sdkVersion } from "../../../sandbox/sdkVersion";
import { compileRooms } from "../../sandbox/compiled";

export interface LabInstallation {
    /** The engine's home; a plugin of the same name that is there makes way. */
    readonly pulumiHome: string;
    /** A folder for the compiled plugins, which must not be there yet. */
    readonly compiled: string;
    readonly names: readonly ("aws" | "vault")[];
}

/**
 * Puts plugins that work on the lab's servers where the engine finds them. They need, in the engine's
 * environment, `AWS_ENDPOINT_URL` and any AWS keys, `VAULT_TOKEN`, and `ROLLCALL_LAB_ISSUER` for the issuer in place of GitHub's.
 */
export function installLabPlugins({ pulumiHome, compiled, names }: LabInstallation): void {
    refuseLogs(pulumiHome);
    compileRooms(compiled, ["sandbox", "planners", "model", "tests/lab/plugins"]);
    const plugin = join(compiled, "tests/lab/plugins/plugin.js");
    for (const name of names) {
        const folder = `plugins/resource-${name}-v${sdkVersion(name)}`;
        const file = join(pulumiHome, folder, `pulumi-resource-${name}`);
        const command = [process.execPath, plugin, name].map((each) => `'${each}'`).join(" ");
        mkdirSync(dirname(file), { recursive: true });
        const script = `#!/bin/sh\nexport NODE_OPTIONS=\nexec ${command} "$@"\n`;
        writeFileSync(file, script, { mode: 0o755 });
    }
}
