import type { PrincipalId } from "./policy";

/** A request to AWS, as its policies are evaluated against it. */
export interface AccessRequest {
    /** `sts:AssumeRoleWithWebIdentity`; the case does not matter. */
    readonly action: string;
    /** The ARN acted on, or `*`; when a role is assumed, the role's ARN. */
    readonly resource: string;
    /** The caller; absent if nobody is signed in. */
    readonly principal?: PrincipalId;
    /** The condition keys. They include the time: nothing here reads a clock. */
    readonly context: RequestContext;
}

/** By condition key, case-insensitively; a list for a multivalued key. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** The values by key in lower case. */
export type ContextValues = ReadonlyMap<string, readonly string[]>;

/** Two keys that differ only in case are one key with the values of both. */
export function readContext(context: RequestContext): ContextValues {
    const values = new Map<string, readonly string[]>();
    for (const [name, value] of Object.entries(context)) {
        const key = name.toLowerCase();
        values.set(key, [...(values.get(key) ?? []), ...[value].flat()]);
    }
    return values;
}

/** A key's values; empty if the request does not have the key. */
export function valuesOf(context: ContextValues, key: string): readonly string[] {
    return context.get(key.toLowerCase()) ?? [];
}
