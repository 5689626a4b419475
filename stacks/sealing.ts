import { randomInt } from "node:crypto";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { SecretSpec } from "../planners/planSecrets";
import type { SealedValue } from "../planners/rotation";

/** Letters and digits pass unharmed through shells, URLs and YAML. */
const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The key with which anybody can seal a value for a GitHub environment, and nobody can open one. */
export interface PublicKey {
    readonly keyId: string;
    /** Base64. */
    readonly key: string;
}

/**
 * The public keys of the GitHub environments that get a sealed secret, by the secret's key. In a
 * preview one may be missing: org has yet to make the environment.
 */
export async function readPublicKeys(
    secrets: readonly SecretSpec[],
    provider: github.Provider | undefined,
): Promise<Map<string, PublicKey>> {
    const found = await Promise.all(
        secrets.map(async ({ key: secret, sealed, github: place }) => {
            if (!sealed || !place || !provider) return [];
            const { repository, environment } = place;
            const answer = await github
                .getActionsEnvironmentPublicKey({ repository, environment }, { provider })
                .catch((error: Error) => refuse(secret, `${repository}/${environment}`, error));
            return answer ? [[secret, { keyId: answer.keyId, key: answer.key }] as const] : [];
        }),
    );
    return new Map(found.flat());
}

function refuse(secret: string, environment: string, { message }: Error): undefined {
    if (pulumi.runtime.isDryRun()) return;
    throw new pulumi.RunError(
        `${secret} cannot be sealed, because the public key of the GitHub environment ` +
            `${environment} cannot be read: ${message}`,
    );
}

/**
 * Makes a value of so many characters that only the key's GitHub environment can open. What is in
 * the box is in no variable of ours any more when this is done, and was never a text.
 */
export async function sealNewValue(
    { keyId, key }: PublicKey,
    length: number,
): Promise<SealedValue> {
    const { default: sodium } = await import("libsodium-wrappers");
    await sodium.ready;
    const value = Uint8Array.from({ length }, () =>
        characters.charCodeAt(randomInt(characters.length)),
    );
    const box = sodium.crypto_box_seal(value, Buffer.from(key, "base64"));
    sodium.memzero(value);
    return { keyId, text: Buffer.from(box).toString("base64") };
}
