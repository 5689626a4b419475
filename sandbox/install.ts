import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scriptCommand, scriptEnvironment } from "./scriptCommand";
import { sdkVersion } from "./sdkVersion";
import { readIfThere } from "./worldFiles";

/** The systems that the sandbox stands in for. */
export const systems = ["aws", "github", "random", "vault"] as const;

export interface PluginInstallation {
    /** The engine's home, where it looks for plugins: a folder of the sandbox. */
    readonly pulumiHome: string;
    /** The world that the plugins use unless `ROLLCALL_WORLD` names another. */
    readonly world: string;
}

export interface InstalledPlugin {
    readonly name: (typeof systems)[number];
    /** The version of the installed SDK, which asks the engine for exactly this plugin version. */
    readonly version: string;
    readonly executable: string;
}

/**
 * Puts the sandbox's plugins where the engine finds them; those already up to date are left alone.
 *
 * Each is a short shell script that runs the compiled plugin with the current Node.js, or its source with
 * ts-node if Rollcall itself runs from source. Also stops the engine from keeping logs there.
 */
export function installPlugins({ pulumiHome, world }: PluginInstallation): InstalledPlugin[] {
    refuseLogs(pulumiHome);
    return systems.map((name) => {
        const version = sdkVersion(name);
        const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
        const executable = join(folder, `pulumi-resource-${name}`);
        const script = scriptFor(name, world);
        if (readIfThere(executable) !== script) write(executable, script);
        return { name, version, executable };
    });
}

/** Several processes may install at once, so each writes a file of its own and moves it into place. */
function write(executable: string, script: string): void {
    const draft = `${executable}.${process.pid}`;
    mkdirSync(dirname(executable), { recursive: true });
    writeFileSync(draft, script);
    chmodSync(draft, 0o755);
    renameSync(draft, executable);
}

/**
 * Installs what the engine takes for a policy pack: a script that prints the port from
 * `ROLLCALL_PACK_PORT`, where the pack is already being served, and ends with the engine. Returns its path.
 */
export function installPack(pulumiHome: string): string {
    const executable = join(pulumiHome, "pack");
    const script = '#!/bin/sh\necho "$ROLLCALL_PACK_PORT"\nexec cat >/dev/null\n';
    if (readIfThere(executable) !== script) write(executable, script);
    return executable;
}

/**
 * The engine logs each command to the folder `logs` in its home, which is a seventh of its work. If a file
 * has that name, the engine carries on without logs.
 */
export function refuseLogs(pulumiHome: string): void {
    try {
        mkdirSync(pulumiHome, { recursive: true });
        writeFileSync(join(pulumiHome, "logs"), "", { flag: "wx" });
    } catch {
        // It exists already or the disk is full; then the engine may keep logs, which does no harm.
    }
}

function scriptFor(name: string, world: string): string {
    const command = [...scriptCommand("plugin"), name].map(quoted).join(" ");
    const environment = Object.entries(scriptEnvironment);
    return [
        "#!/bin/sh",
        `# Rollcall's sandbox in place of ${name}: it works on a folder of files and calls no system.`,
        `[ -n "$ROLLCALL_WORLD" ] || ROLLCALL_WORLD=${quoted(world)}`,
        "export ROLLCALL_WORLD",
        ...environment.map(([variable, value]) => `export ${variable}=${quoted(value)}`),
        `exec ${command} "$@"`,
        "",
    ].join("\n");
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
