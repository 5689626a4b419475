import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from "jose";
import type { TokenClaims } from "./githubToken";
import type { Mismatch } from "./mismatch";

/** The outcome of every question about access in the sandbox: the answer and its reason. */
export interface Verdict {
    readonly granted: boolean;
    /** What denied or granted it: lower case, no full stop. */
    readonly reason: string;
    /** The token conditions that were not met, if those denied it. */
    readonly mismatches?: readonly Mismatch[];
}

export interface Refusal extends Verdict {
    readonly granted: false;
}

export function refuse(reason: string, mismatches: readonly Mismatch[] = []): Refusal {
    return { granted: false, reason, ...(mismatches.length > 0 ? { mismatches } : {}) };
}

export type TokenReading =
    | { readonly ok: true; readonly claims: TokenClaims }
    | { readonly ok: false; readonly problem: string };

/** The algorithms that AWS and Vault accept: asymmetric ones, so that nobody can sign with the public key. */
export const asymmetricAlgorithms: readonly string[] = [
    ...["RS", "PS", "ES"].flatMap((family) => ["256", "384", "512"].map((size) => family + size)),
    "EdDSA",
];

/** Verifies that one of the keys signed the token, with one of the algorithms; does not check times. */
export async function verifyToken(
    token: string,
    keys: JSONWebKeySet,
    algorithms = asymmetricAlgorithms,
): Promise<TokenReading> {
    const header = headerOf(token);
    if (header === undefined) return problem("it is no signed JSON web token");
    const { alg = "none", kid } = header;
    if (!algorithms.includes(alg)) {
        return problem(`its algorithm is ${alg}; allowed are ${algorithms.join(", ")}`);
    }
    if (!keys.keys.some((key) => key.kid === kid)) {
        return problem(`no key of the issuer is called ${JSON.stringify(kid ?? "")}`);
    }
    try {
        const { payload } = await compactVerify(token, createLocalJWKSet(keys), {
            algorithms: [...algorithms],
        });
        return { ok: true, claims: JSON.parse(new TextDecoder().decode(payload)) as TokenClaims };
    } catch {
        return problem("its signature is not that of the issuer's key");
    }
}

function problem(text: string): TokenReading {
    return { ok: false, problem: text };
}

function headerOf(token: string) {
    try {
        return decodeProtectedHeader(token);
    } catch {
        return undefined;
    }
}

/** The payload of an unverified token: only to see whom it claims to be for. */
export function unverifiedClaims(token: string): TokenClaims {
    try {
        const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
        const claims: unknown = JSON.parse(payload);
        return typeof claims === "object" && claims !== null ? (claims as TokenClaims) : {};
    } catch {
        return {};
    }
}

/** `aud` is a text or a list. */
export function audiencesOf({ aud }: TokenClaims): string[] {
    return aud === undefined ? [] : [aud].flat().map(String);
}

/** A time claim in seconds, or undefined if it is missing. */
export function secondsOf(claims: TokenClaims, claim: "iat" | "nbf" | "exp"): number | undefined {
    const value = claims[claim];
    return typeof value === "number" ? value : undefined;
}
