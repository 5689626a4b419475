import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sdkVersion } from "./sdkVersion";
import { readIfThere } from "./worldFiles";

/** The systems that the sandbox stands in for. */
export const systems = ["aws", "github", "random", "vault"] as const;

export interface PluginInstallation {
    /** The engine's home, where it looks for plugins: a folder of the sandbox's own. */
    readonly pulumiHome: string;
    /** The world that the plugins work on, unless `ROLLCALL_WORLD` names another. */
    readonly world: string;
}

export interface InstalledPlugin {
    readonly name: (typeof systems)[number];
    /** The version of the installed SDK, which asks for exactly that one. */
    readonly version: string;
    readonly executable: string;
}

/**
 * Puts the sandbox's plugins where the engine finds them; what is there already is left alone.
 *
 * Each is a few lines of shell that run the compiled plugin with this very Node.js, or its source
 * with ts-node where Rollcall itself runs from source.
 */
export function installPlugins({ pulumiHome, world }: PluginInstallation): InstalledPlugin[] {
    return systems.map((name) => {
        const version = sdkVersion(name);
        const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
        const executable = join(folder, `pulumi-resource-${name}`);
        const script = scriptFor(name, world);
        if (readIfThere(executable) !== script) write(executable, script);
        return { name, version, executable };
    });
}

/** Several processes may install at once: each writes a file of its own and moves it in place. */
function write(executable: string, script: string): void {
    const draft = `${executable}.${process.pid}`;
    mkdirSync(dirname(executable), { recursive: true });
    writeFileSync(draft, script);
    chmodSync(draft, 0o755);
    renameSync(draft, executable);
}

function scriptFor(name: string, world: string): string {
    const fromSource = __filename.endsWith(".ts");
    const plugin = join(__dirname, fromSource ? "plugin.ts" : "plugin.js");
    const loader = fromSource ? ["-r", require.resolve("ts-node/register/transpile-only")] : [];
    const command = [process.execPath, ...loader, plugin, name].map(quoted).join(" ");
    const project = join(dirname(__dirname), "tsconfig.json");
    return [
        "#!/bin/sh",
        `# Rollcall's sandbox in place of ${name}: it works on a folder of files and calls no system.`,
        `[ -n "$ROLLCALL_WORLD" ] || ROLLCALL_WORLD=${quoted(world)}`,
        "NODE_OPTIONS=",
        "export ROLLCALL_WORLD NODE_OPTIONS",
        ...(fromSource ? [`export TS_NODE_PROJECT=${quoted(project)}`] : []),
        `exec ${command} "$@"`,
        "",
    ].join("\n");
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
