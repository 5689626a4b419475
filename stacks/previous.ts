import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../planners/canonical";
import type { Denial, PermissionSetUse } from "../planners/denials";
import type { Humans } from "../planners/humans";
import { readHumans } from "../planners/humans";
import type { Leaf } from "../planners/leaves";
import { organizationStack } from "../planners/resources";
import type { Revision } from "../planners/revision";
import { readRevision } from "../planners/revision";
import type { RecordedRotation } from "../planners/rotation";
import { readRecords } from "../planners/rotationRecords";

/** The value that an engine exports for an output that a failed run left open. */
const unknownMarker = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What every stack exports. */
export interface StackOutputs {
    /** Where the stack provisions; never changes. Absent: it was never applied. */
    readonly place: Json | undefined;
    /** Of the roster that was applied. */
    readonly revision: Revision | undefined;
    /** Who stood behind each key (org). */
    readonly humans: Humans;
    /** Identity Center's ids of users, by key (org). */
    readonly userIds: Readonly<Record<string, string>>;
    /** Vault's ids of entities, by key (org). */
    readonly entityIds: Readonly<Record<string, string>>;
    /** Names of protected environments on GitHub, by `<service>/<environment>` (org). */
    readonly protectedEnvironments: Readonly<Record<string, string>>;
    /** Keys of people who have leaves (environments). */
    readonly people: readonly string[];
    /** Keys of services that have an identity (environments). */
    readonly services: readonly string[];
    /** Who can use which permission set (environments). */
    readonly uses: readonly PermissionSetUse[];
    /** Whom a permission set denies everything (environments). */
    readonly denials: readonly Denial[];
    /** Which values of secrets there are, by the secret's key (environments). */
    readonly secrets: Readonly<Record<string, RecordedRotation>>;
    /** The same, as it is exported. */
    readonly secretOutputs: unknown;
}

/** What a run of a stack's program comes to: its leaves, and what else it exports. */
export interface StackResult extends Record<string, unknown> {
    readonly leaves: readonly Leaf[];
}

/** What this stack exported last. */
export function readOwnOutputs(): Promise<StackOutputs> {
    return readOutputs(pulumi.getStack());
}

/** What the org stack exported last. */
export function readOrganizationOutputs(): Promise<StackOutputs> {
    return readOutputs(organizationStack);
}

/**
 * Read before anything is registered, so that a run that must be refused is refused whole. An id
 * that is missing, or that a failed run left unknown, is left out.
 *
 * This asks the engine as a StackReference does, but registers nothing: the resource would keep
 * the outputs of the run before in state, and so the keys and ids of people who are gone.
 */
async function readOutputs(stack: string): Promise<StackOutputs> {
    const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
    const { outputs = {} } = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {
        name,
    });
    const {
        place,
        revision,
        humans,
        userIds,
        entityIds,
        protectedEnvironments,
        people,
        services,
        uses,
        denials,
        secrets,
    } = outputs as Record<string, unknown>;
    return {
        place: place === unknownMarker ? undefined : (place as Json | undefined),
        revision: readRevision(revision),
        humans: readHumans(humans),
        userIds: knownIds(userIds),
        entityIds: knownIds(entityIds),
        protectedEnvironments: knownIds(protectedEnvironments),
        people: knownKeys(people),
        services: knownKeys(services),
        uses: known(uses),
        denials: known(denials),
        secrets: readRecords(secrets),
        secretOutputs: secrets ?? {},
    };
}

/** Outputs of plain values are whole, or a failed run left them open. */
function known<T>(values: unknown): T[] {
    return Array.isArray(values) ? values : [];
}

function knownKeys(keys: unknown): string[] {
    return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
}

function knownIds(ids: unknown): Record<string, string> {
    if (typeof ids !== "object" || ids === null) return {};
    return Object.fromEntries(
        Object.entries(ids).filter(
            (entry): entry is [string, string] =>
                typeof entry[1] === "string" && entry[1] !== "" && entry[1] !== unknownMarker,
        ),
    );
}
