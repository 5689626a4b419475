import { defined, map, text, type Value, type Values } from "../../../sandbox/values";
import type { RemoteType } from "./remoteCalls";
import type { VaultApi } from "./vaultApi";
import { snake } from "./vaultTable";

/** What a backend's `config` has; the rest is the mount's. */
const settings = [
    "oidcDiscoveryUrl",
    "oidcDiscoveryCaPem",
    "oidcClientId",
    "oidcClientSecret",
    "oidcResponseMode",
    "oidcResponseTypes",
    "jwksUrl",
    "jwksCaPem",
    "jwtValidationPubkeys",
    "boundIssuer",
    "jwtSupportedAlgs",
    "defaultRole",
    "providerConfig",
];

const secret = "oidcClientSecret"; // Vault takes it and never tells it

const gitHub = "https://token.actions.githubusercontent.com";

export const jwtAuthBackend: RemoteType<VaultApi> = {
    async create(api, inputs) {
        const path = text(inputs, "path");
        const { type = "jwt", description = "", local = false } = inputs;
        await api.write(`sys/auth/${path}`, { type, description, local }, inputs).catch(refuse(""));
        await writeConfig(api, path, inputs);
        return path;
    },
    async read(api, id, state) {
        const path = text(state, "path") || id;
        const mount = map((await api.read("sys/auth", state)) ?? {}, `${path}/`);
        if (mount.accessor === undefined) return undefined;
        const found = await api.read(`auth/${path}/config`, state);
        if (found === undefined) return undefined;
        const names = settings.filter((name) => name !== secret);
        const config = names.map((name) => [name, found[snake(name)]] as const);
        const { accessor, type, description, local } = mount;
        return defined({
            ...swapped(Object.fromEntries(config), api.place.issuer, gitHub),
            ...{ path, accessor, type, description, local },
        });
    },
    async update(api, _id, inputs, state) {
        const [before, path] = [text(state, "path"), text(inputs, "path")];
        if (path !== before) {
            await api.write("sys/remount", { from: `auth/${before}`, to: `auth/${path}` }, inputs);
        }
        if (text(inputs, "description") !== text(state, "description")) {
            const { description = "" } = inputs;
            await api.write(`sys/auth/${path}/tune`, { description }, inputs);
        }
        await writeConfig(api, path, inputs);
    },
    delete: (api, id, state) => api.delete(`sys/auth/${text(state, "path") || id}`, state),
};

async function writeConfig(api: VaultApi, path: string, inputs: Values): Promise<void> {
    const given = settings.filter((name) => inputs[name] !== undefined);
    const values = Object.fromEntries(given.map((name) => [name, inputs[name] ?? null]));
    const fields = Object.entries(swapped(values, gitHub, api.place.issuer)).map(
        ([name, value]) => [snake(name), value] as const,
    );
    await api
        .write(`auth/${path}/config`, Object.fromEntries(fields), inputs)
        .catch(refuse(`error updating configuration to Vault for path ${path}: `));
}

/** GitHub's issuer is out of reach: another stands in for it, and the program never knows. */
function swapped(values: Readonly<Record<string, Value | undefined>>, from: string, to: string) {
    const entries = Object.entries(values).flatMap(([name, value]) => {
        if (value === undefined) return [];
        return [[name, value === from && to !== "" ? to : value] as const];
    });
    return Object.fromEntries(entries);
}

function refuse(words: string) {
    return (error: Error) => {
        throw new Error(`${words || "error writing to Vault: "}${error.message}`);
    };
}
