import type { AwsUser } from "../collections";
import { type InputDefinition, length, type ResourceType } from "../resourceType";
import { defined, text, type Values } from "../values";
import type { WorldReader } from "../world";
import {
    type AwsPlace,
    awsError,
    directoryId,
    during,
    identityStoreOf,
    partsOf,
    region,
} from "./awsApi";

type AwsResource = ResourceType<AwsPlace>;

const service = "identitystore";
const optional: InputDefinition = { type: "string", checks: [length(1, 1024)] };
const required: InputDefinition = { ...optional, required: true };
const primary: InputDefinition = { type: "boolean" };
const identityStoreId: InputDefinition = { type: "string", required: true, replaces: true };

/** A user's attributes besides its names; the service stores them as given. */
const attributes: Readonly<Record<string, InputDefinition>> = {
    addresses: {
        type: "object",
        properties: {
            country: optional,
            formatted: optional,
            locality: optional,
            postalCode: optional,
            primary,
            region: optional,
            streetAddress: optional,
            type: optional,
        },
    },
    emails: { type: "object", properties: { primary, type: optional, value: optional } },
    phoneNumbers: { type: "object", properties: { primary, type: optional, value: optional } },
    locale: optional,
    name: {
        type: "object",
        required: true,
        properties: {
            familyName: required,
            formatted: optional,
            givenName: required,
            honorificPrefix: optional,
            honorificSuffix: optional,
            middleName: optional,
        },
    },
    nickname: optional,
    preferredLanguage: optional,
    profileUrl: optional,
    timezone: optional,
    title: optional,
    userType: optional,
};

export const user: AwsResource = {
    source: "terraform-provider-aws service/identitystore/user.go",
    inputs: {
        identityStoreId,
        region,
        userName: { type: "string", required: true, replaces: true, checks: [length(1, 128)] },
        displayName: required,
        ...attributes,
    },
    outputs: { userId: [], externalIds: [], userStatus: [], region: [] },
    create({ world, place, inputs }) {
        const store = text(inputs, "identityStoreId");
        const userName = text(inputs, "userName");
        return during(`creating IdentityStore User (${userName})`, () => {
            identityStoreOf(world, place, store, "CreateUser");
            const same = (each: AwsUser) =>
                each.identityStoreId === store &&
                each.userName.toLowerCase() === userName.toLowerCase();
            if (world.list("aws/users").some(same)) {
                throw awsError(service, "CreateUser", "ConflictException", "Duplicate UserName");
            }
            const userId = directoryId(store);
            world.put("aws/users", userId, userFrom(store, userId, inputs));
            return `${store}/${userId}`;
        });
    },
    read({ world, place, id, state }) {
        const found = userOf(world, id);
        return (
            found && {
                ...(found.attributes as Values),
                identityStoreId: found.identityStoreId,
                region: text(state, "region") || place.region,
                userId: found.userId,
                userName: found.userName,
                displayName: found.displayName,
                externalIds: [],
                userStatus: "ENABLED",
            }
        );
    },
    update({ world, place, id, inputs }) {
        during(`updating IdentityStore User (${id})`, () => {
            const found = userOf(world, id);
            identityStoreOf(world, place, text(inputs, "identityStoreId"), "UpdateUser");
            if (found === undefined) throw missing("UpdateUser", "USER");
            const changed = userFrom(found.identityStoreId, found.userId, inputs);
            world.put("aws/users", found.userId, changed);
        });
    },
    // Also deletes its memberships. Its assignments stay and refer to a user who no longer exists.
    delete({ world, id }) {
        const found = userOf(world, id);
        if (found === undefined) return;
        world.remove("aws/users", found.userId);
        for (const each of world.list("aws/groupMemberships")) {
            if (each.userId === found.userId)
                world.remove("aws/groupMemberships", each.membershipId);
        }
    },
};

function userFrom(store: string, userId: string, inputs: Values): AwsUser {
    const given = Object.keys(attributes).map((name) => [name, inputs[name]] as const);
    return {
        userId,
        identityStoreId: store,
        userName: text(inputs, "userName"),
        displayName: text(inputs, "displayName"),
        attributes: defined(Object.fromEntries(given)),
    };
}

function userOf(world: WorldReader, id: string): AwsUser | undefined {
    const [store, userId = ""] = partsOf(id, "/", 2);
    const found = world.read("aws/users", userId);
    return found?.identityStoreId === store ? found : undefined;
}

function missing(operation: string, what: string): Error {
    return awsError(service, operation, "ResourceNotFoundException", `${what} not found.`);
}

export const group: AwsResource = {
    source: "terraform-provider-aws service/identitystore/group.go",
    inputs: { identityStoreId, region, displayName: required, description: optional },
    outputs: { groupId: [], arn: [], externalIds: [], region: [] },
    create({ world, place, inputs }) {
        const store = text(inputs, "identityStoreId");
        const displayName = text(inputs, "displayName");
        return during(`creating IdentityStore Group (${displayName})`, () => {
            identityStoreOf(world, place, store, "CreateGroup");
            refuseDuplicate(world, store, "CreateGroup", displayName, "");
            const groupId = directoryId(store);
            const description = text(inputs, "description");
            const made = { groupId, identityStoreId: store, displayName, description };
            world.put("aws/groups", groupId, made);
            return `${store}/${groupId}`;
        });
    },
    read({ world, place, id, state }) {
        const [store, groupId = ""] = partsOf(id, "/", 2);
        const found = world.read("aws/groups", groupId);
        if (found === undefined || found.identityStoreId !== store) return undefined;
        return {
            ...found,
            region: text(state, "region") || place.region,
            arn: `arn:aws:identitystore:::group/${groupId}`,
            externalIds: [],
        };
    },
    update({ world, id, inputs }) {
        const [store = "", groupId = ""] = partsOf(id, "/", 2);
        const displayName = text(inputs, "displayName");
        during(`updating IdentityStore Group (${id})`, () => {
            const found = world.read("aws/groups", groupId);
            if (found === undefined) throw missing("UpdateGroup", "GROUP");
            refuseDuplicate(world, store, "UpdateGroup", displayName, groupId);
            const description = text(inputs, "description");
            world.put("aws/groups", groupId, { ...found, displayName, description });
        });
    },
    // Also deletes its memberships. Its assignments stay and refer to a group that no longer exists.
    delete({ world, id }) {
        const [, groupId = ""] = partsOf(id, "/", 2);
        world.remove("aws/groups", groupId);
        for (const each of world.list("aws/groupMemberships")) {
            if (each.groupId === groupId) world.remove("aws/groupMemberships", each.membershipId);
        }
    },
};

function refuseDuplicate(
    world: WorldReader,
    store: string,
    operation: string,
    displayName: string,
    ownId: string,
): void {
    const taken = world
        .list("aws/groups")
        .some(
            (each) =>
                each.identityStoreId === store &&
                each.groupId !== ownId &&
                each.displayName.toLowerCase() === displayName.toLowerCase(),
        );
    if (!taken) return;
    throw awsError(service, operation, "ConflictException", "Duplicate GroupDisplayName");
}

const memberId: InputDefinition = {
    type: "string",
    required: true,
    replaces: true,
    checks: [length(1, 47)],
};

export const groupMembership: AwsResource = {
    source: "terraform-provider-aws service/identitystore/group_membership.go",
    inputs: {
        identityStoreId: { ...identityStoreId, checks: [length(1, 36)] },
        region,
        groupId: memberId,
        memberId,
    },
    outputs: { membershipId: [], region: [] },
    create({ world, place, inputs }) {
        const store = text(inputs, "identityStoreId");
        const [groupId, userId] = [text(inputs, "groupId"), text(inputs, "memberId")];
        return during("creating IdentityStore Group Membership", () => {
            identityStoreOf(world, place, store, "CreateGroupMembership");
            if (world.read("aws/groups", groupId)?.identityStoreId !== store) {
                throw missing("CreateGroupMembership", "GROUP");
            }
            if (world.read("aws/users", userId)?.identityStoreId !== store) {
                throw missing("CreateGroupMembership", "MEMBER");
            }
            const twice = world
                .list("aws/groupMemberships")
                .some((each) => each.groupId === groupId && each.userId === userId);
            if (twice) {
                const message = "Member and Group relationship already exists";
                throw awsError(service, "CreateGroupMembership", "ConflictException", message);
            }
            const membershipId = directoryId(store);
            const made = { membershipId, identityStoreId: store, groupId, userId };
            world.put("aws/groupMemberships", membershipId, made);
            return `${store}/${membershipId}`;
        });
    },
    read({ world, place, id, state }) {
        const [, membershipId = ""] = partsOf(id, "/", 2);
        const found = world.read("aws/groupMemberships", membershipId);
        return (
            found && {
                identityStoreId: found.identityStoreId,
                region: text(state, "region") || place.region,
                groupId: found.groupId,
                memberId: found.userId,
                membershipId,
            }
        );
    },
    delete({ world, id }) {
        world.remove("aws/groupMemberships", partsOf(id, "/", 2)[1] ?? "");
    },
};
