import { join, resolve } from "node:path";

export interface SandboxFolders {
    /** The engine's own home: it has plugins, and no user ever logged in there. */
    readonly pulumiHome: string;
    /** The backend, which must exist before the engine is run. */
    readonly state: string;
    readonly world: string;
}

/** What the sandbox keeps in `home`, the folder that Rollcall makes everything in. */
export function sandboxFolders(home: string): SandboxFolders {
    const root = resolve(home);
    return {
        pulumiHome: join(root, "pulumi"),
        state: join(root, "state"),
        world: join(root, "world"),
    };
}

/** Not secret: the state holds only secrets of a world of files. The engine requires a passphrase. */
const passphrase = "sandbox";

/**
 * The engine's note of the key that is derived from the passphrase. Where all stacks have the same note, it
 * derives the key once for a stack and those that it reads, which saves a third of a small run's work.
 */
export const encryptionSalt =
    "v1:KMa3igOTPsE=:v1:+Yzp10Flq6irWRVV:NGBiUx22erIzTL9dMJV2ZqlCTzxxCw==";

/** The variables with which the engine works on the sandbox in `home`, and on nothing else. */
export function sandboxEnvironment(home: string): Record<string, string> {
    const { pulumiHome, state, world } = sandboxFolders(home);
    return {
        PULUMI_HOME: pulumiHome,
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: passphrase,
        // Nothing is at stake, and the file backend writes the whole state after every step.
        PULUMI_SKIP_CHECKPOINTS: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // A real provider must never take the place of the sandbox's: neither by download ...
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        // ... nor because it is on PATH, where the engine looks first.
        PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
        ROLLCALL_WORLD: world,
    };
}
