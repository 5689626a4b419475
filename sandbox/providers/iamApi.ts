import { randomInt } from "node:crypto";
import { type Check, type InputDefinition, matches } from "../resourceType";
import { text, type Values } from "../values";
import type { WorldReader } from "../world";
import { type AwsPlace, allTags, awsError, now } from "./awsApi";
import { policyProblem } from "./iamPolicy";

type Exception =
    | "DeleteConflict"
    | "EntityAlreadyExists"
    | "LimitExceeded"
    | "MalformedPolicyDocument"
    | "NoSuchEntity"
    | "ValidationError";

export function iamError(operation: string, exception: Exception, message: string): Error {
    return awsError("IAM", operation, exception, message);
}

export const iamName: Check = matches(/^[\w+=,.@-]+$/, "must match [\\w+=,.@-]");

export const iamPath: InputDefinition = { type: "string", default: "/" };

/** The prefixes of the unique ids that IAM generates. */
const prefixes = { role: "AROA", policy: "ANPA", user: "AIDA", accessKey: "AKIA" } as const;

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function iamId(kind: keyof typeof prefixes, length = 21): string {
    const tail = Array.from({ length: length - 4 }, () => alphabet.charAt(randomInt(32)));
    return `${prefixes[kind]}${tail.join("")}`;
}

/** The key in the world: names are unique in an account regardless of case and path. */
export function iamKey(accountId: string, name: string): string {
    return `${accountId}.${name.toLowerCase()}`;
}

/** What every new role, policy and user has. */
export function newEntity(kind: "role" | "policy" | "user", place: AwsPlace, inputs: Values) {
    const [name, path] = [text(inputs, "name"), text(inputs, "path")];
    return {
        accountId: place.accountId,
        arn: iamArn(place.accountId, kind, path, name),
        uniqueId: iamId(kind),
        name,
        path,
        createDate: now(),
        tags: allTags(place, inputs),
    };
}

export function iamArn(accountId: string, kind: string, path: string, name: string): string {
    return `arn:aws:iam::${accountId}:${kind}${path}${name}`;
}

export function refusePath(operation: string, inputs: Values): void {
    const path = text(inputs, "path");
    if (/^\/([!-~]+\/)?$/.test(path)) return;
    const message =
        "The specified value for path is invalid. It must begin and end with / and contain only " +
        `alphanumeric characters and/or / characters, got ${path}`;
    throw iamError(operation, "ValidationError", message);
}

/** Refuses an identity policy that IAM cannot read. */
export function refuseDocument(operation: string, document: string): void {
    const problem = policyProblem(document);
    if (problem !== undefined) throw iamError(operation, "MalformedPolicyDocument", problem);
}

/**
 * Allows an AWS managed policy or one of the account's own; a policy of another account cannot be attached.
 */
export function refusePolicyArn(
    world: WorldReader,
    place: AwsPlace,
    operation: string,
    arn: string,
    what: "Policy" | "Scope ARN:",
): void {
    const [, owner, name = ""] =
        /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/(?:.+\/)?([^/]+)$/.exec(arn) ?? [];
    const own = owner === place.accountId ? policyAt(world, place.accountId, name) : undefined;
    if (owner === "aws" || own?.arn === arn) return;
    const message = `${what} ${arn} does not exist or is not attachable.`;
    throw iamError(operation, "NoSuchEntity", message);
}

export function policyAt(world: WorldReader, accountId: string, name: string) {
    return world.read("aws/iamPolicies", iamKey(accountId, name));
}
