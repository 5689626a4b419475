import type { Instant } from "../model/instant";
import type { Entitlement } from "./entitlements";

const minute = 60_000;

/**
 * Signed in to Identity Center, one may open a last session for as long as that is trusted; a
 * workflow's token from GitHub opens one as well, and a session in AWS another role's, for an hour.
 */
const slackMinutes = 60;

/**
 * The longest that AWS allows, in minutes: to a permission set and to a role. Source: PermissionSet,
 * sessionDuration; Role, maxSessionDuration.
 */
export const longestSession = 720;

/** By what names the length of sessions is known: a role's key, or `service:checkout`. */
export function serviceSession(service: string): string {
    return `service:${service}`;
}

/**
 * Which sessions outlive an entitlement that is gone: those of its role in AWS, and where it was
 * reached through a pipeline those of the service, which may have been carried off. Undefined: none.
 * GitHub asks at every request, and a person's tokens in Vault are in a list.
 */
export function sessionOf({ system, target, permission, via }: Entitlement): string | undefined {
    if (via === undefined) return system === "aws" ? permission : undefined;
    return system === "github" ? undefined : serviceSession(target.split("/")[1] ?? "");
}

/** How long those last, in minutes: where nobody knows, as long as they can. */
export function minutesOfSession(
    entitlement: Entitlement,
    known: ReadonlyMap<string, number>,
): number | undefined {
    const session = sessionOf(entitlement);
    return session === undefined ? undefined : (known.get(session) ?? longestSession);
}

/** When the last session is dead that could be opened until `removed` for so many minutes. */
export function endOfLastSession(removed: Instant, sessionMinutes: number): Instant {
    return removed + (sessionMinutes + slackMinutes) * minute;
}
