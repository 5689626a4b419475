import type { PrincipalId } from "./policy";

/** One call to AWS, as it reaches the check of its policies. */
export interface AccessRequest {
    /** `sts:AssumeRoleWithWebIdentity`; the case does not matter. */
    readonly action: string;
    /** The ARN of what is acted on, or `*`; when a role is assumed, the role's ARN. */
    readonly resource: string;
    /** Who asks; left out when nobody has signed in. */
    readonly principal?: PrincipalId;
    /** The condition keys. The time is one of them: nothing here reads a clock. */
    readonly context: RequestContext;
}

/** By condition key, whose case does not matter; a list for a multivalued key. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** The values by key in lower case. */
export type ContextValues = ReadonlyMap<string, readonly string[]>;

/** Two keys that differ in case alone are one key with the values of both. */
export function readContext(context: RequestContext): ContextValues {
    const values = new Map<string, readonly string[]>();
    for (const [name, value] of Object.entries(context)) {
        const key = name.toLowerCase();
        values.set(key, [...(values.get(key) ?? []), ...[value].flat()]);
    }
    return values;
}

/** The values of a key, of which there are none when the request does not have it. */
export function valuesOf(context: ContextValues, key: string): readonly string[] {
    return context.get(key.toLowerCase()) ?? [];
}
