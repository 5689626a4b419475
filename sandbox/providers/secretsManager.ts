import { randomBytes } from "node:crypto";
import type { AwsSecret } from "../collections";
import { type Check, length, matches, type ResourceType } from "../resourceType";
import { filled, number, text, type Values } from "../values";
import type { WorldReader } from "../world";
import { type AwsPlace, allTags, awsError, during, now, readTags, region } from "./awsApi";
import { readPolicy, samePolicy, validJson } from "./iamPolicy";

export function secretsError(operation: string, exception: string, message: string): Error {
    return awsError("Secrets Manager", operation, exception, message);
}

const recoveryWindow: Check = (value, name) =>
    value === 0 || (typeof value === "number" && value >= 7 && value <= 30)
        ? undefined
        : `expected ${name} to be 0 or in the range (7 - 30), got ${value}`;

const msPerDay = 86_400_000;

export const secret: ResourceType<AwsPlace> = {
    source: "terraform-provider-aws service/secretsmanager/secret.go",
    inputs: {
        region,
        name: {
            type: "string",
            autoName: 512,
            replaces: true,
            checks: [length(1, 512), matches(/^[\w/+=.@-]+$/, "must match [0-9A-Za-z/_+=.@-]")],
        },
        description: { type: "string" },
        kmsKeyId: { type: "string" },
        policy: { type: "string", computed: true, same: samePolicy, checks: [validJson] },
        recoveryWindowInDays: { type: "number", default: 30, checks: [recoveryWindow] },
        forceOverwriteReplicaSecret: { type: "boolean", default: false },
        replicas: { type: "set", computed: true },
        tags: { type: "map" },
    },
    outputs: { arn: [], tagsAll: ["tags"], region: [] },
    // The name of a secret that is scheduled for deletion stays taken until it is gone.
    create({ world, place, inputs }) {
        const name = text(inputs, "name");
        return during(`creating Secrets Manager Secret (${name})`, () => {
            refuseTaken(world, place, name);
            const suffix = randomBytes(8).toString("base64url").replace(/[-_]/g, "x").slice(0, 6);
            const at = `${place.region}:${place.accountId}`;
            const arn = `arn:aws:secretsmanager:${at}:secret:${name}-${suffix}`;
            const { accountId, region } = place;
            const made = { arn, accountId, region, name, ...settings(place, inputs) };
            world.put("aws/secrets", arn, made);
            return arn;
        });
    },
    read({ world, place, id, state }) {
        const found = secretAt(world, id);
        if (found === undefined) return undefined;
        const { arn, name, region: home, description, kmsKeyId, policy } = found;
        return filled({
            ...{ arn, name, region: home, description, kmsKeyId },
            ...readTags(place, state, found.tags),
            ...(policy === undefined ? {} : { policy: readPolicy(text(state, "policy"), policy) }),
        });
    },
    update({ world, place, id, inputs }) {
        during(`updating Secrets Manager Secret (${id})`, () => {
            const found = secretAt(world, id);
            if (found === undefined) throw missing("UpdateSecret");
            world.put("aws/secrets", id, { ...found, ...settings(place, inputs) });
        });
    },
    delete({ world, id, state }) {
        const found = world.read("aws/secrets", id);
        if (found === undefined || found.deletedUntil !== undefined) return;
        const days = number(state, "recoveryWindowInDays");
        if (days > 0) {
            const deletedUntil = new Date(Date.now() + days * msPerDay).toISOString();
            world.put("aws/secrets", id, { ...found, deletedUntil });
            return;
        }
        world.remove("aws/secrets", id);
        for (const { secretArn, versionId } of world.list("aws/secretVersions")) {
            if (secretArn === id) world.remove("aws/secretVersions", `${id}|${versionId}`);
        }
    },
};

function settings(place: AwsPlace, inputs: Values) {
    const policy = text(inputs, "policy");
    return {
        description: text(inputs, "description"),
        kmsKeyId: text(inputs, "kmsKeyId"),
        tags: allTags(place, inputs),
        ...(policy === "" || policy === "{}" ? {} : { policy: JSON.parse(policy) as unknown }),
    };
}

function refuseTaken(world: WorldReader, place: AwsPlace, name: string): void {
    const same = world
        .list("aws/secrets")
        .filter((each) => each.accountId === place.accountId && each.region === place.region)
        .find((each) => each.name === name && (each.deletedUntil ?? "9") > now());
    if (same === undefined) return;
    if (same.deletedUntil === undefined) {
        const message = `The operation failed because the secret ${name} already exists.`;
        throw secretsError("CreateSecret", "ResourceExistsException", message);
    }
    const message =
        "You can't create this secret because a secret with this name is already scheduled for " +
        "deletion.";
    throw secretsError("CreateSecret", "InvalidRequestException", message);
}

/** A secret by its ARN, unless it is scheduled for deletion. */
export function secretAt(world: WorldReader, arn: string): AwsSecret | undefined {
    const found = world.read("aws/secrets", arn);
    return found?.deletedUntil === undefined ? found : undefined;
}

export function missing(operation: string): Error {
    const message = "Secrets Manager can't find the specified secret.";
    return secretsError(operation, "ResourceNotFoundException", message);
}
