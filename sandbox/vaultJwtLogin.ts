import type { JSONWebKeySet } from "jose";
import { type Instant, isoInstant } from "../model/instant";
import type { VaultJwtBackend, VaultJwtRole } from "./collections";
import type { TokenClaims } from "./githubToken";
import type { Mismatch } from "./mismatch";
import { roleAt } from "./providers/vaultJwtRole";
import { vaultGlob } from "./vaultAcl";
import { displayName, login, type VaultLoginAnswer } from "./vaultLogin";
import { longestTtl } from "./vaultTokens";
import {
    asymmetricAlgorithms,
    audiencesOf,
    type Refusal,
    refuse,
    secondsOf,
    type Verdict,
    verifyToken,
} from "./webIdentity";
import type { World, WorldReader, WorldTransaction } from "./world";

export interface JwtLogin {
    /** The backend's path, such as `github-actions-prod`. */
    readonly backend: string;
    /** Absent for the backend's default role. */
    readonly role?: string;
    readonly token: string;
    /** The keys that the issuer publishes. */
    readonly keys: JSONWebKeySet;
}

/**
 * A login at a JWT backend, as Vault checks it: one of the issuer's keys signed the token; it comes from
 * that issuer and is meant for one of the role's audiences; it is valid now; and every claim that the role
 * binds has one of the role's values.
 *
 * Sources: vault-plugin-auth-jwt path_login.go and claims.go; hashicorp/cap jwt/jwt.go.
 */
export async function vaultJwtLogin(
    world: World,
    request: JwtLogin,
    instant: Instant,
): Promise<VaultLoginAnswer> {
    const checked = await check(world, request, instant);
    if ("granted" in checked) return checked;
    return world.transaction((transaction) => enter(transaction, checked, instant));
}

/** What the login would answer: no token is issued and no entity is created. */
export async function rehearseJwtLogin(
    world: World,
    request: JwtLogin,
    instant: Instant,
): Promise<Verdict> {
    const checked = await check(world, request, instant);
    if ("granted" in checked) return checked;
    const answer = await world.rehearse((transaction) => enter(transaction, checked, instant));
    return { granted: answer.granted, reason: answer.reason };
}

interface Checked {
    readonly backend: VaultJwtBackend;
    readonly role: VaultJwtRole;
    /** The name under which the entity has an alias. */
    readonly user: string;
}

async function check(
    world: WorldReader,
    { backend: path, role: name, token, keys }: JwtLogin,
    instant: Instant,
): Promise<Checked | Refusal> {
    const backend = world.read("vault/jwtBackends", path);
    if (backend === undefined) return refuse(`no handler for route "auth/${path}/login"`);
    const roleName = name || backend.defaultRole;
    if (roleName === "") return refuse("missing role");
    const role = roleAt(world, path, roleName);
    if (role === undefined) return refuse(`role "${roleName}" could not be found`);
    if (role.roleType === "oidc") return refuse("role with oidc role_type is not allowed");

    const { supportedAlgorithms: own } = backend;
    const reading = await verifyToken(token, keys, own.length > 0 ? own : asymmetricAlgorithms);
    if (!reading.ok) return refuse(`error validating token: ${reading.problem}`);
    const { claims } = reading;
    const refusal = standardRefusal(backend, role, claims, instant) ?? claimsRefusal(role, claims);
    if (refusal !== undefined) return refusal;
    const user = claims[role.userClaim];
    if (typeof user !== "string") {
        return refuse(`claim "${role.userClaim}" not found in token`);
    }
    return { backend, role, user };
}

function enter(
    world: WorldTransaction,
    { backend, role, user }: Checked,
    instant: Instant,
): VaultLoginAnswer {
    const { policies, noDefaultPolicy, ttl, maxTtl, explicitMaxTtl } = role.token;
    if (policies.includes("root")) return refuse("auth methods cannot create root tokens");
    const limits = [ttl || longestTtl, maxTtl, explicitMaxTtl].filter((each) => each > 0);
    return login(world, backend, user, instant, {
        displayName: displayName(world, backend.path, user),
        path: `auth/${backend.path}/login`,
        role: role.name,
        policies: [...policies, ...(noDefaultPolicy ? [] : ["default"])].sort(),
        ttl: Math.min(...limits),
        explicitMaxTtl,
    });
}

function standardRefusal(
    { boundIssuer }: VaultJwtBackend,
    { boundSubject, boundAudiences, leeway }: VaultJwtRole,
    claims: TokenClaims,
    instant: Instant,
): Refusal | undefined {
    const invalid = (claim: "iss" | "sub" | "aud", who: string, allowed: readonly string[]) =>
        refuse(
            `error validating token: invalid ${claim} claim: the ${who} is bound to ` +
                `${allowed.map(show).join(" or ")}, not ${show(claims[claim])}`,
            [{ claim, allowed, given: textsOf(claims[claim]) }],
        );
    if (boundIssuer !== "" && claims.iss !== boundIssuer) {
        return invalid("iss", "backend", [boundIssuer]);
    }
    if (boundSubject !== "" && claims.sub !== boundSubject) {
        return invalid("sub", "role", [boundSubject]);
    }
    const audiences = audiencesOf(claims);
    if (boundAudiences.length === 0 && audiences.length > 0) {
        return refuse("audience claim found in JWT but no audiences bound to the role");
    }
    if (boundAudiences.length > 0 && !audiences.some((each) => boundAudiences.includes(each))) {
        return invalid("aud", "role", boundAudiences);
    }
    return timeRefusal(leeway, claims, instant);
}

/** Vault derives missing times from the others, and by default allows a minute of clock skew. */
function timeRefusal(
    leeway: VaultJwtRole["leeway"],
    claims: TokenClaims,
    instant: Instant,
): Refusal | undefined {
    const [iat = 0, nbf = 0, exp = 0] = (["iat", "nbf", "exp"] as const).map(
        (claim) => secondsOf(claims, claim) ?? 0,
    );
    const invalid = (what: string) => refuse(`error validating token: ${what}`);
    if (iat === 0 && nbf === 0 && exp === 0) return invalid("no iat, nbf or exp claims in token");
    const end = exp || Math.max(iat, nbf) + allowance(leeway.expiration, 150);
    const start = nbf || iat || end - allowance(leeway.notBefore, 150);
    const [skew, now] = [allowance(leeway.clockSkew, 60), instant / 1000];
    if (now + skew < start) {
        return invalid(`invalid nbf claim: it is not good before ${isoInstant(start * 1000)}`);
    }
    if (now - skew > end) {
        return invalid(`invalid exp claim: it is expired since ${isoInstant(end * 1000)}`);
    }
    if (now + skew < iat) {
        return invalid(`invalid iat claim: it is issued in the future, ${isoInstant(iat * 1000)}`);
    }
    return undefined;
}

/** 0 means Vault's default, a negative number none. */
function allowance(seconds: number, usual: number): number {
    return seconds === 0 ? usual : Math.max(0, seconds);
}

/** Like Vault, the message names the first claim that does not fit; `mismatches` lists them all. */
function claimsRefusal(
    { boundClaims, boundClaimsType }: VaultJwtRole,
    claims: TokenClaims,
): Refusal | undefined {
    const fits = (allowed: string, value: unknown) =>
        boundClaimsType === "glob"
            ? typeof value === "string" && vaultGlob(allowed, value)
            : allowed === value;
    const mismatches: readonly Mismatch[] = Object.entries(boundClaims)
        .filter(([claim, allowed]) => {
            const values = [claims[claim] ?? []].flat();
            return !values.some((value) => allowed.some((each) => fits(each, value)));
        })
        .map(([claim, allowed]) => ({ claim, allowed, given: textsOf(claims[claim]) }));
    const [first] = mismatches;
    if (first === undefined) return undefined;
    const { claim, allowed } = first;
    return refuse(
        claims[claim] === undefined
            ? `error validating claims: claim "${claim}" is missing`
            : `error validating claims: claim "${claim}" does not match any associated bound ` +
                  `claim values: ${allowed.map(show).join(" or ")}, the token has ` +
                  show(claims[claim]),
        mismatches,
    );
}

function textsOf(value: TokenClaims[string] | undefined): string[] {
    return [value ?? []].flat().map(String);
}

function show(value: unknown): string {
    return value === undefined ? "none" : JSON.stringify(value);
}
