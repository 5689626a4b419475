import type { AwsPermissionSet } from "../collections";
import { type InputDefinition, length, matches, type ResourceType } from "../resourceType";
import { filled, text, type Values } from "../values";
import type { WorldReader } from "../world";
import {
    type AwsPlace,
    allTags,
    awsError,
    during,
    instanceOf,
    newPermissionSetArn,
    now,
    partsOf,
    permissionSetKey,
    permissionSetOf,
    readTags,
    region,
    validArn,
} from "./awsApi";
import { longestRolePolicy, policyLength, readPolicy, samePolicy, validPolicy } from "./iamPolicy";

type AwsResource = ResourceType<AwsPlace>;

const service = "SSO Admin";
const arn: InputDefinition = { type: "string", required: true, replaces: true, checks: [validArn] };

export const permissionSet: AwsResource = {
    source: "terraform-provider-aws service/ssoadmin/permission_set.go",
    inputs: {
        instanceArn: arn,
        region,
        name: {
            type: "string",
            autoName: 32,
            replaces: true,
            checks: [length(1, 32), matches(/^[\w+=,.@-]+$/, "must match [\\w+=,.@-]")],
        },
        description: { type: "string", checks: [length(1, 700)] },
        relayState: { type: "string", checks: [length(1, 240)] },
        sessionDuration: { type: "string", default: "PT1H", checks: [length(1, 100)] },
        tags: { type: "map" },
    },
    outputs: { arn: [], createdDate: [], tagsAll: ["tags"], region: [] },
    create({ world, place, inputs }) {
        const [instanceArn, name] = [text(inputs, "instanceArn"), text(inputs, "name")];
        return during(`creating SSO Permission Set (${name})`, () => {
            instanceOf(world, place, instanceArn, "CreatePermissionSet");
            const taken = world
                .list("aws/permissionSets")
                .some((each) => each.instanceArn === instanceArn && each.name === name);
            if (taken) {
                const message = `PermissionSet with name ${name} already exists.`;
                throw awsError(service, "CreatePermissionSet", "ConflictException", message);
            }
            refuseDuration("CreatePermissionSet", text(inputs, "sessionDuration"));
            const made = newPermissionSetArn(instanceArn);
            const written = {
                ...settings(place, inputs),
                arn: made,
                instanceArn,
                name,
                createdDate: now(),
            };
            world.put("aws/permissionSets", permissionSetKey(made), written);
            return `${made},${instanceArn}`;
        });
    },
    read({ world, place, id, state }) {
        const found = permissionSetIn(world, id);
        if (found === undefined) return undefined;
        const { tags: tagsAll, ...described } = found;
        return filled({
            ...described,
            region: text(state, "region") || place.region,
            ...readTags(place, state, tagsAll),
        });
    },
    update({ world, place, id, inputs }) {
        during(`updating SSO Permission Set (${id})`, () => {
            const [given = ""] = partsOf(id, ",", 2);
            const found = permissionSetOf(world, given, "UpdatePermissionSet");
            refuseDuration("UpdatePermissionSet", text(inputs, "sessionDuration"));
            const changed = { ...found, ...settings(place, inputs) };
            world.put("aws/permissionSets", permissionSetKey(found.arn), changed);
        });
    },
    // Refused while anything is assigned with it; its policies are part of it and are deleted with it.
    delete({ world, id }) {
        const found = permissionSetIn(world, id);
        if (found === undefined) return;
        during(`deleting SSO Permission Set (${found.arn})`, () => {
            refuseAssigned(world, found.arn);
        });
        const key = permissionSetKey(found.arn);
        world.remove("aws/permissionSets", key);
        world.remove("aws/inlinePolicies", key);
        for (const { permissionSetArn, policyArn } of world.list("aws/managedPolicies")) {
            if (permissionSetArn !== found.arn) continue;
            world.remove("aws/managedPolicies", `${key}.${policyArn}`);
        }
    },
};

function settings(place: AwsPlace, inputs: Values) {
    return {
        description: text(inputs, "description"),
        relayState: text(inputs, "relayState"),
        sessionDuration: text(inputs, "sessionDuration"),
        tags: allTags(place, inputs),
    };
}

function permissionSetIn(world: WorldReader, id: string): AwsPermissionSet | undefined {
    const [given = "", instanceArn] = partsOf(id, ",", 2);
    const found = world.read("aws/permissionSets", permissionSetKey(given));
    return found?.instanceArn === instanceArn ? found : undefined;
}

/** The hours in an ISO 8601 duration such as `PT8H`; 0 if it is not one. */
export function hoursOf(duration: string): number {
    const form = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
    const [, days = 0, hours = 0, minutes = 0, seconds = 0] = form.exec(duration) ?? [];
    return Number(days) * 24 + Number(hours) + Number(minutes) / 60 + Number(seconds) / 3600;
}

/** 1 to 12 hours is the service's rule; the provider checks only the length of the text. */
function refuseDuration(operation: string, duration: string): void {
    const hours = hoursOf(duration);
    if (hours >= 1 && hours <= 12) return;
    const message = `Session duration must be between PT1H and PT12H, got ${duration}`;
    throw awsError(service, operation, "ValidationException", message);
}

function refuseAssigned(world: WorldReader, arn: string): void {
    const assignments = world.list("aws/accountAssignments");
    if (!assignments.some(({ permissionSetArn }) => permissionSetArn === arn)) return;
    const message =
        "Could not delete because PermissionSet has ApplicationProfile associated with it";
    throw awsError(service, "DeletePermissionSet", "ConflictException", message);
}

export const permissionSetInlinePolicy: AwsResource = {
    source: "terraform-provider-aws service/ssoadmin/permission_set_inline_policy.go",
    inputs: {
        instanceArn: arn,
        permissionSetArn: arn,
        region,
        inlinePolicy: { type: "string", required: true, same: samePolicy, checks: [validPolicy] },
    },
    outputs: { region: [] },
    create({ world, place, inputs }) {
        const [instanceArn, given] = [
            text(inputs, "instanceArn"),
            text(inputs, "permissionSetArn"),
        ];
        return during(`putting SSO Permission Set (${given}) Inline Policy`, () => {
            const operation = "PutInlinePolicyToPermissionSet";
            instanceOf(world, place, instanceArn, operation);
            const { name } = permissionSetOf(world, given, operation);
            const policy = text(inputs, "inlinePolicy");
            if (policyLength(policy) > longestRolePolicy) {
                throw new Error(
                    `waiting for SSO Permission Set (${given}) provision: unexpected state ` +
                        `'FAILED', wanted target 'SUCCEEDED'. last error: Maximum policy size of ` +
                        `${longestRolePolicy} bytes exceeded for role AWSReservedSSO_${name}`,
                );
            }
            const document: unknown = JSON.parse(policy);
            const put = { permissionSetArn: given, document };
            world.put("aws/inlinePolicies", permissionSetKey(given), put);
            return `${given},${instanceArn}`;
        });
    },
    read({ world, place, id, state }) {
        const [given = "", instanceArn = ""] = partsOf(id, ",", 2);
        const found = world.read("aws/inlinePolicies", permissionSetKey(given));
        if (found === undefined) return undefined;
        return {
            instanceArn,
            permissionSetArn: given,
            region: text(state, "region") || place.region,
            inlinePolicy: readPolicy(text(state, "inlinePolicy"), found.document),
        };
    },
    update: (call) => {
        permissionSetInlinePolicy.create(call);
    },
    delete({ world, id }) {
        world.remove("aws/inlinePolicies", permissionSetKey(partsOf(id, ",", 2)[0] ?? ""));
    },
};

const mostManagedPolicies = 20;

export const managedPolicyAttachment: AwsResource = {
    source: "terraform-provider-aws service/ssoadmin/managed_policy_attachment.go",
    inputs: { instanceArn: arn, managedPolicyArn: arn, permissionSetArn: arn, region },
    outputs: { managedPolicyName: [], region: [] },
    create({ world, place, inputs }) {
        const [policyArn, given] = [
            text(inputs, "managedPolicyArn"),
            text(inputs, "permissionSetArn"),
        ];
        const what = `attaching Managed Policy (${policyArn}) to SSO Permission Set (${given})`;
        const key = `${permissionSetKey(given)}.${policyArn}`;
        return during(what, () => {
            const operation = "AttachManagedPolicyToPermissionSet";
            const refuse = (exception: string, message: string) =>
                awsError(service, operation, exception, message);
            const { instanceArn } = instanceOf(
                world,
                place,
                text(inputs, "instanceArn"),
                operation,
            );
            permissionSetOf(world, given, operation);
            if (world.read("aws/managedPolicies", key)) throw new Error("already attached");
            if (!/^arn:aws[a-z-]*:iam::aws:policy\/[\w+=,.@/-]+$/.test(policyArn)) {
                throw refuse("ResourceNotFoundException", `Policy ${policyArn} does not exist.`);
            }
            const attached = world
                .list("aws/managedPolicies")
                .filter(({ permissionSetArn }) => permissionSetArn === given);
            if (attached.length >= mostManagedPolicies) {
                const message = `at most ${mostManagedPolicies} managed policies per permission set`;
                throw refuse("ServiceQuotaExceededException", message);
            }
            world.put("aws/managedPolicies", key, { permissionSetArn: given, policyArn });
            return `${policyArn},${given},${instanceArn}`;
        });
    },
    read({ world, place, id, state }) {
        const [policyArn = "", given = "", instanceArn = ""] = partsOf(id, ",", 3);
        const found = world.read("aws/managedPolicies", `${permissionSetKey(given)}.${policyArn}`);
        return (
            found && {
                instanceArn,
                managedPolicyArn: policyArn,
                managedPolicyName: policyArn.slice(policyArn.lastIndexOf("/") + 1),
                permissionSetArn: given,
                region: text(state, "region") || place.region,
            }
        );
    },
    delete({ world, id }) {
        const [policyArn = "", given = ""] = partsOf(id, ",", 3);
        world.remove("aws/managedPolicies", `${permissionSetKey(given)}.${policyArn}`);
    },
};
