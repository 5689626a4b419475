import sodium from "libsodium-wrappers";

export interface KeyPair {
    readonly keyId: string;
    /** Base64. */
    readonly publicKey: string;
    readonly privateKey: Uint8Array;
}

/** To be awaited once before any of the others. */
export const sodiumReady = sodium.ready;

export function newKeyPair(keyId: string): KeyPair {
    const { publicKey, privateKey } = sodium.crypto_box_keypair();
    return { keyId, publicKey: Buffer.from(publicKey).toString("base64"), privateKey };
}

/** What was sealed for this pair, or undefined where nobody could open it. */
export function openBox({ publicKey, privateKey }: KeyPair, sealed: string): string | undefined {
    try {
        const box = Buffer.from(sealed, "base64");
        const key = Buffer.from(publicKey, "base64");
        return Buffer.from(sodium.crypto_box_seal_open(box, key, privateKey)).toString("utf8");
    } catch {
        return undefined;
    }
}

/** As a client seals a secret. */
export function sealBox(publicKey: string, value: string): string {
    const sealed = sodium.crypto_box_seal(value, Buffer.from(publicKey, "base64"));
    return Buffer.from(sealed).toString("base64");
}
