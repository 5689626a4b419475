import type { VaultDatabaseRole } from "../collections";
import type { ResourceType } from "../resourceType";
import { defined, number, text, texts, type Values } from "../values";
import { namespace, refuseNamespace, type VaultPlace, vaultError } from "./vaultApi";

/** Inputs that the sandbox stores as given but does not act on. */
const kept = ["renewStatements", "rollbackStatements", "credentialConfig"] as const;

/** The credential types. Source: Vault, builtin/logical/database/dbplugin, CredentialType. */
const credentialTypes = {
    password: "password",
    rsaPrivateKey: "rsa_private_key",
    clientCertificate: "client_certificate",
} as const;

/**
 * Vault checks little here: the engine and the credential type. Whether the connection exists, allows this
 * role and has a statement to run shows only when somebody asks for a login: see `vaultDatabaseLogin`.
 */
export const databaseRole: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault resource_database_secret_backend_role.go",
    inputs: {
        backend: { type: "string", required: true, replaces: true },
        name: { type: "string", autoName: 512, replaces: true },
        namespace,
        dbName: { type: "string", required: true, replaces: true },
        creationStatements: { type: "list", required: true },
        revocationStatements: { type: "list", computed: true },
        renewStatements: { type: "list", computed: true },
        rollbackStatements: { type: "list", computed: true },
        defaultTtl: { type: "number" },
        maxTtl: { type: "number" },
        credentialType: { type: "string", computed: true },
        credentialConfig: { type: "map" },
    },
    outputs: {},
    // A silent upsert.
    create({ world, place, inputs }) {
        const role = roleFrom(inputs);
        const path = `${role.mount}/roles/${role.name}`;
        refuseNamespace(place, path, inputs);
        const refuse = (code: number, message: string) => {
            const cause = vaultError(place, "PUT", path, code, message).message;
            return new Error(
                `error creating database role "${role.name}" for backend "${role.mount}": ${cause}`,
            );
        };
        const mounted = world
            .list("vault/databaseConnections")
            .some(({ mount }) => mount === role.mount);
        if (!mounted) throw refuse(404, `no handler for route "${path}". route entry not found.`);
        if (role.dbName === "") throw refuse(400, "database name is required");
        if (!Object.values<string>(credentialTypes).includes(role.credentialType)) {
            throw refuse(400, `invalid credential_type "${role.credentialType}"`);
        }
        world.put("vault/databaseRoles", `${role.mount}/${role.name}`, role);
        return path;
    },
    read({ world, id }) {
        const [, mount, name] = /^(.+)\/roles\/(.+)$/.exec(id) ?? [];
        const found = world.read("vault/databaseRoles", `${mount}/${name}`);
        if (found === undefined) return undefined;
        const { dbName, creationStatements, revocationStatements, credentialType } = found;
        return {
            ...(found.settings as Values),
            ...{ backend: found.mount, name: found.name, dbName, credentialType },
            ...{ creationStatements, revocationStatements },
            defaultTtl: found.defaultTtl,
            maxTtl: found.maxTtl,
        };
    },
    update: (call) => {
        databaseRole.create(call);
    },
    // Existing logins stay: each lease records how to revoke it.
    delete({ world, id }) {
        world.remove("vault/databaseRoles", id.replace(/\/roles\/(?=[^/]+$)/, "/"));
    },
};

function roleFrom(inputs: Values): VaultDatabaseRole {
    return {
        mount: text(inputs, "backend").replace(/^\/+|\/+$/g, ""),
        name: text(inputs, "name"),
        dbName: text(inputs, "dbName"),
        creationStatements: texts(inputs, "creationStatements"),
        revocationStatements: texts(inputs, "revocationStatements").filter((each) => each !== ""),
        defaultTtl: number(inputs, "defaultTtl"),
        maxTtl: number(inputs, "maxTtl"),
        credentialType: text(inputs, "credentialType") || credentialTypes.password,
        settings: defined(Object.fromEntries(kept.map((key) => [key, inputs[key]]))),
    };
}
