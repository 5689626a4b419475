import type { VaultGroup } from "../collections";
import { type Compared, oneOf, type ResourceType } from "../resourceType";
import { flag, text, texts, type Values } from "../values";
import { ErrorAfterEffect, type WorldReader } from "../world";
import {
    groupNamed,
    memberError,
    name,
    namespace,
    newId,
    policyNames,
    refuseNamespace,
    textMap,
    unique,
    type VaultPlace,
    vaultError,
} from "./vaultApi";

const external = (inputs: Values) => text(inputs, "type") === "external";

export const group: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault resource_identity_group.go",
    inputs: {
        name,
        namespace,
        type: {
            type: "string",
            default: "internal",
            replaces: true,
            checks: [oneOf("internal", "external")],
        },
        metadata: { type: "map" },
        policies: {
            type: "set",
            same: (_old, _given, { inputs }) => flag(inputs, "externalPolicies"),
        },
        externalPolicies: { type: "boolean", default: false },
        memberEntityIds: { type: "set", same: elsewhere("externalMemberEntityIds") },
        externalMemberEntityIds: { type: "boolean", default: false },
        memberGroupIds: { type: "set", same: elsewhere("externalMemberGroupIds") },
        externalMemberGroupIds: { type: "boolean", default: false },
    },
    outputs: {},
    // If the name is taken, Vault updates that group and answers without an id.
    create({ world, place, inputs }) {
        refuseNamespace(place, "identity/group", inputs);
        const given = text(inputs, "name");
        const taken = groupNamed(world, given);
        const made = groupFrom(taken ?? emptyGroup(newId(place.namespace), inputs), inputs);
        refuseMembers(world, place, made, {
            what: `error writing IdentityGroup to "${given}"`,
            path: "identity/group",
        });
        world.put("vault/groups", made.id, made);
        if (taken === undefined) return made.id;
        const path = `/identity/group/name/${given}`;
        throw new ErrorAfterEffect(
            `failed to create identity group "${given}", reason=group already exists with ` +
                `path="${path}", id="${taken.id}"`,
        );
    },
    read({ world, id }) {
        const found = world.read("vault/groups", id);
        if (found === undefined) return undefined;
        const { id: _id, ...described } = found;
        return described;
    },
    update({ world, place, id, inputs }) {
        const what = `error updating IdentityGroup "${id}"`;
        const found = world.read("vault/groups", id);
        const other = groupNamed(world, text(inputs, "name"));
        const path = `identity/group/id/${id}`;
        if (found === undefined) {
            const cause = vaultError(place, "PUT", path, 400, "invalid group ID").message;
            throw new Error(`${what}: ${cause}`);
        }
        if (other !== undefined && other.id !== id) {
            const message = "group name is already in use";
            throw new Error(`${what}: ${vaultError(place, "PUT", path, 400, message).message}`);
        }
        const changed = groupFrom({ ...found, name: text(inputs, "name") }, inputs);
        refuseMembers(world, place, changed, { what, path });
        world.put("vault/groups", id, changed);
    },
    delete({ world, id }) {
        world.remove("vault/groups", id);
        for (const parent of world.list("vault/groups")) {
            if (!parent.memberGroupIds.includes(id)) continue;
            const memberGroupIds = parent.memberGroupIds.filter((each) => each !== id);
            world.put("vault/groups", parent.id, { ...parent, memberGroupIds });
        }
    },
};

/** Members that are managed elsewhere never count as a difference. */
function elsewhere(property: string) {
    return (_old: unknown, _given: unknown, { inputs }: Compared) =>
        external(inputs) || flag(inputs, property);
}

function emptyGroup(id: string, inputs: Values): VaultGroup {
    const none = { policies: [], metadata: {}, memberEntityIds: [], memberGroupIds: [] };
    return { id, name: text(inputs, "name"), type: text(inputs, "type"), ...none };
}

function groupFrom(group: VaultGroup, inputs: Values): VaultGroup {
    const managed = (property: string, by: string) =>
        !external(inputs) && !flag(inputs, by) ? unique(texts(inputs, property)) : undefined;
    const policies = flag(inputs, "externalPolicies") ? undefined : policyNames(inputs);
    return {
        ...group,
        metadata: textMap(inputs, "metadata"),
        policies: policies ?? group.policies,
        memberEntityIds:
            managed("memberEntityIds", "externalMemberEntityIds") ?? group.memberEntityIds,
        memberGroupIds: managed("memberGroupIds", "externalMemberGroupIds") ?? group.memberGroupIds,
    };
}

function refuseMembers(
    world: WorldReader,
    place: VaultPlace,
    group: VaultGroup,
    { what, path }: { readonly what: string; readonly path: string },
): void {
    const entity = group.memberEntityIds.find(
        (id) => world.read("vault/entities", id) === undefined,
    );
    const below = group.memberGroupIds.find((id) => world.read("vault/groups", id) === undefined);
    if (entity === undefined && below === undefined) return;
    const message =
        entity === undefined
            ? `invalid member group ID "${below}"`
            : `invalid entity ID "${entity}"`;
    throw new Error(`${what}: ${memberError(place, path, message).message}`);
}

export const groupMemberEntityIds: ResourceType<VaultPlace> = {
    source: "terraform-provider-vault internal/identity/group/group.go",
    inputs: {
        groupId: { type: "string", required: true, replaces: true },
        namespace,
        memberEntityIds: { type: "set" },
        exclusive: { type: "boolean", default: true },
    },
    outputs: {},
    create({ world, place, inputs }) {
        refuseNamespace(place, "identity/group", inputs);
        writeMembers(world, place, inputs, []);
        return text(inputs, "groupId");
    },
    // A non-exclusive one sees only its own ids, and exists as long as the group does.
    read({ world, id, state }) {
        const found = world.read("vault/groups", id);
        if (found === undefined) return undefined;
        const own = texts(state, "memberEntityIds");
        const members = found.memberEntityIds;
        const seen = flag(state, "exclusive") ? members : own.filter((id) => members.includes(id));
        return { groupId: id, memberEntityIds: seen };
    },
    update({ world, place, inputs, state }) {
        writeMembers(world, place, inputs, texts(state, "memberEntityIds"));
    },
    delete({ world, id, state }) {
        const found = world.read("vault/groups", id);
        if (found === undefined) return;
        const own = texts(state, "memberEntityIds");
        const memberEntityIds = flag(state, "exclusive")
            ? []
            : found.memberEntityIds.filter((each) => !own.includes(each));
        world.put("vault/groups", id, { ...found, memberEntityIds });
    },
};

function writeMembers(
    world: Parameters<typeof groupMemberEntityIds.create>[0]["world"],
    place: VaultPlace,
    inputs: Values,
    earlier: readonly string[],
): void {
    const id = text(inputs, "groupId");
    const found = world.read("vault/groups", id);
    if (found === undefined) throw new Error(`entity not found: "/identity/group/id/${id}"`);
    if (found.type === "external") return;
    const kept = flag(inputs, "exclusive")
        ? []
        : found.memberEntityIds.filter((each) => !earlier.includes(each));
    const memberEntityIds = unique([...kept, ...texts(inputs, "memberEntityIds")]);
    const changed = { ...found, memberEntityIds };
    const what = `error updating field "member_entity_ids" on Identity Group ${id}`;
    refuseMembers(world, place, changed, { what, path: `identity/group/id/${id}` });
    world.put("vault/groups", id, changed);
}
