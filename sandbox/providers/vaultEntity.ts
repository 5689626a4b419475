import type { VaultEntity, VaultEntityAlias } from "../collections";
import type { ResourceType } from "../resourceType";
import { flag, text, type Values } from "../values";
import { ErrorAfterEffect, type WorldReader } from "../world";
import {
    entityNamed,
    name,
    namespace,
    newId,
    policyNames,
    refuseNamespace,
    textMap,
    type VaultPlace,
    vaultError,
} from "./vaultApi";

export const entity: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault resource_identity_entity.go",
    inputs: {
        name,
        namespace,
        metadata: { type: "map" },
        policies: {
            type: "set",
            same: (_old, _given, { inputs }) => flag(inputs, "externalPolicies"),
        },
        externalPolicies: { type: "boolean", default: false },
        disabled: { type: "boolean" },
    },
    outputs: {},
    // If the name is taken, Vault updates that entity and answers without an id.
    create({ world, place, inputs }) {
        refuseNamespace(place, "identity/entity", inputs);
        const given = text(inputs, "name");
        const taken = entityNamed(world, given);
        if (taken !== undefined) {
            world.put("vault/entities", taken.id, { ...taken, ...givenSettings(inputs) });
            throw new ErrorAfterEffect(
                `Identity Entity "${given}" already exists. ` +
                    `Entity resource ID "${taken.id}" may be imported.`,
            );
        }
        const id = newId(place.namespace);
        world.put("vault/entities", id, { id, name: given, ...settings(inputs) });
        return id;
    },
    read({ world, id }) {
        const found = world.read("vault/entities", id);
        if (found === undefined) return undefined;
        const { metadata, disabled, policies } = found;
        return { name: found.name, metadata, disabled, policies };
    },
    update({ world, place, id, inputs }) {
        const found = world.read("vault/entities", id);
        const other = entityNamed(world, text(inputs, "name"));
        if (found === undefined) {
            const path = `identity/entity/id/${id}`;
            const cause = vaultError(place, "PUT", path, 400, "entity not found from id").message;
            throw new Error(`error updating IdentityEntity "${id}": ${cause}`);
        }
        if (other !== undefined && other.id !== id) {
            const message = "entity name is already in use";
            const cause = vaultError(
                place,
                "PUT",
                `identity/entity/id/${id}`,
                400,
                message,
            ).message;
            throw new Error(`error updating IdentityEntity "${id}": ${cause}`);
        }
        const external = flag(inputs, "externalPolicies") ? { policies: found.policies } : {};
        const changed = { id, name: text(inputs, "name"), ...settings(inputs), ...external };
        world.put("vault/entities", id, changed);
    },
    // Also deletes its aliases and its group memberships.
    delete({ world, id }) {
        world.remove("vault/entities", id);
        for (const alias of world.list("vault/entityAliases")) {
            if (alias.canonicalId === id) world.remove("vault/entityAliases", alias.id);
        }
        for (const group of world.list("vault/groups")) {
            if (!group.memberEntityIds.includes(id)) continue;
            const memberEntityIds = group.memberEntityIds.filter((each) => each !== id);
            world.put("vault/groups", group.id, { ...group, memberEntityIds });
        }
    },
};

function settings(inputs: Values): Omit<VaultEntity, "id" | "name"> {
    return {
        disabled: flag(inputs, "disabled"),
        policies: flag(inputs, "externalPolicies") ? [] : policyNames(inputs),
        metadata: textMap(inputs, "metadata"),
    };
}

/** A create sends only non-empty values: `false` is not sent, so a disabled entity stays disabled. */
function givenSettings(inputs: Values): Partial<VaultEntity> {
    const { disabled, policies, metadata } = settings(inputs);
    return {
        ...(disabled ? { disabled } : {}),
        ...(policies.length > 0 ? { policies } : {}),
        ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
    };
}

export const entityAlias: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault resource_identity_entity_alias.go",
    inputs: {
        name,
        namespace,
        mountAccessor: { type: "string", required: true },
        canonicalId: { type: "string", required: true },
        customMetadata: { type: "map" },
    },
    outputs: {},
    create({ world, place, inputs }) {
        refuseNamespace(place, "identity/entity-alias", inputs);
        const made = aliasFrom(newId(place.namespace), inputs);
        const taken = aliasAt(world, made);
        if (taken !== undefined) {
            throw new Error(
                `entity alias "${made.name}" already exists for mount accessor ` +
                    `"${made.mountAccessor}", id="${taken.id}"`,
            );
        }
        const problem = aliasProblem(world, made, {
            noEntity: "invalid canonical ID",
            second: "Alias already exists for requested entity and mount accessor",
        });
        if (problem !== undefined) {
            const cause = vaultError(place, "PUT", "identity/entity-alias", 400, problem).message;
            throw new Error(`error writing entity alias to "${made.name}": ${cause}`);
        }
        world.put("vault/entityAliases", made.id, made);
        return made.id;
    },
    read({ world, id }) {
        const found = world.read("vault/entityAliases", id);
        if (found === undefined) return undefined;
        const { mountAccessor, canonicalId, customMetadata } = found;
        return { name: found.name, mountAccessor, canonicalId, customMetadata };
    },
    update({ world, place, id, inputs }) {
        const changed = aliasFrom(id, inputs);
        const taken = aliasAt(world, changed);
        const problem =
            taken !== undefined && taken.id !== id
                ? "alias with combination of mount accessor and name already exists"
                : aliasProblem(world, changed, {
                      noEntity: "given 'canonical_id' is not associated with an entity",
                      second: "Alias cannot be updated as the given entity already has an alias for this mount",
                  });
        if (problem !== undefined) {
            const path = `identity/entity-alias/id/${id}`;
            const cause = vaultError(place, "PUT", path, 400, problem).message;
            throw new Error(`error updating entity alias "${id}": ${cause}`);
        }
        world.put("vault/entityAliases", id, changed);
    },
    delete({ world, id }) {
        world.remove("vault/entityAliases", id);
    },
};

function aliasFrom(id: string, inputs: Values): VaultEntityAlias {
    return {
        id,
        name: text(inputs, "name"),
        mountAccessor: text(inputs, "mountAccessor"),
        canonicalId: text(inputs, "canonicalId"),
        customMetadata: textMap(inputs, "customMetadata"),
    };
}

function aliasAt(world: WorldReader, given: VaultEntityAlias): VaultEntityAlias | undefined {
    return world
        .list("vault/entityAliases")
        .find((each) => each.name === given.name && each.mountAccessor === given.mountAccessor);
}

/** The mount and the entity must exist, and an entity has one alias per mount (Vault 1.9 and newer). */
function aliasProblem(
    world: WorldReader,
    alias: VaultEntityAlias,
    words: { readonly noEntity: string; readonly second: string },
): string | undefined {
    if (world.read("vault/authMounts", alias.mountAccessor) === undefined) {
        return `invalid mount accessor "${alias.mountAccessor}"`;
    }
    if (world.read("vault/entities", alias.canonicalId) === undefined) return words.noEntity;
    const hasOne = world
        .list("vault/entityAliases")
        .some(
            (each) =>
                each.id !== alias.id &&
                each.canonicalId === alias.canonicalId &&
                each.mountAccessor === alias.mountAccessor,
        );
    return hasOne ? words.second : undefined;
}
