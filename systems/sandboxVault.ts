import type { Roster } from "../model/roster";
import { organizationStack } from "../planners/resources";
import {
    found,
    type SandboxObjects,
    type SandboxPlace,
    type SandboxReader,
    type SandboxRemovals,
    type SandboxTransaction,
} from "./sandboxWorld";
import type { Block, Canary, EndedSession, FoundAccess, Subject } from "./system";
import { aliasAccess, aliasesOf, refuseRemoval } from "./vaultAliases";
import { roleLeaves } from "./vocabulary";

export function singInVault(world: SandboxReader, { organization }: Roster): Canary {
    const accessor = organization.vault?.login.accessor ?? "";
    return world.read("vault/authMounts", accessor)
        ? { ok: true, reason: "the login mount is seen" }
        : { ok: false, reason: `the world has no login mount with the accessor ${accessor}` };
}

/** As in vaultIdentity.ts: by id, by the login's alias, and by name. */
function entitiesOf(world: SandboxReader, accessor: string, subject: Subject) {
    const { key, previously, vault } = subject;
    const led = world
        .list("vault/entityAliases")
        .filter(({ name, mountAccessor }) => name === vault?.alias && mountAccessor === accessor)
        .map(({ canonicalId }) => canonicalId);
    return world
        .list("vault/entities")
        .filter(
            ({ id, name }) =>
                id === vault?.entityId || led.includes(id) || [key, ...previously].includes(name),
        );
}

function tokensOf(world: SandboxReader, accessor: string, subject: Subject) {
    const ids = new Set(entitiesOf(world, accessor, subject).map(({ id }) => id));
    if (subject.vault?.entityId) ids.add(subject.vault.entityId);
    return world.list("vault/tokens").filter(({ entityId }) => ids.has(entityId));
}

type Entity = SandboxObjects["vault/entities"];
type Token = SandboxObjects["vault/tokens"];

function describe({ accessor, displayName, expireTime }: Token): string {
    return `token ${accessor} of ${displayName}, until ${expireTime}`;
}

export function findInVault(
    place: SandboxPlace,
    accessor: string,
    subject: Subject,
): FoundAccess[] {
    const entities = entitiesOf(place.world, accessor, subject);
    return [
        ...findEntities(entities, subject),
        ...entities.flatMap((entity) => findGroups(place, entity, subject)),
        ...findElsewhere(place.world, subject, entities),
        ...tokensOf(place.world, accessor, subject).map((token) =>
            found("vault", anywhere(subject), {
                kind: "token",
                permission: token.policies.join(", "),
                what: describe(token),
                ids: { accessor: token.accessor },
            }),
        ),
    ];
}

/** Entities that may log in, and then those that have policies of their own. */
function findEntities(entities: readonly Entity[], subject: Subject): FoundAccess[] {
    return [
        ...entities
            .filter(({ disabled }) => !disabled)
            .map(({ id, name }) =>
                found("vault", anywhere(subject), {
                    kind: "entity",
                    permission: "login",
                    what: `entity ${name}, which may log in`,
                    ids: { entityId: id },
                }),
            ),
        ...entities
            .filter(({ policies }) => policies.length > 0)
            .map(({ id, name, policies }) =>
                found("vault", anywhere(subject), {
                    kind: "entity policies",
                    permission: policies.join(", "),
                    what: `policies of entity ${name} itself`,
                    ids: { entityId: id },
                }),
            ),
    ];
}

function findGroups(
    { world, words }: SandboxPlace,
    { id: entityId }: Entity,
    { key: person }: Subject,
): FoundAccess[] {
    return world
        .list("vault/groups")
        .filter(({ memberEntityIds }) => memberEntityIds.includes(entityId))
        .map(({ id, name }) => {
            const role = words.role(name);
            const stack = role?.stack ?? organizationStack;
            const place = { person, stack, target: role?.stack ?? "org/vault" };
            return found("vault", place, {
                kind: "group",
                permission: role?.permission ?? name,
                what: `group ${name}`,
                leaves: role ? roleLeaves("vault", role, person) : [],
                ids: { entityId, groupId: id },
            });
        });
}

/** One Vault has the entities and tokens of all environments. */
function anywhere({ key: person }: Subject) {
    return { person, stack: organizationStack, target: "org/vault" };
}

/** As in vault.ts: by the person's names on whatever mount. */
function findElsewhere(
    world: SandboxReader,
    subject: Subject,
    known: readonly Entity[],
): FoundAccess[] {
    const aliases = world
        .list("vault/entityAliases")
        .map(({ name, mountAccessor, canonicalId }) => {
            const mount = world.read("vault/authMounts", mountAccessor);
            return {
                name,
                canonical_id: canonicalId,
                ...(mount ? { mount_path: `auth/${mount.path}/`, mount_type: mount.type } : {}),
            };
        });
    return aliasesOf(subject, aliases).flatMap((alias) => {
        const entity = world.read("vault/entities", alias.canonical_id);
        if (!entity || entity.disabled || known.some(({ id }) => id === entity.id)) return [];
        return [aliasAccess(subject.key, alias, entity.name)];
    });
}

export function blocksInVault(
    { world }: SandboxPlace,
    accessor: string,
    subject: Subject,
): Block[] {
    const entities = entitiesOf(world, accessor, subject);
    const open = entities.filter(({ disabled }) => !disabled).map(({ name }) => name);
    const led = new Set(
        world
            .list("vault/entityAliases")
            .filter(
                ({ name, mountAccessor }) =>
                    mountAccessor === accessor && (subject.vault?.alias ?? name) === name,
            )
            .map(({ canonicalId }) => canonicalId),
    );
    return entities
        .filter(({ disabled }) => disabled)
        .map(({ id, name }) => {
            const reason =
                open.length > 0
                    ? `entity ${open.join(", ")} is not disabled`
                    : led.has(id)
                      ? undefined
                      : "its alias is gone: a new login makes a fresh entity";
            return {
                person: subject.key,
                system: "vault",
                kind: "disabled entity",
                stack: organizationStack,
                what: `entity ${name}`,
                resources: [],
                acting: reason === undefined,
                ...(reason === undefined ? {} : { reason }),
            };
        });
}

export function endVaultSessions(
    world: SandboxTransaction,
    accessor: string,
    subject: Subject,
): EndedSession[] {
    return tokensOf(world, accessor, subject).map((token) => {
        revoke(world, token.accessor);
        return {
            person: subject.key,
            system: "vault",
            kind: "token",
            what: describe(token),
            ended: true,
        };
    });
}

/** Leases made with the token end with it. */
function revoke(world: SandboxTransaction, accessor: string): void {
    world.remove("vault/tokens", accessor);
    for (const lease of world.list("vault/leases")) {
        if (lease.accessor === accessor) world.remove("vault/leases", lease.id);
    }
}

export const removalsInVault: SandboxRemovals = {
    entity: (world, { entityId = "" }) => {
        const entity = world.read("vault/entities", entityId);
        if (entity) world.put("vault/entities", entityId, { ...entity, disabled: true });
    },
    "entity policies": (world, { entityId = "" }) => {
        const entity = world.read("vault/entities", entityId);
        if (entity) world.put("vault/entities", entityId, { ...entity, policies: [] });
    },
    group: (world, { entityId, groupId = "" }) => {
        const group = world.read("vault/groups", groupId);
        if (!group) return;
        const memberEntityIds = group.memberEntityIds.filter((id) => id !== entityId);
        world.put("vault/groups", groupId, { ...group, memberEntityIds });
    },
    alias: (_world, { entityId }) => refuseRemoval({ what: `the alias of entity ${entityId}` }),
    token: (world, { accessor }) => revoke(world, String(accessor)),
};
