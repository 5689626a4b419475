import type { AwsIamUser } from "../collections";
import { length, type ResourceType } from "../resourceType";
import { flag, text, type Values } from "../values";
import type { WorldReader } from "../world";
import { type AwsPlace, allTags, during, readTags, validArn } from "./awsApi";
import {
    iamArn,
    iamError,
    iamKey,
    iamName,
    iamPath,
    newEntity,
    refuseDocument,
    refusePath,
    refusePolicyArn,
} from "./iamApi";
import { readPolicy, samePolicy, validJson } from "./iamPolicy";

type AwsResource = ResourceType<AwsPlace>;

const longestUserPolicy = 2_048;

export const user: AwsResource = {
    source: "terraform-provider-aws service/iam/user.go",
    inputs: {
        name: { type: "string", autoName: 64, checks: [length(1, 64), iamName] },
        path: iamPath,
        permissionsBoundary: { type: "string", checks: [validArn] },
        forceDestroy: { type: "boolean", default: false },
        tags: { type: "map" },
    },
    outputs: { arn: ["name", "path"], uniqueId: [], tagsAll: ["tags"] },
    create({ world, place, inputs }) {
        const name = text(inputs, "name");
        return during(`creating IAM User (${name})`, () => {
            refusePath("CreateUser", inputs);
            refuseTaken(world, place, "CreateUser", name);
            const made = { ...newEntity("user", place, inputs), inlinePolicies: {} };
            const boundary = boundaryFrom(world, place, "CreateUser", inputs);
            world.put("aws/iamUsers", iamKey(place.accountId, name), { ...made, ...boundary });
            return name;
        });
    },
    read({ world, place, id, state }) {
        const found = userAt(world, place, text(state, "name") || id);
        if (found === undefined) return undefined;
        const { arn, name, path, uniqueId, permissionsBoundary } = found;
        return {
            ...{ arn, name, path, uniqueId },
            ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
            ...readTags(place, state, found.tags),
        };
    },
    // A new name keeps the user: its keys and policies stay.
    update({ world, place, inputs, state }) {
        const [before, name] = [text(state, "name"), text(inputs, "name")];
        during(`updating IAM User (${before})`, () => {
            const found = userAt(world, place, before);
            if (found === undefined) throw noUser("UpdateUser", before);
            refusePath("UpdateUser", inputs);
            if (iamKey("", before) !== iamKey("", name)) {
                refuseTaken(world, place, "UpdateUser", name);
            }
            const path = text(inputs, "path");
            const arn = iamArn(place.accountId, "user", path, name);
            const { permissionsBoundary: _before, ...kept } = found;
            const boundary = boundaryFrom(world, place, "PutUserPermissionsBoundary", inputs);
            const changed = { ...kept, ...boundary, name, path, arn, tags: allTags(place, inputs) };
            world.remove("aws/iamUsers", iamKey(place.accountId, before));
            world.put("aws/iamUsers", iamKey(place.accountId, name), changed);
            for (const key of keysOf(world, place, before)) {
                world.put("aws/accessKeys", key.id, { ...key, userName: name });
            }
        });
    },
    // Refused while the user has policies, or has keys and deletion is not forced; forcing deletes the
    // keys.
    delete({ world, place, id, state }) {
        const name = text(state, "name") || id;
        const found = userAt(world, place, name);
        if (found === undefined) return;
        const keys = keysOf(world, place, name);
        during(`deleting IAM User (${name})`, () => {
            const conflict = (what: string) =>
                iamError(
                    "DeleteUser",
                    "DeleteConflict",
                    `Cannot delete entity, must ${what} first.`,
                );
            if (keys.length > 0 && !flag(state, "forceDestroy")) {
                throw conflict("delete access keys");
            }
            if (Object.keys(found.inlinePolicies).length > 0) throw conflict("delete policies");
        });
        for (const key of keys) world.remove("aws/accessKeys", key.id);
        world.remove("aws/iamUsers", iamKey(place.accountId, name));
    },
};

function refuseTaken(world: WorldReader, place: AwsPlace, operation: string, name: string): void {
    if (userAt(world, place, name) === undefined) return;
    const message = `User with name ${name} already exists.`;
    throw iamError(operation, "EntityAlreadyExists", message);
}

function boundaryFrom(world: WorldReader, place: AwsPlace, operation: string, inputs: Values) {
    const permissionsBoundary = text(inputs, "permissionsBoundary");
    if (permissionsBoundary === "") return {};
    refusePolicyArn(world, place, operation, permissionsBoundary, "Scope ARN:");
    return { permissionsBoundary };
}

export function userAt(world: WorldReader, place: AwsPlace, name: string): AwsIamUser | undefined {
    return world.read("aws/iamUsers", iamKey(place.accountId, name));
}

export function keysOf(world: WorldReader, place: AwsPlace, userName: string) {
    return world
        .list("aws/accessKeys")
        .filter((key) => key.accountId === place.accountId && key.userName === userName);
}

export function noUser(operation: string, name: string): Error {
    const message = `The user with name ${name} cannot be found.`;
    return iamError(operation, "NoSuchEntity", message);
}

export const userPolicy: AwsResource = {
    source: "terraform-provider-aws service/iam/user_policy.go",
    inputs: {
        user: { type: "string", required: true, replaces: true },
        name: { type: "string", autoName: 128, replaces: true, checks: [length(1, 128), iamName] },
        policy: {
            type: "string",
            required: true,
            json: true,
            same: samePolicy,
            checks: [validJson],
        },
    },
    outputs: {},
    // A silent upsert.
    create({ world, place, inputs }) {
        const [owner, name] = [text(inputs, "user"), text(inputs, "name")];
        during(`putting IAM User (${owner}) Policy (${name})`, () => {
            const found = userAt(world, place, owner);
            if (found === undefined) throw noUser("PutUserPolicy", owner);
            const policy = text(inputs, "policy");
            refuseDocument("PutUserPolicy", policy);
            const inlinePolicies = {
                ...found.inlinePolicies,
                [name]: JSON.parse(policy) as unknown,
            };
            refuseSize(owner, inlinePolicies);
            const changed = { ...found, inlinePolicies };
            world.put("aws/iamUsers", iamKey(place.accountId, owner), changed);
        });
        return `${owner}:${name}`;
    },
    read({ world, place, id, state }) {
        const [owner = "", name = ""] = id.split(":");
        const document = userAt(world, place, owner)?.inlinePolicies[name];
        if (document === undefined) return undefined;
        return { user: owner, name, policy: readPolicy(text(state, "policy"), document) };
    },
    update: (call) => {
        userPolicy.create(call);
    },
    delete({ world, place, id }) {
        const [owner = "", name = ""] = id.split(":");
        const found = userAt(world, place, owner);
        if (found === undefined) return;
        const { [name]: _gone, ...inlinePolicies } = found.inlinePolicies;
        world.put("aws/iamUsers", iamKey(place.accountId, owner), { ...found, inlinePolicies });
    },
};

function refuseSize(name: string, documents: AwsIamUser["inlinePolicies"]): void {
    const size = Object.values(documents).map((each) => JSON.stringify(each).length);
    if (size.reduce((sum, each) => sum + each, 0) <= longestUserPolicy) return;
    const message = `Maximum policy size of ${longestUserPolicy} bytes exceeded for user ${name}`;
    throw iamError("PutUserPolicy", "LimitExceeded", message);
}
