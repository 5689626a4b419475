import { randomBytes, randomUUID } from "node:crypto";
import type { AwsIdentityStore, AwsPermissionSet } from "../collections";
import { type Check, type InputDefinition, matches } from "../resourceType";
import { map, type Values } from "../values";
import type { WorldReader } from "../world";

/** The account that the credentials belong to, and the region that calls go to. */
export interface AwsPlace {
    readonly accountId: string;
    readonly region: string;
    readonly defaultTags: Readonly<Record<string, string>>;
}

export type Service = "IAM" | "SSO Admin" | "Secrets Manager" | "identitystore";

/** HTTP statuses from the service models; anything not listed is 400. */
const statuses: Readonly<Record<string, number>> = {
    "IAM DeleteConflict": 409,
    "IAM EntityAlreadyExists": 409,
    "IAM LimitExceeded": 409,
    "IAM NoSuchEntity": 404,
    "identitystore ConflictException": 409,
    "identitystore ResourceNotFoundException": 404,
};

/** An error in the format of the AWS SDK for Go, which the real provider is built on. */
export function awsError(
    service: Service,
    operation: string,
    exception: string,
    message: string,
): Error {
    const status = statuses[`${service} ${exception}`] ?? 400;
    return new Error(
        `operation error ${service}: ${operation}, https response error StatusCode: ${status}, ` +
            `RequestID: ${randomUUID()}, ${exception}: ${message}`,
    );
}

/** Puts the provider's words before the service's error: `creating SSO Permission Set (NAME)`. */
export function during<T>(what: string, call: () => T): T {
    try {
        return call();
    } catch (error) {
        throw new Error(`${what}: ${(error as Error).message}`);
    }
}

export const validArn: Check = matches(
    /^arn:aws[a-zA-Z-]*:[\w-]+:[\w-]*:(\d{12}|aws)?:.+$/,
    "an ARN has the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE",
);

/** Since version 6 of the provider every resource has a region, by default the provider's own. */
export const region: InputDefinition = { type: "string", computed: true, replaces: true };

type Tags = Readonly<Record<string, string>>;

/** The program's tags on top of the provider's default tags. */
export function allTags(place: AwsPlace, inputs: Values): Tags {
    const tags = Object.entries(map(inputs, "tags")).map(([key, value]) => [key, String(value)]);
    return { ...place.defaultTags, ...Object.fromEntries(tags) };
}

/** Tags as the provider reads them back: its default tags appear in `tagsAll` only. */
export function readTags(place: AwsPlace, state: Values, tagsAll: Tags): Values {
    const given = map(state, "tags");
    const own = Object.entries(tagsAll).filter(
        ([key, value]) => key in given || place.defaultTags[key] !== value,
    );
    return { tags: Object.fromEntries(own), tagsAll };
}

/** To the second, like AWS's timestamps. */
export function now(): string {
    return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * The directory of an Identity Center instance. It can be managed only from its own account and in its home
 * region.
 */
export function identityStoreOf(
    world: WorldReader,
    place: AwsPlace,
    identityStoreId: string,
    operation: string,
): AwsIdentityStore {
    const store = world.read("aws/identityStores", identityStoreId);
    return reachable(store, place, "identitystore", operation, "IdentityStore not found.");
}

export function instanceOf(
    world: WorldReader,
    place: AwsPlace,
    instanceArn: string,
    operation: string,
): AwsIdentityStore {
    const store = world.list("aws/identityStores").find((each) => each.instanceArn === instanceArn);
    return reachable(store, place, "SSO Admin", operation, "Instance not found.");
}

function reachable(
    store: AwsIdentityStore | undefined,
    place: AwsPlace,
    service: Service,
    operation: string,
    message: string,
): AwsIdentityStore {
    const elsewhere = store?.region !== undefined && store.region !== place.region;
    if (store === undefined || elsewhere) {
        throw awsError(service, operation, "ResourceNotFoundException", message);
    }
    if (store.accountId === place.accountId) return store;
    const action = `${service === "SSO Admin" ? "sso" : service}:${operation}`;
    const caller = `arn:aws:sts::${place.accountId}:assumed-role/rollcall/sandbox`;
    const refusal = `User: ${caller} is not authorized to perform: ${action}`;
    throw awsError(service, operation, "AccessDeniedException", refusal);
}

export function permissionSetOf(
    world: WorldReader,
    arn: string,
    operation: string,
): AwsPermissionSet {
    const found = world.read("aws/permissionSets", permissionSetKey(arn));
    if (found !== undefined) return found;
    const message = `Could not find PermissionSet with id ${permissionSetKey(arn)}`;
    throw awsError("SSO Admin", operation, "ResourceNotFoundException", message);
}

/** `ps-7223d1f6a1b2c3d4`, the last part of the ARN. */
export function permissionSetKey(arn: string): string {
    return arn.slice(arn.lastIndexOf("/") + 1);
}

/** The ids of users, groups and memberships begin with the directory's id. */
export function directoryId(identityStoreId: string): string {
    const tail = /^d-([0-9a-f]{10})$/.exec(identityStoreId)?.[1];
    return tail === undefined ? randomUUID() : `${tail}-${randomUUID()}`;
}

export function newPermissionSetArn(instanceArn: string): string {
    const instance = instanceArn.slice(instanceArn.lastIndexOf("/") + 1);
    return `arn:aws:sso:::permissionSet/${instance}/ps-${randomBytes(8).toString("hex")}`;
}

/** Splits an id that the provider joined with `separator`. */
export function partsOf(id: string, separator: string, count: number): string[] {
    const parts = id.split(separator);
    if (parts.length === count && parts.every((part) => part !== "")) return parts;
    throw new Error(`unexpected format for ID ("${id}"), expected ${count} parts`);
}
