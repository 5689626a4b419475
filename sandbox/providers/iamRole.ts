import type { AwsIamRole } from "../collections";
import { between, length, type ResourceType } from "../resourceType";
import { flag, isMap, number, text, texts, type Value, type Values } from "../values";
import type { WorldReader } from "../world";
import { type AwsPlace, allTags, during, readTags, validArn } from "./awsApi";
import {
    iamError,
    iamKey,
    iamName,
    iamPath,
    newEntity,
    refuseDocument,
    refusePath,
    refusePolicyArn,
} from "./iamApi";
import { longestRolePolicy, readPolicy, samePolicy, validJson } from "./iamPolicy";
import { refuseTrust } from "./iamTrust";

const mostManagedPolicies = 10;
const hour = 3_600;

export const role: ResourceType<AwsPlace> = {
    source: "terraform-provider-aws service/iam/role.go",
    inputs: {
        name: { type: "string", autoName: 64, replaces: true, checks: [length(1, 64), iamName] },
        path: { ...iamPath, replaces: true, checks: [length(0, 512)] },
        description: { type: "string", checks: [length(0, 1000)] },
        assumeRolePolicy: {
            type: "string",
            required: true,
            json: true,
            same: samePolicy,
            checks: [validJson],
        },
        inlinePolicies: {
            type: "set",
            computed: true,
            same: sameInlinePolicies,
            items: {
                name: { type: "string", checks: [length(1, 128), iamName] },
                policy: { type: "string", json: true, checks: [validJson] },
            },
        },
        managedPolicyArns: { type: "set", computed: true },
        permissionsBoundary: { type: "string", checks: [validArn] },
        maxSessionDuration: {
            type: "number",
            default: hour,
            checks: [between(hour, 12 * hour)],
        },
        forceDetachPolicies: { type: "boolean", default: false },
        tags: { type: "map" },
    },
    outputs: { arn: [], createDate: [], uniqueId: [], tagsAll: ["tags"] },
    create({ world, place, inputs }) {
        const name = text(inputs, "name");
        const made = during(`creating IAM Role (${name})`, () => {
            const operation = "CreateRole";
            refusePath(operation, inputs);
            refuseTrust(world, operation, text(inputs, "assumeRolePolicy"));
            if (world.read("aws/iamRoles", iamKey(place.accountId, name))) {
                const message = `Role with name ${name} already exists.`;
                throw iamError(operation, "EntityAlreadyExists", message);
            }
            return settings(world, place, operation, inputs);
        });
        const found = {
            inlinePolicies: {},
            managedPolicies: [],
            ...newEntity("role", place, inputs),
        };
        const attached = policies(world, place, { ...found, ...made }, inputs);
        world.put("aws/iamRoles", iamKey(place.accountId, name), attached);
        return name;
    },
    read({ world, place, id, state }) {
        const found = world.read("aws/iamRoles", iamKey(place.accountId, id));
        if (found === undefined) return undefined;
        const { arn, createDate, uniqueId, name, path, description, maxSessionDuration } = found;
        return {
            ...{ arn, createDate, uniqueId, name, path, description, maxSessionDuration },
            ...readTags(place, state, found.tags),
            ...(found.permissionsBoundary === undefined
                ? {}
                : { permissionsBoundary: found.permissionsBoundary }),
            assumeRolePolicy: readPolicy(text(state, "assumeRolePolicy"), found.assumeRolePolicy),
            inlinePolicies: readInlinePolicies(state.inlinePolicies, found.inlinePolicies),
            managedPolicyArns: found.managedPolicies,
        };
    },
    update({ world, place, id, inputs }) {
        const key = iamKey(place.accountId, id);
        const found = world.read("aws/iamRoles", key);
        const changed = during(`updating IAM Role (${id})`, () => {
            const operation = "UpdateAssumeRolePolicy";
            if (found === undefined) throw missing(operation, id);
            refuseTrust(world, operation, text(inputs, "assumeRolePolicy"));
            const { permissionsBoundary: _before, ...kept } = found;
            return { ...kept, ...settings(world, place, "UpdateRole", inputs) };
        });
        world.put("aws/iamRoles", key, policies(world, place, changed, inputs));
    },
    // Policies that the program declared are deleted with the role; others prevent the deletion unless it
    // is forced.
    delete({ world, place, id, state }) {
        const key = iamKey(place.accountId, id);
        const found = world.read("aws/iamRoles", key);
        if (found === undefined) return;
        const force = flag(state, "forceDetachPolicies");
        const inline = force || inlineFrom(state).length > 0;
        const managed = force || texts(state, "managedPolicyArns").length > 0;
        during(`deleting IAM Role (${id})`, () => {
            const conflict = (what: string) =>
                iamError(
                    "DeleteRole",
                    "DeleteConflict",
                    `Cannot delete entity, must ${what} first.`,
                );
            if (!inline && Object.keys(found.inlinePolicies).length > 0) {
                throw conflict("delete policies");
            }
            if (!managed && found.managedPolicies.length > 0) throw conflict("detach all policies");
        });
        world.remove("aws/iamRoles", key);
    },
};

function missing(operation: string, name: string): Error {
    const message = `The role with name ${name} cannot be found.`;
    return iamError(operation, "NoSuchEntity", message);
}

function settings(world: WorldReader, place: AwsPlace, operation: string, inputs: Values) {
    const boundary = text(inputs, "permissionsBoundary");
    if (boundary !== "") refusePolicyArn(world, place, operation, boundary, "Scope ARN:");
    const assumeRolePolicy: unknown = JSON.parse(text(inputs, "assumeRolePolicy"));
    return {
        description: text(inputs, "description"),
        maxSessionDuration: number(inputs, "maxSessionDuration"),
        assumeRolePolicy,
        tags: allTags(place, inputs),
        ...(boundary === "" ? {} : { permissionsBoundary: boundary }),
    };
}

/** The role with the policies that the program declares; kinds that it does not mention stay as they are. */
function policies(
    world: WorldReader,
    place: AwsPlace,
    role: AwsIamRole,
    inputs: Values,
): AwsIamRole {
    const inline = inputs.inlinePolicies === undefined ? undefined : inlineFrom(inputs);
    const arns =
        inputs.managedPolicyArns === undefined ? undefined : texts(inputs, "managedPolicyArns");
    for (const { name, policy } of inline ?? []) {
        during(`creating inline policy (${name})`, () => refuseDocument("PutRolePolicy", policy));
    }
    for (const arn of arns ?? []) {
        during(`attaching managed policy (${arn})`, () =>
            refusePolicyArn(world, place, "AttachRolePolicy", arn, "Policy"),
        );
    }
    const inlinePolicies = inline
        ? Object.fromEntries(
              inline.map(({ name, policy }) => [name, JSON.parse(policy) as unknown]),
          )
        : role.inlinePolicies;
    refuseSize(role.name, inlinePolicies);
    const managedPolicies = [...new Set(arns ?? role.managedPolicies)].sort();
    if (managedPolicies.length > mostManagedPolicies) {
        const message = `Cannot exceed quota for PoliciesPerRole: ${mostManagedPolicies}`;
        throw iamError("AttachRolePolicy", "LimitExceeded", message);
    }
    return { ...role, inlinePolicies, managedPolicies };
}

function refuseSize(name: string, documents: AwsIamRole["inlinePolicies"]): void {
    const size = Object.values(documents).reduce<number>(
        (sum, document) => sum + JSON.stringify(document).length,
        0,
    );
    if (size <= longestRolePolicy) return;
    const message = `Maximum policy size of ${longestRolePolicy} bytes exceeded for role ${name}`;
    throw iamError("PutRolePolicy", "LimitExceeded", message);
}

interface InlinePolicy {
    readonly name: string;
    readonly policy: string;
}

/** The provider writes "none" as an entry without a name or a document. */
function inlineFrom(values: Values): InlinePolicy[] {
    return inlineIn(values.inlinePolicies);
}

function inlineIn(list: Value | undefined): InlinePolicy[] {
    return (Array.isArray(list) ? list : []).flatMap((each) => {
        const [name, policy] = isMap(each) ? [text(each, "name"), text(each, "policy")] : [];
        return name && policy ? [{ name, policy }] : [];
    });
}

function readInlinePolicies(
    known: Value | undefined,
    documents: AwsIamRole["inlinePolicies"],
): Value {
    const found = Object.entries(documents).map(([name, document]) => ({
        name,
        policy: JSON.stringify(document),
    }));
    return known !== undefined && sameLists(inlineIn(known), found) ? known : found;
}

/** An empty list changes nothing: existing policies stay, as for every computed block of the provider. */
function sameInlinePolicies(old: Value | undefined, given: Value | undefined): boolean {
    if (Array.isArray(given) && given.length === 0) return true;
    return sameLists(inlineIn(old), inlineIn(given));
}

function sameLists(one: readonly InlinePolicy[], other: readonly InlinePolicy[]): boolean {
    if (one.length !== other.length) return false;
    return one.every(({ name, policy }) =>
        other.some((each) => each.name === name && samePolicy(each.policy, policy)),
    );
}
