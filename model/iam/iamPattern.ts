import { matchesGlob, parseGlob } from "./glob";

/** An IAM action as written in statements, split at the colon, in lower case because IAM ignores case. */
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

/** Whether an IAM pattern matches a text: `*` stands for any characters, `?` for exactly one. */
export function matches(pattern: string, text: string): boolean {
    return matchesGlob(parseGlob(pattern), text);
}

export function hasWildcard(text: string): boolean {
    return /[*?]/.test(text);
}

/** Whether a pattern has only wildcards, at least one of them `*`: `*`, `**`, `?*`. */
export function matchesAll(pattern: string): boolean {
    return pattern.includes("*") && /^[*?]+$/.test(pattern);
}

/** The part of a pattern before its first wildcard, with which everything it matches begins. */
export function literalStart(pattern: string): string {
    return /^[^*?]*/.exec(pattern)?.[0] ?? "";
}

/**
 * Whether a statement's resource covers all of a service: `*`, or an ARN that reaches its final wildcard
 * before it names anything, such as `arn:aws:s3:::*`.
 */
export function isEverything(resource: string): boolean {
    const parts = resource.split(":");
    const named = parts.slice(5).join(":");
    return parts.length > 5 ? matchesAll(named) : resource.endsWith("*");
}
