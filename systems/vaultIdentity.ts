import { organizationStack } from "../planners/resources";
import type { FoundAccess, Subject } from "./system";
import type { VaultClient } from "./vaultClient";
import { roleLeaves, type Vocabulary } from "./vocabulary";

/** The Vault, or the namespace in it, to read. */
export interface VaultPlace {
    readonly client: VaultClient;
    /** The accessor of the mount on which people log in. */
    readonly accessor: string;
    readonly words: Vocabulary;
}

export interface Entity {
    readonly id: string;
    readonly name: string;
    readonly disabled: boolean;
    readonly policies: readonly string[] | null;
    readonly direct_group_ids: readonly string[] | null;
    readonly aliases: readonly Alias[] | null;
}

interface Alias {
    readonly name: string;
    readonly mount_accessor: string;
}

/**
 * All entities that belong to the person: the one known by id, the one that the login leads to, and those
 * named after the person's key. They differ if one was deleted and another created.
 */
export async function entitiesOf(
    { client, accessor }: VaultPlace,
    { key, previously, vault }: Subject,
): Promise<Entity[]> {
    const lookUp = (by: Readonly<Record<string, string>>) =>
        client.write<Entity>("identity/lookup/entity", by);
    const found = [
        vault?.entityId &&
            (await client.read<Entity>(`identity/entity/id/${encodeURIComponent(vault.entityId)}`)),
        vault?.alias && (await lookUp({ alias_name: vault.alias, alias_mount_accessor: accessor })),
    ];
    for (const name of [key, ...previously]) found.push(await lookUp({ name }));
    const entities = found.flatMap((entity) => entity || []);
    return [...new Map(entities.map((entity) => [entity.id, entity])).values()];
}

export async function findInEntity(
    place: VaultPlace,
    person: string,
    entity: Entity,
): Promise<FoundAccess[]> {
    const policies = entity.policies ?? [];
    const found: FoundAccess[] = [];
    const anywhere = { person, system: "vault", stack: organizationStack, leaves: [] } as const;
    const ids = { entityId: entity.id };
    if (!entity.disabled) {
        found.push({
            ...anywhere,
            kind: "entity",
            target: "org/vault",
            permission: "login",
            what: `entity ${entity.name}, which may log in`,
            ids,
        });
    }
    if (policies.length > 0) {
        found.push({
            ...anywhere,
            kind: "entity policies",
            target: "org/vault",
            permission: policies.join(", "),
            what: `policies of entity ${entity.name} itself`,
            ids,
        });
    }
    for (const groupId of entity.direct_group_ids ?? []) {
        found.push(await groupAccess(place, person, { entityId: entity.id, groupId }));
    }
    return found;
}

export interface Group {
    readonly name: string;
    readonly type: string;
    readonly member_entity_ids: readonly string[] | null;
}

async function groupAccess(
    { client, words }: VaultPlace,
    person: string,
    ids: { readonly entityId: string; readonly groupId: string },
): Promise<FoundAccess> {
    const group = await client.read<Group>(groupPath(ids.groupId));
    const name = group?.name ?? ids.groupId;
    const role = words.role(name);
    return {
        person,
        system: "vault",
        kind: "group",
        stack: role?.stack ?? organizationStack,
        target: role?.stack ?? "org/vault",
        permission: role?.permission ?? name,
        what: `group ${name}`,
        leaves: role ? roleLeaves("vault", role, person) : [],
        ids,
    };
}

function groupPath(id: string): string {
    return `identity/group/id/${encodeURIComponent(id)}`;
}

/** Keeps the other members: Vault replaces the list as a whole, so it is read immediately before. */
export async function leaveGroup(
    client: VaultClient,
    { entityId, groupId }: FoundAccess["ids"],
): Promise<void> {
    const path = groupPath(String(groupId));
    const group = await client.read<Group>(path);
    if (!group) return;
    if (group.type === "external") {
        throw new Error(
            `group ${group.name} is external: end the membership at the identity provider, from ` +
                "which vault takes it at every login",
        );
    }
    const members = group.member_entity_ids ?? [];
    if (!members.includes(String(entityId))) return;
    const kept = members.filter((id) => id !== entityId);
    await client.write(path, { member_entity_ids: kept });
}

/** Never deletes: the next login would create a new entity, which nothing would refuse. */
export async function changeEntity(
    client: VaultClient,
    { entityId }: FoundAccess["ids"],
    change: { readonly disabled: true } | { readonly policies: readonly [] },
): Promise<void> {
    const path = `identity/entity/id/${encodeURIComponent(String(entityId))}`;
    if (await client.read(path)) await client.write(path, change);
}
