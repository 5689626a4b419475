import { generateKeyPairSync } from "node:crypto";

/** An X25519 key pair, both halves in base64. */
export interface BoxKeys {
    readonly publicKey: string;
    readonly privateKey: string;
}

export function newBoxKeys(): BoxKeys {
    const { d = "", x = "" } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
    const base64 = (text: string) => Buffer.from(text, "base64url").toString("base64");
    return { publicKey: base64(x), privateKey: base64(d) };
}

export type OpenBox = (keys: BoxKeys, text: string) => string | undefined;

/** A function that opens boxes sealed with a public key; it returns undefined for anything else. */
export async function boxOpener(): Promise<OpenBox> {
    const { default: sodium } = await import("libsodium-wrappers");
    await sodium.ready;
    return ({ publicKey, privateKey }, text) => {
        const [box, open, secret] = [text, publicKey, privateKey].map((each) =>
            Buffer.from(each, "base64"),
        );
        if (!box || !open || !secret) return undefined;
        try {
            return Buffer.from(sodium.crypto_box_seal_open(box, open, secret)).toString("utf8");
        } catch {
            return undefined;
        }
    };
}
