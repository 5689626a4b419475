import type { Provider, ResourceType } from "../resourceType";
import { text } from "../values";
import { name, namespace, refuseNamespace, type VaultPlace, vaultError } from "./vaultApi";
import { databaseRole } from "./vaultDatabaseRole";
import { entity, entityAlias } from "./vaultEntity";
import { group, groupMemberEntityIds } from "./vaultGroup";
import { jwtAuthBackend } from "./vaultJwtBackend";
import { jwtAuthBackendRole } from "./vaultJwtRole";
import { secretV2 } from "./vaultKv";
import { vaultPolicyProblem } from "./vaultPolicy";

const policy: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault resource_policy.go",
    inputs: {
        name: { ...name, replaces: true },
        namespace,
        policy: { type: "string", required: true },
    },
    outputs: {},
    // A silent upsert. Vault stores policy names in lower case.
    create({ world, place, inputs }) {
        const given = text(inputs, "name");
        const path = `sys/policies/acl/${given}`;
        refuseNamespace(place, path, inputs);
        const document = text(inputs, "policy");
        const problem = given.toLowerCase() === "root" ? `cannot update "root" policy` : undefined;
        const unreadable = problem === undefined ? vaultPolicyProblem(document) : undefined;
        const message =
            unreadable === undefined ? problem : `failed to parse policy: ${unreadable}`;
        if (message !== undefined) {
            const cause = vaultError(place, "PUT", path, 400, message).message;
            throw new Error(`error writing to Vault: ${cause}`);
        }
        const key = given.toLowerCase();
        world.put("vault/policies", key, { name: key, policy: document });
        return given;
    },
    // Vault's client reads a missing policy as an empty one, and the provider takes that at face value.
    read({ world, id }) {
        const found = world.read("vault/policies", id.toLowerCase());
        return { name: id, policy: found?.policy ?? "" };
    },
    update: (call) => {
        policy.create(call);
    },
    delete({ world, id }) {
        world.remove("vault/policies", id.toLowerCase());
    },
};

/**
 * Vault. The token belongs to the one namespace of the one server in the world, so any other address or
 * namespace is refused: terraform-provider-vault internal/provider/meta.go.
 */
export const vault: Provider<VaultPlace> = {
    name: "vault",
    configure(inputs, world) {
        const address = text(inputs, "address").replace(/\/+$/, "");
        const place = { address, namespace: text(inputs, "namespace").replace(/^\/|\/$/g, "") };
        const server = world.read("vault/servers", "server");
        if (address === "") throw new Error("failed to configure Vault address");
        const path = "auth/token/lookup-self";
        if (server?.address !== address) {
            const host = URL.canParse(address) ? new URL(address).hostname : address;
            const reason = `dial tcp: lookup ${host}: no such host`;
            throw new Error(`failed to lookup token, err=Get "${address}/v1/${path}": ${reason}`);
        }
        if ((server.namespace ?? "") !== place.namespace) {
            const { message } = vaultError(place, "GET", path, 403, "permission denied");
            throw new Error(`failed to lookup token, err=${message}`);
        }
        return place;
    },
    resources: {
        "vault:index/policy:Policy": policy,
        "vault:database/secretBackendRole:SecretBackendRole": databaseRole,
        "vault:identity/entity:Entity": entity,
        "vault:identity/entityAlias:EntityAlias": entityAlias,
        "vault:identity/group:Group": group,
        "vault:identity/groupMemberEntityIds:GroupMemberEntityIds": groupMemberEntityIds,
        "vault:jwt/authBackend:AuthBackend": jwtAuthBackend,
        "vault:jwt/authBackendRole:AuthBackendRole": jwtAuthBackendRole,
        "vault:kv/secretV2:SecretV2": secretV2,
    },
    functions: {},
};
