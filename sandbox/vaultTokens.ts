import { createHash, randomBytes } from "node:crypto";
import type { Instant, Seconds } from "../model/instant";
import { isoInstant } from "../model/instant";
import type { VaultEntity, VaultLease, VaultToken } from "./collections";
import { namespaceSuffix, unique } from "./providers/vaultApi";
import type { World, WorldReader, WorldTransaction } from "./world";

/** The maximum lifetime of a token in Vault by default: 32 days. */
export const longestTtl: Seconds = 2_764_800;

export interface IssuedToken {
    /** What the client presents with every request. */
    readonly token: string;
    readonly accessor: string;
}

export type NewToken = Omit<VaultToken, "accessor" | "digest" | "issueTime" | "expireTime"> & {
    readonly ttl: Seconds;
};

/** Issues a token and its lease. */
export function issueToken(
    world: WorldTransaction,
    { ttl, ...about }: NewToken,
    instant: Instant,
): IssuedToken {
    const { namespace = "" } = world.read("vault/servers", "server") ?? {};
    const suffix = namespaceSuffix(namespace);
    const token = `hvs.${randomBytes(24).toString("base64url")}${suffix}`;
    const accessor = `${randomBytes(18).toString("base64url")}${suffix}`;
    const times = {
        issueTime: isoInstant(instant),
        expireTime: isoInstant(instant + Math.min(ttl, longestTtl) * 1000),
    };
    world.put("vault/tokens", accessor, { ...about, ...times, accessor, digest: digestOf(token) });
    const id = `${about.path}/h${digestOf(accessor)}`;
    world.put("vault/leases", id, { id, accessor, ...times });
    return { token, accessor };
}

/** Issues something to a token's holder for a limited time, such as a database login. */
export function issueLease(
    world: World,
    accessor: string,
    path: string,
    ttl: Seconds,
    instant: Instant,
): Promise<VaultLease> {
    return world.transaction((transaction) => {
        if (transaction.read("vault/tokens", accessor) === undefined) {
            throw new Error(`no token has the accessor ${accessor}`);
        }
        const lease: VaultLease = {
            id: `${path}/${randomBytes(18).toString("base64url")}`,
            accessor,
            issueTime: isoInstant(instant),
            expireTime: isoInstant(instant + ttl * 1000),
        };
        transaction.put("vault/leases", lease.id, lease);
        return lease;
    });
}

/** `auth/token/revoke-accessor`: revokes the token and every lease issued to it. */
export function revokeToken(world: World, accessor: string): Promise<void> {
    return world.transaction((transaction) => removeToken(transaction, accessor));
}

/** `sys/leases/revoke`: revokes what the lease stands for; a token's own lease also revokes the token. */
export function revokeLease(world: World, id: string): Promise<void> {
    return world.transaction((transaction) => {
        const found = transaction.read("vault/leases", id);
        if (found === undefined) return;
        if (id.startsWith("auth/")) removeToken(transaction, found.accessor);
        else transaction.remove("vault/leases", id);
    });
}

export function removeToken(world: WorldTransaction, accessor: string): void {
    world.remove("vault/tokens", accessor);
    for (const lease of world.list("vault/leases")) {
        if (lease.accessor === accessor) world.remove("vault/leases", lease.id);
    }
}

/** The entity's tokens that have not expired. */
export function tokensOf(
    world: WorldReader,
    entityId: string,
    instant: Instant,
): readonly VaultToken[] {
    return world
        .list("vault/tokens")
        .filter((each) => each.entityId === entityId && Date.parse(each.expireTime) > instant);
}

export function leasesOf(world: WorldReader, accessor: string): readonly VaultLease[] {
    return world.list("vault/leases").filter((each) => each.accessor === accessor);
}

export function tokenFor(world: WorldReader, token: string): VaultToken | undefined {
    const digest = digestOf(token);
    return world.list("vault/tokens").find((each) => each.digest === digest);
}

/**
 * A token's policies at this moment: its own, and those of its entity, its groups and the groups that
 * contain these, which Vault looks up at every request.
 */
export function policiesOf(
    world: WorldReader,
    token: VaultToken,
    entity: VaultEntity,
): readonly string[] {
    const groups = world.list("vault/groups");
    const within = groups.filter(({ memberEntityIds }) => memberEntityIds.includes(entity.id));
    for (const { id } of within) {
        const above = groups.filter(({ memberGroupIds }) => memberGroupIds.includes(id));
        within.push(...above.filter((group) => !within.includes(group)));
    }
    const given = within.flatMap(({ policies }) => policies);
    return unique([...token.policies, ...entity.policies, ...given]);
}

/** A token has too much entropy to be derived from its digest. */
function digestOf(token: string): string {
    return createHash("sha256").update(token).digest("hex");
}
