import { type InputDefinition, length, matches, oneOf, type ResourceType } from "../resourceType";
import { text, type Values } from "../values";
import type { WorldReader } from "../world";
import {
    type AwsPlace,
    during,
    instanceOf,
    partsOf,
    permissionSetKey,
    permissionSetOf,
    region,
    validArn,
} from "./awsApi";

const fixed: InputDefinition = { type: "string", required: true, replaces: true };
const arn: InputDefinition = { ...fixed, checks: [validArn] };
const principalForm =
    /^([0-9a-f]{10}-|)[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;

export const accountAssignment: ResourceType<AwsPlace> = {
    source: "terraform-provider-aws service/ssoadmin/account_assignment.go",
    inputs: {
        instanceArn: arn,
        permissionSetArn: arn,
        region,
        principalId: {
            ...fixed,
            checks: [length(1, 47), matches(principalForm, "must be the id of a user or a group")],
        },
        principalType: { ...fixed, checks: [oneOf("USER", "GROUP")] },
        targetId: { ...fixed, checks: [matches(/^\d{12}$/, "must be 12 digits")] },
        targetType: { ...fixed, checks: [oneOf("AWS_ACCOUNT")] },
    },
    outputs: { region: [] },
    // The provider itself refuses a duplicate: the service would accept it as the existing assignment.
    create({ world, place, inputs }) {
        const given = assignmentFrom(inputs);
        const { principalType, principalId, permissionSetArn, targetId, instanceArn } = given;
        const key = keyOf(targetId, permissionSetArn, principalId);
        const what = `SSO Account Assignment for ${principalType} (${principalId})`;
        during(`creating ${what}`, () => {
            instanceOf(world, place, instanceArn, "CreateAccountAssignment");
            permissionSetOf(world, permissionSetArn, "CreateAccountAssignment");
            if (world.read("aws/accountAssignments", key)) throw new Error("already exists");
        });
        const unknown = unknownPart(world, principalType, principalId, targetId);
        if (unknown !== undefined) {
            throw new Error(
                `waiting for ${what} create: unexpected state 'FAILED', wanted target ` +
                    `'SUCCEEDED'. last error: Received a 404 status error: ${unknown} not found.`,
            );
        }
        world.put("aws/accountAssignments", key, given);
        const target = `${targetId},AWS_ACCOUNT`;
        return `${principalId},${principalType},${target},${permissionSetArn},${instanceArn}`;
    },
    read({ world, place, id, state }) {
        const found = world.read("aws/accountAssignments", keyFromId(id));
        return (
            found && {
                ...found,
                targetType: "AWS_ACCOUNT",
                region: text(state, "region") || place.region,
            }
        );
    },
    delete({ world, id }) {
        world.remove("aws/accountAssignments", keyFromId(id));
    },
};

function assignmentFrom(inputs: Values) {
    return {
        instanceArn: text(inputs, "instanceArn"),
        permissionSetArn: text(inputs, "permissionSetArn"),
        principalType: text(inputs, "principalType"),
        principalId: text(inputs, "principalId"),
        targetId: text(inputs, "targetId"),
    };
}

function unknownPart(
    world: WorldReader,
    principalType: string,
    principalId: string,
    targetId: string,
): string | undefined {
    if (world.read("aws/accounts", targetId) === undefined) return `Account ${targetId}`;
    const principals = principalType === "USER" ? "aws/users" : "aws/groups";
    if (world.read(principals, principalId) !== undefined) return undefined;
    return `${principalType} ${principalId}`;
}

function keyOf(targetId: string, permissionSetArn: string, principalId: string): string {
    return `${targetId}.${permissionSetKey(permissionSetArn)}.${principalId}`;
}

function keyFromId(id: string): string {
    const [principalId = "", , targetId = "", , permissionSetArn = ""] = partsOf(id, ",", 6);
    return keyOf(targetId, permissionSetArn, principalId);
}
