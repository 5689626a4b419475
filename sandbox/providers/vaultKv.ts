import type { VaultKvSecret, VaultKvVersion } from "../collections";
import { type Check, length, type ResourceType } from "../resourceType";
import { flag, isMap, map, number, text, type Value, type Values } from "../values";
import type { WorldReader } from "../world";
import { namespace, refuseNamespace, type VaultPlace, vaultError } from "./vaultApi";

/** How many versions Vault keeps by default. */
const mostVersions = 10;

const validObject: Check = (value, name) =>
    parsed(value) === undefined ? `"${name}" contains an invalid JSON object` : undefined;

export const secretV2: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault resource_kv_secret_v2.go",
    inputs: {
        mount: { type: "string", required: true, replaces: true },
        name: { type: "string", autoName: 512, replaces: true, checks: [length(1, 512)] },
        namespace,
        dataJson: {
            type: "string",
            checks: [validObject],
            same: (old, given) => JSON.stringify(parsed(old)) === JSON.stringify(parsed(given)),
        },
        dataJsonWo: { type: "string", checks: [validObject] },
        dataJsonWoVersion: { type: "number" },
        deleteAllVersions: { type: "boolean", default: false },
        disableRead: { type: "boolean", default: false },
        cas: { type: "number" },
        options: { type: "map" },
        customMetadata: { type: "object", computed: true },
    },
    outputs: { path: [], data: [], metadata: ["dataJson", "dataJsonWo", "dataJsonWoVersion"] },
    secretOutputs: ["dataJson", "dataJsonWo", "data"],
    check: (inputs) =>
        (inputs.dataJson === undefined) === (inputs.dataJsonWo === undefined)
            ? "Invalid combination of arguments: exactly one of dataJson, dataJsonWo must be given"
            : undefined,
    // Adds a version to an existing secret, whoever wrote it.
    create({ world, place, inputs }) {
        const path = `${text(inputs, "mount")}/data/${text(inputs, "name")}`;
        refuseNamespace(place, path, inputs);
        const next = withVersion(world, place, path, inputs);
        world.put("vault/kvSecrets", `${next.mount}/${next.name}`, next);
        return path;
    },
    // The value is not read back, so what others write goes unseen; a deleted version does not.
    read({ world, id, state }) {
        const { mount, name } = partsOf(id);
        if (flag(state, "disableRead")) return { mount, name, path: id };
        const found = world.read("vault/kvSecrets", `${mount}/${name}`);
        const newest = found?.versions.at(-1);
        if (newest === undefined || newest.deletionTime !== undefined) return undefined;
        return {
            mount,
            name,
            path: id,
            data: {},
            metadata: metadataOf(newest),
            ...(found?.customMetadata ? { customMetadata: found.customMetadata as Values } : {}),
        };
    },
    update: (call) => {
        secretV2.create(call);
    },
    // Soft-deletes the newest version, or with `deleteAllVersions` removes all versions.
    delete({ world, id, state }) {
        const { mount, name } = partsOf(id);
        const key = `${mount}/${name}`;
        const found = world.read("vault/kvSecrets", key);
        const newest = found?.versions.at(-1);
        if (found === undefined || newest === undefined) return;
        if (flag(state, "deleteAllVersions")) {
            world.remove("vault/kvSecrets", key);
            return;
        }
        const hidden = { ...newest, deletionTime: new Date().toISOString() };
        const versions = [...found.versions.slice(0, -1), hidden];
        world.put("vault/kvSecrets", key, { ...found, versions });
    },
};

function withVersion(
    world: WorldReader,
    place: VaultPlace,
    path: string,
    inputs: Values,
): VaultKvSecret {
    const { mount, name } = partsOf(path);
    if (world.read("vault/mounts", mount) === undefined) {
        const message = `no handler for route "${path}". route entry not found.`;
        throw vaultError(place, "PUT", path, 404, message);
    }
    const found = world.read("vault/kvSecrets", `${mount}/${name}`);
    const last = found?.versions.at(-1)?.version ?? 0;
    const expected = map(inputs, "options").cas;
    if (expected !== undefined && Number(expected) !== last) {
        const message = "check-and-set parameter did not match the current version";
        throw vaultError(place, "PUT", path, 400, message);
    }
    const custom = isMap(inputs.customMetadata) ? inputs.customMetadata : found?.customMetadata;
    const kept = number((custom ?? {}) as Values, "maxVersions") || mostVersions;
    const made: VaultKvVersion = {
        version: last + 1,
        data: parsed(inputs.dataJson ?? inputs.dataJsonWo) ?? {},
        createdTime: new Date().toISOString(),
    };
    return {
        mount,
        name,
        versions: [...(found?.versions ?? []), made].slice(-kept),
        ...(custom === undefined ? {} : { customMetadata: custom }),
    };
}

function partsOf(path: string): { readonly mount: string; readonly name: string } {
    const [, mount, name] = /^(.+?)\/data\/(.+)$/.exec(path) ?? [];
    if (mount !== undefined && name !== undefined) return { mount, name };
    throw new Error(`unable to read mount from ID ${path}, err=no mount found`);
}

function parsed(value: Value | undefined): Values | undefined {
    try {
        const object = JSON.parse(String(value)) as Value;
        return isMap(object) ? object : undefined;
    } catch {
        return undefined;
    }
}

/** The metadata as a map of texts, as the provider writes it. */
function metadataOf({ version, createdTime }: VaultKvVersion): Values {
    return {
        created_time: createdTime,
        custom_metadata: "null",
        deletion_time: "",
        destroyed: "false",
        version: String(version),
    };
}
