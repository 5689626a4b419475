import { join, resolve } from "node:path";

export interface SandboxFolders {
    /** The engine's own home: it holds plugins, and no user has ever logged in there. */
    readonly pulumiHome: string;
    /** The backend's folder, which must exist before the engine runs. */
    readonly state: string;
    readonly world: string;
}

/** The sandbox's folders inside `home`, the folder that holds everything that Rollcall creates. */
export function sandboxFolders(home: string): SandboxFolders {
    const root = resolve(home);
    return {
        pulumiHome: join(root, "pulumi"),
        state: join(root, "state"),
        world: join(root, "world"),
    };
}

/** Not secret: the state holds only the sandbox's secrets. The engine insists on a passphrase. */
const passphrase = "sandbox";

/** What encrypts the secrets in the sandbox's states. */
export interface StateKey {
    /** How each stack's file names it. */
    readonly settings: Readonly<Record<string, string>>;
    readonly variables: Readonly<Record<string, string>>;
}

/**
 * The salt from which, with the passphrase, the engine derives its encryption key. If all stacks share it,
 * the engine derives the key once for a stack and those that it references, which saves a third of a small
 * run's work.
 */
const derived: StateKey = {
    settings: {
        encryptionsalt: "v1:KMa3igOTPsE=:v1:+Yzp10Flq6irWRVV:NGBiUx22erIzTL9dMJV2ZqlCTzxxCw==",
    },
    variables: {},
};

/**
 * `keyServer`, an address, is what `ROLLCALL_SANDBOX_KEY_SERVER` says: a Vault that decrypts the states' key, as
 * a stack in production has one. Our tests have it, because deriving a key is a third of what most commands
 * of the engine cost.
 */
export function stateKey(keyServer: string | undefined): StateKey {
    if (!keyServer) return derived;
    return {
        settings: {
            secretsprovider: "hashivault://sandbox",
            // 32 bytes of `s`: not secret either.
            encryptedkey: base64(`vault:v1:${base64("s".repeat(32))}`),
        },
        variables: { VAULT_SERVER_URL: keyServer, VAULT_SERVER_TOKEN: "sandbox" },
    };
}

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}

/** The variables that make the engine work on the sandbox in `home`, and on nothing else. */
export function sandboxEnvironment(home: string): Record<string, string> {
    const { pulumiHome, state, world } = sandboxFolders(home);
    return {
        PULUMI_HOME: pulumiHome,
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: passphrase,
        // The file backend writes the whole state after every step; here nothing is lost if it does not.
        PULUMI_SKIP_CHECKPOINTS: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // A real provider must never replace the sandbox's, neither by being downloaded ...
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        // ... nor by being on PATH, where the engine looks first.
        PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
        ROLLCALL_WORLD: world,
    };
}
