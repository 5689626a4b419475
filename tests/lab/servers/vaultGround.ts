import { map, text } from "../../../sandbox/values";
import { VaultApi } from "../plugins/vaultApi";
import type { VaultServer } from "./vaultServer";

/** What an organisation's Vault has before Rollcall comes. */
export interface VaultGround {
    /** Absent: the root. */
    readonly namespace?: string;
    /** KV version 2 mounts. */
    readonly mounts: readonly string[];
    /** Where people's logins come from. */
    readonly issuer: string;
}

export interface PreparedVault {
    readonly address: string;
    /** Made for whoever deploys, in the namespace; may do everything there. */
    readonly token: string;
    /** Of the mount on which people log in by their e-mail. */
    readonly loginAccessor: string;
}

/** What people's tokens are for, and where they log in. */
export const people = { audience: "vault", mount: "oidc", role: "person" } as const;

export async function prepareVault(
    { address, token: root }: VaultServer,
    { namespace = "", mounts, issuer }: VaultGround,
): Promise<PreparedVault> {
    const place = { address, token: root, issuer: "" };
    if (namespace !== "") {
        await new VaultApi({ ...place, namespace: "" }).write(`sys/namespaces/${namespace}`, {});
    }
    const api = new VaultApi({ ...place, namespace });
    for (const mount of mounts) {
        await api.write(`sys/mounts/${mount}`, { type: "kv", options: { version: "2" } });
    }
    await prepareLogin(api, issuer);
    const mounted = map((await api.read("sys/auth")) ?? {}, `${people.mount}/`);
    const loginAccessor = text(mounted, "accessor");
    return { address, token: await deployer(api), loginAccessor };
}

async function prepareLogin(api: VaultApi, issuer: string): Promise<void> {
    const { mount, role, audience } = people;
    await api.write(`sys/auth/${mount}`, { type: "oidc" });
    await api.write(`auth/${mount}/config`, { oidc_discovery_url: issuer, bound_issuer: issuer });
    await api.write(`auth/${mount}/role/${role}`, {
        role_type: "jwt",
        user_claim: "email",
        bound_audiences: [audience],
        token_ttl: 3600,
    });
}

async function deployer(api: VaultApi): Promise<string> {
    const capabilities = `["create", "read", "update", "delete", "list", "sudo"]`;
    const policy = `path "*" { capabilities = ${capabilities} }`;
    await api.write("sys/policies/acl/deployer", { policy });
    return api.login("auth/token/create", { policies: ["deployer"], no_parent: true, ttl: "1h" });
}
