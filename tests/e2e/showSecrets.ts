import { createDecipheriv, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { sandboxEnvironment } from "../../sandbox/environment";

/** How the engine marks a secret in a state; the value stands beside it, encrypted. */
const marker = "4dabf18193072939515e22adb298388d";
const mark = "1b47061264138c4ac30d75fd1eb44270";

/** A state as the file backend keeps it, or as `pulumi stack export` writes it. */
interface State {
    readonly checkpoint?: { readonly latest?: Deployment };
    readonly deployment?: Deployment;
}

interface Deployment {
    readonly secrets_providers?: { readonly state?: Provider };
}

/** The salt of a passphrase, or the key as the tests' key server has encrypted it. */
interface Provider {
    readonly salt?: string;
    readonly encryptedkey?: string;
}

const keys = new Map<string, Promise<Buffer>>();

/** Whether a file holds secrets of the engine's. */
export function hasSecrets(text: string): boolean {
    return text.includes(mark);
}

/**
 * A sandbox's state with a `plaintext` (JSON) beside each ciphertext: what `--show-secrets` shows,
 * without running the engine. A state under another key than the sandbox's is an error.
 */
export async function showSecrets(text: string): Promise<unknown> {
    const { checkpoint, deployment }: State = JSON.parse(text);
    const key = await keyOf((checkpoint?.latest ?? deployment)?.secrets_providers?.state);
    return JSON.parse(text, (_, value) =>
        value?.[marker] === mark
            ? { ...value, plaintext: decrypt(String(value.ciphertext), key) }
            : value,
    );
}

function keyOf({ salt, encryptedkey }: Provider = {}): Promise<Buffer> {
    if (salt) return derive(salt);
    const [, , key] = Buffer.from(encryptedkey ?? "", "base64")
        .toString()
        .split(":");
    if (!key) throw new Error("a state with secrets has no key");
    return Promise.resolve(Buffer.from(key, "base64"));
}

/** Deliberately slow, so done once a salt: sdk/go/common/resource/config/crypt.go. */
function derive(salt: string): Promise<Buffer> {
    const known = keys.get(salt);
    if (known) return known;
    const passphrase = sandboxEnvironment("").PULUMI_CONFIG_PASSPHRASE ?? "";
    const [, bytes = ""] = salt.split(":");
    const key = promisify(pbkdf2)(passphrase, Buffer.from(bytes, "base64"), 1e6, 32, "sha256");
    keys.set(salt, key);
    return key;
}

/** `v1:nonce:ciphertext`, with the tag at its end. */
function decrypt(sealed: string, key: Buffer): string {
    const [, nonce = "", text = ""] = sealed.split(":");
    const bytes = Buffer.from(text, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-16));
    return decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
}
