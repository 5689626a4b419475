import { flag, map, text, type Values } from "../../../sandbox/values";
import type { RemoteType } from "./remoteCalls";
import type { VaultApi } from "./vaultApi";

/** A document in a KV version 2 mount. What it holds is written and never read back. */
export const secretV2: RemoteType<VaultApi> = {
    async create(api, inputs) {
        const path = `${text(inputs, "mount")}/data/${text(inputs, "name")}`;
        await writeVersion(api, path, inputs);
        return path;
    },
    async read(api, id, state) {
        const [, mount = "", name = ""] = /^(.+?)\/data\/(.+)$/.exec(id) ?? [];
        if (flag(state, "disableRead")) return { mount, name, path: id };
        const found = await api.read(id, state);
        if (found === undefined) return undefined;
        const said = Object.entries(map(found, "metadata"));
        const metadata = Object.fromEntries(said.map(([key, value]) => [key, String(value)]));
        return { mount, name, path: id, data: {}, metadata };
    },
    async update(api, id, inputs) {
        await writeVersion(api, id, inputs);
    },
    delete(api, id, state) {
        const all = flag(state, "deleteAllVersions");
        return api.delete(all ? id.replace("/data/", "/metadata/") : id, state);
    },
};

async function writeVersion(api: VaultApi, path: string, inputs: Values): Promise<void> {
    const data = JSON.parse(text(inputs, "dataJson") || text(inputs, "dataJsonWo"));
    const options = { ...map(inputs, "options") };
    await api.write(path, { data, ...(Object.keys(options).length ? { options } : {}) }, inputs);
    const custom = map(inputs, "customMetadata");
    if (Object.keys(custom).length === 0) return;
    const { data: custom_metadata = {}, maxVersions: max_versions = 0 } = custom;
    await api.write(
        path.replace("/data/", "/metadata/"),
        { custom_metadata, max_versions },
        inputs,
    );
}
