import { matchesGlob, parseGlob } from "./glob";

/** An IAM action as statements have it, split at the colon, in lower case: IAM ignores the case. */
export interface ActionPattern {
    /** `ecs`; `*` where the action is `*` */
    readonly service: string;
    /** `updateservice`, `update*`, `*` */
    readonly name: string;
}

export function parseAction(action: string): ActionPattern {
    const [service = "", name = "*"] = action.toLowerCase().split(":", 2);
    return { service, name };
}

/** Whether an IAM pattern matches a text: `*` stands for any letters, `?` for exactly one. */
export function matches(pattern: string, text: string): boolean {
    return matchesGlob(parseGlob(pattern), text);
}

export function hasWildcard(text: string): boolean {
    return /[*?]/.test(text);
}

/** Nothing but wildcards, of which one is a `*`: `*`, `**`, `?*`. */
export function matchesAll(pattern: string): boolean {
    return pattern.includes("*") && /^[*?]+$/.test(pattern);
}

/** The part of a pattern before its first wildcard: everything that it matches begins so. */
export function literalStart(pattern: string): string {
    return /^[^*?]*/.exec(pattern)?.[0] ?? "";
}

/**
 * Whether a statement's resource leaves out nothing of a service: `*`, and an ARN that ends in a
 * wildcard before it names anything, such as `arn:aws:s3:::*`.
 */
export function isEverything(resource: string): boolean {
    const parts = resource.split(":");
    const named = parts.slice(5).join(":");
    return parts.length > 5 ? matchesAll(named) : resource.endsWith("*");
}
