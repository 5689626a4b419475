import { organizationStack } from "../planners/resources";
import { mapLimited } from "./mapLimited";
import type { FoundAccess, Subject, Unread } from "./system";
import { unreadBecause } from "./vaultClient";
import type { Entity, VaultPlace } from "./vaultIdentity";

/** An alias, as a list of them shows it. */
export interface ListedAlias {
    readonly name: string;
    /** The entity that a login under this name becomes. */
    readonly canonical_id: string;
    /** `auth/ldap/` */
    readonly mount_path?: string;
    readonly mount_type?: string;
}

/**
 * Aliases of the person's names on whatever mount: the e-mail address and the name on the login mount
 * anywhere, because people have one of them, and GitHub's login where GitHub logs in. Vault compares
 * names without case.
 */
export function aliasesOf<T extends ListedAlias>(
    { email, github, vault }: Subject,
    all: readonly T[],
): T[] {
    const lower = (text: string | undefined) => text?.toLowerCase();
    const names = new Set([email, vault?.alias].flatMap((one) => lower(one) ?? []));
    return all.filter(
        ({ name, mount_type }) =>
            names.has(name.toLowerCase()) ||
            (mount_type === "github" && name.toLowerCase() === lower(github?.login)),
    );
}

/** One list for everybody. What it does not tell is unread: an older Vault may list ids alone. */
export async function listAliases({ client }: VaultPlace): Promise<{
    readonly listed: readonly ListedAlias[];
    readonly unread: readonly Unread[];
}> {
    const path = "identity/entity-alias/id";
    try {
        const all = [...(await client.listWithInfo<ListedAlias>(path)).values()];
        const listed = all.flatMap((alias) => alias ?? []);
        if (listed.length === all.length) return { listed, unread: [] };
        const reason = `LIST ${path}: says of ${all.length - listed.length} aliases nothing but their ids`;
        return { listed, unread: [{ system: "vault", target: "org/vault", reason }] };
    } catch (error) {
        return { listed: [], unread: [unreadBecause(error)] };
    }
}

/** Entities to which the person's names lead, and that are not known to be the person's. */
export async function findElsewhere(
    { client }: VaultPlace,
    subject: Subject,
    known: readonly Entity[],
    aliases: readonly ListedAlias[],
): Promise<FoundAccess[]> {
    const others = aliasesOf(subject, aliases).filter(
        ({ canonical_id }) => !known.some(({ id }) => id === canonical_id),
    );
    const found = await mapLimited(others, 4, async (alias) => {
        const path = `identity/entity/id/${encodeURIComponent(alias.canonical_id)}`;
        const entity = await client.read<Entity>(path);
        return entity && !entity.disabled ? [aliasAccess(subject.key, alias, entity.name)] : [];
    });
    return found.flat();
}

/** A way in by an entity that is not known to be the person's. */
export function aliasAccess(person: string, alias: ListedAlias, entity: string): FoundAccess {
    return {
        person,
        system: "vault",
        kind: "alias",
        stack: organizationStack,
        target: "org/vault",
        permission: "login",
        what: `alias ${alias.name} on ${alias.mount_path ?? "another mount"} of entity ${entity}, which may log in`,
        leaves: [],
        ids: { entityId: alias.canonical_id },
    };
}

/** A name is no proof of whose an entity is, so nothing is taken away by a name alone. */
export function refuseRemoval({ what }: Pick<FoundAccess, "what">): never {
    throw new Error(
        `${what}: Rollcall did not make it and knows it by a name alone; if it is the person's, disable ` +
            "the entity and revoke its tokens, otherwise give the alias another name",
    );
}
