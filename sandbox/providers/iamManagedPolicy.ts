import { length, type ResourceType } from "../resourceType";
import { text } from "../values";
import type { WorldReader } from "../world";
import { type AwsPlace, allTags, during, readTags } from "./awsApi";
import {
    iamError,
    iamKey,
    iamName,
    iamPath,
    newEntity,
    policyAt,
    refuseDocument,
    refusePath,
} from "./iamApi";
import { policyLength, readPolicy, samePolicy, validJson } from "./iamPolicy";

const longestPolicy = 6_144;

export const policy: ResourceType<AwsPlace> = {
    source: "terraform-provider-aws service/iam/policy.go",
    inputs: {
        name: { type: "string", autoName: 128, replaces: true, checks: [length(1, 128), iamName] },
        path: { ...iamPath, replaces: true },
        description: { type: "string", replaces: true },
        policy: {
            type: "string",
            required: true,
            json: true,
            same: samePolicy,
            checks: [validJson],
        },
        delayAfterPolicyCreationInMs: { type: "number" },
        tags: { type: "map" },
    },
    outputs: { arn: [], attachmentCount: [], policyId: [], tagsAll: ["tags"] },
    create({ world, place, inputs }) {
        const name = text(inputs, "name");
        return during(`creating IAM Policy (${name})`, () => {
            refusePath("CreatePolicy", inputs);
            const entity = newEntity("policy", place, inputs);
            if (policyAt(world, place.accountId, name)) {
                const message = `A policy called ${name} already exists. Duplicate names are not allowed.`;
                throw iamError("CreatePolicy", "EntityAlreadyExists", message);
            }
            const document = documentFrom("CreatePolicy", text(inputs, "policy"));
            const description = text(inputs, "description");
            world.put("aws/iamPolicies", iamKey(place.accountId, name), {
                ...entity,
                description,
                document,
            });
            return entity.arn;
        });
    },
    read({ world, place, id, state }) {
        const found = at(world, place, id);
        if (found === undefined) return undefined;
        const { arn, name, path, description, uniqueId: policyId } = found;
        return {
            ...{ arn, name, path, description, policyId },
            ...readTags(place, state, found.tags),
            attachmentCount: attachments(world, arn).attached,
            policy: readPolicy(text(state, "policy"), found.document),
        };
    },
    update({ world, place, id, inputs }) {
        during(`updating IAM Policy (${id})`, () => {
            const found = at(world, place, id);
            if (found === undefined) {
                const message = `Policy ${id} does not exist or is not attachable.`;
                throw iamError("CreatePolicyVersion", "NoSuchEntity", message);
            }
            const document = documentFrom("CreatePolicyVersion", text(inputs, "policy"));
            const changed = { ...found, document, tags: allTags(place, inputs) };
            world.put("aws/iamPolicies", iamKey(place.accountId, found.name), changed);
        });
    },
    delete({ world, place, id }) {
        const found = at(world, place, id);
        if (found === undefined) return;
        const { attached, bounded } = attachments(world, id);
        if (attached + bounded > 0) {
            const message = "Cannot delete a policy attached to entities.";
            const { message: cause } = iamError("DeletePolicy", "DeleteConflict", message);
            throw new Error(`deleting IAM Policy (${id}): ${cause}`);
        }
        world.remove("aws/iamPolicies", iamKey(place.accountId, found.name));
    },
};

function at(world: WorldReader, place: AwsPlace, arn: string) {
    const found = policyAt(world, place.accountId, arn.slice(arn.lastIndexOf("/") + 1));
    return found?.arn === arn ? found : undefined;
}

function documentFrom(operation: string, document: string): unknown {
    refuseDocument(operation, document);
    if (policyLength(document) > longestPolicy) {
        const message = `Cannot exceed quota for PolicySize: ${longestPolicy}`;
        throw iamError(operation, "LimitExceeded", message);
    }
    return JSON.parse(document);
}

/** How many roles it is attached to, and how many entities have it as their boundary. */
function attachments(world: WorldReader, arn: string) {
    const [roles, users] = [world.list("aws/iamRoles"), world.list("aws/iamUsers")];
    return {
        attached: roles.filter(({ managedPolicies }) => managedPolicies.includes(arn)).length,
        bounded: [...roles, ...users].filter((each) => each.permissionsBoundary === arn).length,
    };
}
