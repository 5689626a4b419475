import type { Instant } from "../model/instant";
import { vaultCan } from "./vaultCan";
import { issueLease, longestTtl, tokenFor } from "./vaultTokens";
import { refuse, type Verdict } from "./webIdentity";
import type { World } from "./world";

export interface DatabaseLogin extends Verdict {
    /** Present if granted: the lease through which Vault would revoke the login. */
    readonly lease?: string;
}

/**
 * Asks a database secrets engine for a login, `MOUNT/creds/ROLE`. The world has no database, so no login is
 * created, but everything that Vault checks beforehand is checked, and there is a lease.
 *
 * Source: Vault, builtin/logical/database/path_creds_create.go.
 */
export async function vaultDatabaseLogin(
    world: World,
    token: string,
    { mount, role: name }: { readonly mount: string; readonly role: string },
    instant: Instant,
): Promise<DatabaseLogin> {
    const path = `${mount}/creds/${name}`;
    const verdict = vaultCan(world, token, path, "read", instant);
    const accessor = tokenFor(world, token)?.accessor;
    if (!verdict.granted || accessor === undefined) return verdict;
    const role = world.read("vault/databaseRoles", `${mount}/${name}`);
    if (role === undefined) return refuse(`unknown role: ${name}`);
    const connection = world.read("vault/databaseConnections", `${mount}/${role.dbName}`);
    if (connection === undefined) {
        return refuse(`failed to find entry for connection with name: "${role.dbName}"`);
    }
    if (!connection.allowedRoles.some((pattern) => globMatches(pattern, name))) {
        return refuse(`"${name}" is not an allowed role`);
    }
    if (role.creationStatements.length === 0) return refuse("empty creation statements");
    const most = role.maxTtl > 0 ? role.maxTtl : longestTtl;
    const ttl = Math.min(role.defaultTtl > 0 ? role.defaultTtl : longestTtl, most);
    const lease = await issueLease(world, accessor, path, ttl, instant);
    return { ...verdict, lease: lease.id };
}

function globMatches(pattern: string, name: string): boolean {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(name);
}
