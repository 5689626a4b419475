import type { Instant } from "../model/instant";
import type { Entitlement } from "./entitlements";

const minute = 60_000;

/**
 * Somebody signed in to Identity Center may open a last session for as long as that sign-in is trusted; a
 * workflow's token from GitHub can open one as well, and a session in AWS one of another role, for an hour.
 */
const slackMinutes = 60;

/**
 * The longest that AWS allows, in minutes: to a permission set and to a role. Source: PermissionSet,
 * sessionDuration; Role, maxSessionDuration.
 */
export const longestSession = 720;

/** The key by which a session's length is known: a role's key, or `service:checkout`. */
export function serviceSession(service: string): string {
    return `service:${service}`;
}

/**
 * Which sessions outlive an entitlement that is gone: those of its role in AWS and, where it was reached
 * through a pipeline, those of the service, which may have been kept. Undefined: none. GitHub checks at
 * every request, and a person's tokens in Vault can be listed.
 */
export function sessionOf({ system, target, permission, via }: Entitlement): string | undefined {
    if (via === undefined) return system === "aws" ? permission : undefined;
    return system === "github" ? undefined : serviceSession(target.split("/")[1] ?? "");
}

/** How long they last, in minutes: where nobody knows, the longest possible. */
export function minutesOfSession(
    entitlement: Entitlement,
    known: ReadonlyMap<string, number>,
): number | undefined {
    const session = sessionOf(entitlement);
    return session === undefined ? undefined : (known.get(session) ?? longestSession);
}

/** When the last session that could be opened until `removed` is over, given its length in minutes. */
export function endOfLastSession(removed: Instant, sessionMinutes: number): Instant {
    return removed + (sessionMinutes + slackMinutes) * minute;
}
