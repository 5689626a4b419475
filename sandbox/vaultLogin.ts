import { randomBytes } from "node:crypto";
import type { Instant, Seconds } from "../model/instant";
import type { VaultAuthMount, VaultEntity } from "./collections";
import { newId } from "./providers/vaultApi";
import { issueToken, longestTtl, type NewToken } from "./vaultTokens";
import { refuse, type Verdict } from "./webIdentity";
import type { World, WorldReader, WorldTransaction } from "./world";

export interface VaultLoginAnswer extends Verdict {
    /** Present if granted, like the others. */
    readonly token?: string;
    readonly accessor?: string;
    readonly entityId?: string;
}

/**
 * Logs in the person who has this alias on the mount where people log in. Somebody whom Vault does not know
 * becomes a new entity without groups; so does a leaver whose alias is gone.
 *
 * @param ttl of the token; by default Vault's own 32 days
 * @throws when the world has no mount for people to log in, or several
 */
export function vaultLogin(
    world: World,
    alias: string,
    instant: Instant,
    ttl: Seconds = longestTtl,
): Promise<VaultLoginAnswer> {
    return world.transaction((transaction) => {
        const mount = mountOfPeople(transaction);
        const entrance = mount.type === "oidc" ? "oidc/callback" : "login";
        return login(transaction, mount, alias, instant, {
            displayName: displayName(transaction, mount.path, alias),
            path: `auth/${mount.path}/${entrance}`,
            policies: ["default"],
            ttl,
            explicitMaxTtl: 0,
        });
    });
}

/** A token is named after its mount; below the root namespace, the namespace and `auth/` come first. */
export function displayName(world: WorldReader, path: string, user: string): string {
    const { namespace } = world.read("vault/servers", "server") ?? {};
    const mount = namespace === undefined ? path : `${namespace}/auth/${path}`;
    return `${mount.replaceAll("/", "-")}-${user}`;
}

/** The only auth mount without a JWT backend: those are for services. */
function mountOfPeople(world: WorldReader): VaultAuthMount {
    const [mount, ...more] = world
        .list("vault/authMounts")
        .filter(({ path }) => world.read("vault/jwtBackends", path) === undefined);
    if (mount !== undefined && more.length === 0) return mount;
    const count = mount === undefined ? 0 : 1 + more.length;
    throw new Error(`the world has ${count} mounts for people to log in; it needs exactly one`);
}

/** What all ways to log in have in common: an entity that may log in, and a token for it. */
export function login(
    world: WorldTransaction,
    { accessor: mountAccessor }: Pick<VaultAuthMount, "accessor">,
    alias: string,
    instant: Instant,
    token: Omit<NewToken, "entityId">,
): VaultLoginAnswer {
    const { entity, fresh } = entityOf(world, mountAccessor, alias);
    if (entity.disabled) return refuse(`permission denied: the entity ${entity.name} is disabled`);
    const issued = issueToken(world, { ...token, entityId: entity.id }, instant);
    const who = fresh ? "a fresh entity" : `the entity ${entity.name}`;
    const policies = token.policies.join(", ") || "none";
    const reason = `logged in as ${who}, with the policies ${policies} and those of identity`;
    return { granted: true, reason, ...issued, entityId: entity.id };
}

function entityOf(
    world: WorldTransaction,
    mountAccessor: string,
    name: string,
): { readonly entity: VaultEntity; readonly fresh: boolean } {
    const alias = world
        .list("vault/entityAliases")
        .find((each) => each.name === name && each.mountAccessor === mountAccessor);
    const known = alias && world.read("vault/entities", alias.canonicalId);
    if (known !== undefined) return { entity: known, fresh: false };
    const { namespace = "" } = world.read("vault/servers", "server") ?? {};
    const entity = {
        id: newId(namespace),
        name: `entity_${randomBytes(4).toString("hex")}`,
        disabled: false,
        policies: [],
        metadata: {},
    };
    const made = { id: newId(namespace), name, mountAccessor, canonicalId: entity.id };
    world.put("vault/entities", entity.id, entity);
    world.put("vault/entityAliases", made.id, { ...made, customMetadata: {} });
    return { entity, fresh: true };
}
