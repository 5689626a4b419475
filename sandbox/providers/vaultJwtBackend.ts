import { randomBytes } from "node:crypto";
import type { VaultJwtBackend } from "../collections";
import { type Check, type InputDefinition, oneOf, type ResourceType } from "../resourceType";
import { defined, flag, isMap, text, texts, type Value, type Values } from "../values";
import { removeToken } from "../vaultTokens";
import type { WorldReader, WorldTransaction } from "../world";
import { namespace, refuseNamespace, type VaultPlace, vaultError } from "./vaultApi";

const noTrailingSlash: Check = (value) =>
    String(value).endsWith("/") ? "cannot write to a path ending in '/'" : undefined;

/** Where the keys that verify tokens come from: exactly one of these. */
const keySources = ["oidcDiscoveryUrl", "jwksUrl", "jwksPairs", "jwtValidationPubkeys"] as const;

const optional: InputDefinition = { type: "string" };

/** Inputs that the sandbox stores as given but does not act on. */
const kept: Readonly<Record<string, InputDefinition>> = {
    description: optional,
    oidcDiscoveryUrl: optional,
    oidcDiscoveryCaPem: optional,
    jwksUrl: optional,
    jwksCaPem: optional,
    jwksPairs: { type: "set" },
    jwtValidationPubkeys: { type: "set" },
    oidcClientId: optional,
    oidcResponseMode: optional,
    oidcResponseTypes: { type: "set" },
    providerConfig: { type: "map" },
    namespaceInState: { type: "boolean", default: true },
    tune: { type: "object", computed: true },
};

export const jwtAuthBackend: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault resource_jwt_auth_backend.go",
    inputs: {
        path: {
            type: "string",
            default: "jwt",
            replaces: ({ inputs }) => flag(inputs, "disableRemount"),
            checks: [noTrailingSlash],
        },
        namespace,
        type: { type: "string", default: "jwt", replaces: true, checks: [oneOf("jwt", "oidc")] },
        local: { type: "boolean", default: false, replaces: true },
        disableRemount: { type: "boolean", default: false },
        boundIssuer: optional,
        defaultRole: optional,
        jwtSupportedAlgs: { type: "set" },
        oidcClientSecret: optional,
        oidcClientSecretWo: optional,
        oidcClientSecretWoVersion: { type: "number" },
        ...kept,
    },
    outputs: { accessor: [] },
    secretOutputs: ["oidcClientSecret", "oidcClientSecretWo"],
    check: (inputs) =>
        [...keySources, "providerConfig"].some((name) => inputs[name] !== undefined)
            ? undefined
            : "exactly one of oidc_discovery_url, jwks_url, jwks_pairs, or jwt_validation_pubkeys should be provided",
    create({ world, place, inputs }) {
        const path = text(inputs, "path");
        refuseNamespace(place, `sys/auth/${path}`, inputs);
        refuseTaken(world, place, path);
        const type = text(inputs, "type") === "oidc" ? "oidc" : "jwt";
        const accessor = `auth_${type}_${randomBytes(4).toString("hex")}`;
        const made = { ...configFrom(place, path, inputs), path, accessor, type } as const;
        world.put("vault/authMounts", accessor, { accessor, path, type });
        world.put("vault/jwtBackends", path, made);
        return path;
    },
    read({ world, id, state }) {
        const found = world.read("vault/jwtBackends", text(state, "path") || id);
        if (found === undefined) return undefined;
        const { path, type, accessor, boundIssuer, defaultRole, supportedAlgorithms } = found;
        return {
            ...(found.settings as Values),
            ...{ path, type, accessor, boundIssuer, defaultRole },
            jwtSupportedAlgs: supportedAlgorithms,
        };
    },
    // A new path moves the mount together with its roles.
    update({ world, place, inputs, state }) {
        const [before, path] = [text(state, "path"), text(inputs, "path")];
        const found = world.read("vault/jwtBackends", before);
        if (found === undefined) {
            const message = `no handler for route "auth/${before}/config". route entry not found.`;
            throw updateError(place, path, 404, message);
        }
        if (path !== before) remount(world, place, found, path);
        const changed = { ...found, ...configFrom(place, path, inputs), path };
        world.put("vault/jwtBackends", path, changed);
    },
    // Also deletes its roles, its aliases and the tokens that it issued.
    delete({ world, id, state }) {
        const path = text(state, "path") || id;
        const found = world.read("vault/jwtBackends", path);
        if (found === undefined) return;
        world.remove("vault/jwtBackends", path);
        world.remove("vault/authMounts", found.accessor);
        for (const { backend, name } of world.list("vault/jwtRoles")) {
            if (backend === path) world.remove("vault/jwtRoles", `${backend}/${name}`);
        }
        for (const alias of world.list("vault/entityAliases")) {
            if (alias.mountAccessor === found.accessor) {
                world.remove("vault/entityAliases", alias.id);
            }
        }
        for (const token of world.list("vault/tokens")) {
            if (token.path === `auth/${path}/login`) removeToken(world, token.accessor);
        }
    },
};

function refuseTaken(world: WorldReader, place: VaultPlace, path: string): void {
    const taken = world.list("vault/authMounts").some((mount) => mount.path === path);
    if (!taken) return;
    const message = `path is already in use at ${path}/`;
    const cause = vaultError(place, "PUT", `sys/auth/${path}`, 400, message).message;
    throw new Error(`error writing to Vault: ${cause}`);
}

function remount(
    world: WorldTransaction,
    place: VaultPlace,
    { path: before, accessor, type }: VaultJwtBackend,
    path: string,
): void {
    refuseTaken(world, place, path);
    world.remove("vault/jwtBackends", before);
    world.put("vault/authMounts", accessor, { accessor, path, type });
    for (const role of world.list("vault/jwtRoles")) {
        if (role.backend !== before) continue;
        world.remove("vault/jwtRoles", `${before}/${role.name}`);
        world.put("vault/jwtRoles", `${path}/${role.name}`, { ...role, backend: path });
    }
}

function configFrom(place: VaultPlace, path: string, inputs: Values) {
    const refuse = (message: string) => updateError(place, path, 400, message);
    const given = keySources.filter((name) => isGiven(inputs[name]));
    if (given.length !== 1) {
        const all = "'jwt_validation_pubkeys', 'jwks_url', 'jwks_pairs' or 'oidc_discovery_url'";
        throw refuse(`exactly one of ${all} must be set`);
    }
    const url = text(inputs, "oidcDiscoveryUrl");
    // Vault fetches the discovery document from there; its issuer must be exactly this text.
    if (given[0] === "oidcDiscoveryUrl" && (!URL.canParse(url) || url.endsWith("/"))) {
        throw refuse("error checking oidc discovery URL");
    }
    const supportedAlgorithms = texts(inputs, "jwtSupportedAlgs");
    const symmetric = supportedAlgorithms.find((each) => !algorithm.test(each));
    if (symmetric !== undefined) {
        throw refuse(`invalid jwt_supported_algs: unsupported signing algorithm "${symmetric}"`);
    }
    return {
        boundIssuer: text(inputs, "boundIssuer"),
        defaultRole: text(inputs, "defaultRole"),
        supportedAlgorithms,
        settings: defined(
            Object.fromEntries(Object.keys(kept).map((name) => [name, inputs[name]])),
        ),
    };
}

const algorithm = /^([RPE]S(256|384|512)|EdDSA)$/;

function isGiven(value: Value | undefined): boolean {
    if (Array.isArray(value)) return value.length > 0;
    return isMap(value) || (value !== undefined && value !== "");
}

function updateError(place: VaultPlace, path: string, code: number, message: string): Error {
    const cause = vaultError(place, "PUT", `auth/${path}/config`, code, message).message;
    return new Error(`error updating configuration to Vault for path ${path}: ${cause}`);
}
