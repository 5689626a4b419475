import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from "jose";
import type { TokenClaims } from "./githubToken";

/** A signing key pair: GitHub's in the sandbox, or a forger's. */
export interface TokenSigner {
    /** The public half, in the form in which an issuer publishes it. */
    readonly keys: JSONWebKeySet;
    sign(claims: TokenClaims): Promise<string>;
}

/** Generates a key like GitHub's: RSA, for RS256. */
export async function newTokenSigner(): Promise<TokenSigner> {
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const kid = randomUUID();
    const header = { alg: "RS256", kid, typ: "JWT" };
    return {
        keys: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }] },
        sign: (claims) =>
            new SignJWT(claims as Record<string, unknown>)
                .setProtectedHeader(header)
                .sign(privateKey),
    };
}
