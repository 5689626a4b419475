import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from "jose";
import type { TokenClaims } from "./githubToken";

/** A key pair of its own: GitHub's signatures in the sandbox, or a forger's. */
export interface TokenSigner {
    /** The public half, as an issuer publishes it. */
    readonly keys: JSONWebKeySet;
    sign(claims: TokenClaims): Promise<string>;
}

/** Makes a new key, as GitHub's are: RSA, for RS256. */
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
