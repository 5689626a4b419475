import type { VaultJwtRole } from "../collections";
import type { InputDefinition, ResourceType } from "../resourceType";
import { canonical, defined, flag, map, number, text, texts, type Values } from "../values";
import type { WorldReader, WorldTransaction } from "../world";
import { namespace, refuseNamespace, type VaultPlace, vaultError } from "./vaultApi";

const optionalText: InputDefinition = { type: "string" };
const seconds: InputDefinition = { type: "number" };
const list: InputDefinition = { type: "set" };
const off: InputDefinition = { type: "boolean", default: false };

/** Inputs that the sandbox stores as given but does not act on. */
const kept: Readonly<Record<string, InputDefinition>> = {
    aliasMetadata: { type: "map" },
    allowedRedirectUris: list,
    claimMappings: { type: "map" },
    groupsClaim: optionalText,
    maxAge: seconds,
    oidcScopes: list,
    tokenBoundCidrs: list,
    userClaimJsonPointer: off,
    verboseOidcLogging: off,
};

export const jwtAuthBackendRole: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault resource_jwt_auth_backend_role.go",
    inputs: {
        backend: {
            type: "string",
            default: "jwt",
            replaces: true,
            same: (old, given) => trimmed(String(old)) === trimmed(String(given)),
        },
        namespace,
        roleName: { type: "string", required: true, replaces: true },
        roleType: { type: "string", computed: true, replaces: true },
        userClaim: { type: "string", required: true },
        boundAudiences: list,
        boundSubject: optionalText,
        boundClaims: { type: "map" },
        boundClaimsType: { type: "string", computed: true },
        disableBoundClaimsParsing: off,
        clockSkewLeeway: { type: "number", default: 0 },
        expirationLeeway: { type: "number", default: 0 },
        notBeforeLeeway: { type: "number", default: 0 },
        tokenPolicies: list,
        tokenNoDefaultPolicy: { type: "boolean" },
        tokenTtl: seconds,
        tokenMaxTtl: seconds,
        tokenExplicitMaxTtl: seconds,
        tokenPeriod: seconds,
        tokenNumUses: { type: "number" },
        tokenType: { type: "string", default: "default" },
        ...kept,
    },
    outputs: {},
    // A silent upsert that keeps whatever it is not told.
    create({ world, place, inputs }) {
        const [backend, name] = [text(inputs, "backend"), text(inputs, "roleName")].map(trimmed);
        const found = roleAt(world, backend ?? "", name ?? "");
        const kept = found ? describe(found) : {};
        return writeRole(world, place, { ...kept, ...notEmpty(inputs) });
    },
    read({ world, id }) {
        const { backend, roleName } = partsOf(id);
        const found = roleAt(world, backend, roleName);
        return found && { ...describe(found), backend, roleName };
    },
    update({ world, place, inputs }) {
        writeRole(world, place, inputs);
    },
    delete({ world, id }) {
        const { backend, roleName } = partsOf(id);
        world.remove("vault/jwtRoles", `${backend}/${roleName.toLowerCase()}`);
    },
};

function writeRole(world: WorldTransaction, place: VaultPlace, inputs: Values): string {
    const [backend, given] = [trimmed(text(inputs, "backend")), text(inputs, "roleName")];
    const path = `auth/${backend}/role/${trimmed(given)}`;
    refuseNamespace(place, path, inputs);
    const role = roleFrom(backend, trimmed(given).toLowerCase(), inputs);
    const refuse = (code: number, message: string) => {
        const cause = vaultError(place, "PUT", path, code, message).message;
        return new Error(`error writing JWT auth backend role "${path}": ${cause}`);
    };
    if (world.read("vault/jwtBackends", backend) === undefined) {
        throw refuse(404, `no handler for route "${path}". route entry not found.`);
    }
    const problem = roleProblem(role);
    if (problem !== undefined) throw refuse(400, problem);
    world.put("vault/jwtRoles", `${backend}/${role.name}`, role);
    return path;
}

/** A create sends only non-empty values. */
function notEmpty(inputs: Values): Values {
    return Object.fromEntries(
        Object.entries(inputs).filter(([, value]) => canonical(value) !== ""),
    );
}

/** Vault stores role names in lower case and looks them up case-insensitively. */
export function roleAt(
    world: WorldReader,
    backend: string,
    name: string,
): VaultJwtRole | undefined {
    return world.read("vault/jwtRoles", `${backend}/${name.toLowerCase()}`);
}

function partsOf(id: string): { readonly backend: string; readonly roleName: string } {
    const [, backend, roleName] = /^auth\/(.+)\/role\/(.+)$/.exec(id) ?? [];
    if (backend !== undefined && roleName !== undefined) return { backend, roleName };
    throw new Error(`invalid path "${id}" for JWT auth backend role: no role found`);
}

function trimmed(path: string): string {
    return path.replace(/^\/+|\/+$/g, "");
}

function roleFrom(backend: string, name: string, inputs: Values): VaultJwtRole {
    return {
        backend,
        name,
        // As in Vault, a role is `oidc` unless it says otherwise.
        roleType: (text(inputs, "roleType") || "oidc") as VaultJwtRole["roleType"],
        userClaim: text(inputs, "userClaim"),
        boundAudiences: texts(inputs, "boundAudiences"),
        boundSubject: text(inputs, "boundSubject"),
        boundClaimsType: (text(inputs, "boundClaimsType") ||
            "string") as VaultJwtRole["boundClaimsType"],
        boundClaims: claimsFrom(inputs),
        leeway: {
            expiration: number(inputs, "expirationLeeway"),
            notBefore: number(inputs, "notBeforeLeeway"),
            clockSkew: number(inputs, "clockSkewLeeway"),
        },
        token: {
            policies: texts(inputs, "tokenPolicies"),
            noDefaultPolicy: flag(inputs, "tokenNoDefaultPolicy"),
            ttl: number(inputs, "tokenTtl"),
            maxTtl: number(inputs, "tokenMaxTtl"),
            explicitMaxTtl: number(inputs, "tokenExplicitMaxTtl"),
            period: number(inputs, "tokenPeriod"),
            numUses: number(inputs, "tokenNumUses"),
            type: text(inputs, "tokenType"),
        },
        settings: defined(Object.fromEntries(Object.keys(kept).map((key) => [key, inputs[key]]))),
    };
}

/** The provider splits values at commas unless told not to. */
function claimsFrom(inputs: Values): VaultJwtRole["boundClaims"] {
    const whole = flag(inputs, "disableBoundClaimsParsing");
    return Object.fromEntries(
        Object.entries(map(inputs, "boundClaims")).map(([claim, value]) => {
            const values = whole ? [String(value)] : String(value).split(",");
            return [claim, values.map((each) => each.trim())];
        }),
    );
}

/** What Vault would refuse: vault-plugin-auth-jwt path_role.go. */
function roleProblem(role: VaultJwtRole): string | undefined {
    const { roleType, boundClaimsType, userClaim, settings, token } = role;
    if (!["jwt", "oidc"].includes(roleType)) return `invalid 'role_type': ${roleType}`;
    if (!["string", "glob"].includes(boundClaimsType)) {
        return `invalid 'bound_claims_type': ${boundClaimsType}`;
    }
    if (userClaim === "") return "a user claim must be defined on the role";
    const uris = settings.allowedRedirectUris;
    if (roleType === "oidc" && !(Array.isArray(uris) && uris.length > 0)) {
        return "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified.";
    }
    if (roleType === "jwt" && !isBound(role)) {
        return "must have at least one bound constraint when creating/updating a role";
    }
    if (token.maxTtl > 0 && token.ttl > token.maxTtl) {
        return "'token_ttl' cannot be greater than 'token_max_ttl'";
    }
    return undefined;
}

function isBound({ boundAudiences, boundSubject, boundClaims, settings }: VaultJwtRole): boolean {
    const cidrs = settings.tokenBoundCidrs;
    return (
        boundAudiences.length > 0 ||
        boundSubject !== "" ||
        Object.keys(boundClaims).length > 0 ||
        (Array.isArray(cidrs) && cidrs.length > 0)
    );
}

/** The role as the provider reads it: several values of a claim become one text, joined by commas. */
function describe(role: VaultJwtRole): Values {
    const { roleType, userClaim, boundAudiences, boundSubject, boundClaimsType } = role;
    const { token, leeway } = role;
    return {
        ...(role.settings as Values),
        ...{ roleType, userClaim, boundAudiences, boundSubject, boundClaimsType },
        boundClaims: Object.fromEntries(
            Object.entries(role.boundClaims).map(([claim, values]) => [claim, values.join(",")]),
        ),
        clockSkewLeeway: leeway.clockSkew,
        expirationLeeway: leeway.expiration,
        notBeforeLeeway: leeway.notBefore,
        tokenPolicies: token.policies,
        tokenNoDefaultPolicy: token.noDefaultPolicy,
        tokenTtl: token.ttl,
        tokenMaxTtl: token.maxTtl,
        tokenExplicitMaxTtl: token.explicitMaxTtl,
        tokenPeriod: token.period,
        tokenNumUses: token.numUses,
        tokenType: token.type,
    };
}
