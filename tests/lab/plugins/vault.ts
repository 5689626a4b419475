import { vault as sandboxVault } from "../../../sandbox/providers/vault";
import type { InputDefinition } from "../../../sandbox/resourceType";
import { flag, map, number, text, texts, type Value, type Values } from "../../../sandbox/values";
import type { RemoteProvider, RemoteType } from "./remoteCalls";
import { VaultApi } from "./vaultApi";
import { jwtAuthBackend } from "./vaultJwtBackend";
import { secretV2 } from "./vaultKv";
import { snake, vaultType } from "./vaultTable";

const rows = sandboxVault.resources;

/** The inputs of a type that are fields at Vault: all but those that only the provider knows. */
function fieldsOf(type: string, ...others: readonly string[]): Record<string, InputDefinition> {
    const entries = Object.entries(rows[type]?.inputs ?? {});
    return Object.fromEntries(entries.filter(([name]) => ![...others, "namespace"].includes(name)));
}

const policyRow = vaultType({
    fields: fieldsOf("vault:index/policy:Policy", "name"),
    path: (inputs) => `sys/policies/acl/${text(inputs, "name")}`,
    at: (id) => `sys/policies/acl/${id}`,
    id: (inputs) => text(inputs, "name"),
    failed: { create: () => "error writing to Vault: " },
});

/** Vault's client takes one that is missing for an empty one, and the provider takes its word. */
const policy: RemoteType<VaultApi> = {
    ...policyRow,
    read: async (api, id, state) => ({
        policy: text((await policyRow.read(api, id, state)) ?? {}, "policy"),
        name: id,
    }),
};

const entity = vaultType({
    fields: fieldsOf("vault:identity/entity:Entity", "externalPolicies"),
    path: () => "identity/entity",
    at: (id) => `identity/entity/id/${id}`,
    async taken(api, inputs) {
        const name = text(inputs, "name");
        const found = await api.read(`identity/entity/name/${name}`, inputs);
        const id = text(found ?? {}, "id");
        return `Identity Entity "${name}" already exists. Entity resource ID "${id}" may be imported.`;
    },
    failed: {
        create: (name) => `error writing IdentityEntity to "${name}": `,
        update: (id) => `error updating IdentityEntity "${id}": `,
    },
    write: ({ policies, ...fields }, inputs) =>
        flag(inputs, "externalPolicies") || policies === undefined
            ? fields
            : { ...fields, policies },
});

const entityAliasRow = vaultType({
    fields: fieldsOf("vault:identity/entityAlias:EntityAlias"),
    path: () => "identity/entity-alias",
    at: (id) => `identity/entity-alias/id/${id}`,
    failed: {
        create: (name) => `error writing entity alias to "${name}": `,
        update: (id) => `error updating entity alias "${id}": `,
    },
});

/** Vault would move one that is there to another entity; the provider looks first. */
const entityAlias: RemoteType<VaultApi> = {
    ...entityAliasRow,
    async create(api, inputs) {
        const [name, accessor] = [text(inputs, "name"), text(inputs, "mountAccessor")];
        const lookup = { alias_name: name, alias_mount_accessor: accessor };
        const found = await api.write("identity/lookup/entity", lookup, inputs);
        const aliases = (Array.isArray(found?.aliases) ? found.aliases : []) as readonly Values[];
        const taken = aliases.find(
            (each) => each.name === name && each.mount_accessor === accessor,
        );
        if (taken === undefined) return entityAliasRow.create(api, inputs);
        throw new Error(
            `entity alias "${name}" already exists for mount accessor "${accessor}", ` +
                `id="${taken.id}"`,
        );
    },
};

const external = (inputs: Values) => text(inputs, "type") === "external";

const group = vaultType({
    fields: fieldsOf(
        "vault:identity/group:Group",
        ...["externalPolicies", "externalMemberEntityIds", "externalMemberGroupIds"],
    ),
    path: () => "identity/group",
    at: (id) => `identity/group/id/${id}`,
    async taken(api, inputs) {
        const path = `/identity/group/name/${text(inputs, "name")}`;
        const found = await api.read(path.slice(1), inputs);
        return (
            `failed to create identity group "${text(inputs, "name")}", reason=group already ` +
            `exists with path="${path}", id="${text(found ?? {}, "id")}"`
        );
    },
    failed: {
        create: (name) => `error writing IdentityGroup to "${name}": `,
        update: (id) => `error updating IdentityGroup "${id}": `,
    },
    // The provider always says what it manages, an empty list too.
    write(fields, inputs) {
        const lists = ["policies", "memberEntityIds", "memberGroupIds"];
        const said = lists.map((name) => [snake(name), texts(inputs, name)] as const);
        const kept: Record<string, Value> = { ...fields, ...Object.fromEntries(said) };
        if (flag(inputs, "externalPolicies")) delete kept.policies;
        if (external(inputs) || flag(inputs, "externalMemberEntityIds")) {
            delete kept.member_entity_ids;
        }
        if (external(inputs) || flag(inputs, "externalMemberGroupIds")) {
            delete kept.member_group_ids;
        }
        return kept;
    },
});

/** Members are one list, of which each resource looks after its own. */
const groupMemberEntityIds: RemoteType<VaultApi> = {
    async create(api, inputs) {
        await writeMembers(
            api,
            text(inputs, "groupId"),
            inputs,
            texts(inputs, "memberEntityIds"),
            [],
        );
        return text(inputs, "groupId");
    },
    async read(api, id, state) {
        const found = await api.read(`identity/group/id/${id}`, state);
        if (found === undefined) return undefined;
        const members = texts(found, "member_entity_ids");
        const own = texts(state, "memberEntityIds");
        const seen = flag(state, "exclusive") ? members : own.filter((id) => members.includes(id));
        return { groupId: id, memberEntityIds: seen };
    },
    async update(api, id, inputs, state) {
        const [given, earlier] = [inputs, state].map((each) => texts(each, "memberEntityIds"));
        await writeMembers(api, id, inputs, given ?? [], earlier ?? []);
    },
    async delete(api, id, state) {
        await writeMembers(api, id, state, [], texts(state, "memberEntityIds"), true);
    },
};

async function writeMembers(
    api: VaultApi,
    id: string,
    values: Values,
    given: readonly string[],
    earlier: readonly string[],
    mayBeGone = false,
): Promise<void> {
    const path = `identity/group/id/${id}`;
    await api.alone(path, async () => {
        const found = await api.read(path, values);
        if (found === undefined && mayBeGone) return;
        if (found === undefined) throw new Error(`entity not found: "/${path}"`);
        if (found.type === "external") return;
        const others = texts(found, "member_entity_ids").filter((each) => !earlier.includes(each));
        const kept = flag(values, "exclusive") ? [] : others;
        const member_entity_ids = [...new Set([...kept, ...given])];
        await api.write(path, { member_entity_ids }, values).catch((error: Error) => {
            const what = `error updating field "member_entity_ids" on Identity Group ${id}`;
            throw new Error(`${what}: ${error.message}`);
        });
    });
}

const role = "vault:jwt/authBackendRole:AuthBackendRole";

const jwtAuthBackendRole = vaultType({
    fields: fieldsOf(role, "backend", "roleName", "disableBoundClaimsParsing"),
    path: (inputs) => rolePath(inputs),
    at: (id) => id,
    id: (inputs) => rolePath(inputs),
    failed: { create: (path) => `error writing JWT auth backend role "${path}": ` },
    write: (fields, inputs) =>
        fields.bound_claims === undefined ? fields : { ...fields, bound_claims: claims(inputs) },
    read(properties, id) {
        const [, backend = "", roleName = ""] = /^auth\/(.+)\/role\/(.+)$/.exec(id) ?? [];
        const bound = Object.entries(map(properties, "boundClaims"));
        const boundClaims = Object.fromEntries(
            bound.map(([claim, value]) => [claim, [value].flat().join(",")]),
        );
        return { ...properties, backend, roleName, boundClaims };
    },
});

function rolePath(inputs: Values): string {
    const [backend, name] = ["backend", "roleName"].map((each) =>
        text(inputs, each).replace(/^\/+|\/+$/g, ""),
    );
    return `auth/${backend}/role/${name}`;
}

/** The provider takes a comma for the end of a value unless it is told not to. */
function claims(inputs: Values): Values {
    const whole = flag(inputs, "disableBoundClaimsParsing");
    const entries = Object.entries(map(inputs, "boundClaims"));
    return Object.fromEntries(
        entries.map(([claim, value]) => [claim, whole ? [String(value)] : split(String(value))]),
    );
}

function split(value: string): string[] {
    return value.split(",").map((each) => each.trim());
}

/** The sandbox's Vault on a real server: the same inputs, checks and differences, other effects. */
export const vault: RemoteProvider<VaultApi> = {
    name: "vault",
    schema: sandboxVault as RemoteProvider<VaultApi>["schema"],
    async configure(inputs) {
        const { VAULT_TOKEN: token, ROLLCALL_LAB_ISSUER: issuer = "" } = process.env;
        if (!token) throw new Error("no vault token set on Client");
        const address = text(inputs, "address").replace(/\/+$/, "");
        const namespace = text(inputs, "namespace").replace(/^\/|\/$/g, "");
        const api = new VaultApi({ address, namespace, token, issuer });
        const self = await api.read("auth/token/lookup-self").catch((error: Error) => {
            throw new Error(`failed to lookup token, err=${error.message}`);
        });
        if (number(self ?? {}, "creation_time") === 0) throw new Error("failed to lookup token");
        return api;
    },
    resources: {
        "vault:index/policy:Policy": policy,
        "vault:identity/entity:Entity": entity,
        "vault:identity/entityAlias:EntityAlias": entityAlias,
        "vault:identity/group:Group": group,
        "vault:identity/groupMemberEntityIds:GroupMemberEntityIds": groupMemberEntityIds,
        "vault:jwt/authBackend:AuthBackend": jwtAuthBackend,
        [role]: jwtAuthBackendRole,
        "vault:kv/secretV2:SecretV2": secretV2,
    },
};
