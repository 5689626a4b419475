import type { Instant } from "../model/instant";
import type { Entitlement } from "./entitlements";

const minute = 60_000;

/**
 * How long after a removal a session can still be opened: with an Identity Center sign-in for as long as it
 * is trusted, with a workflow's token from GitHub, or by role chaining in AWS, for up to an hour.
 */
const slackMinutes = 60;

/**
 * The maximum that AWS allows for a permission set and for a role, in minutes. Source: PermissionSet,
 * sessionDuration; Role, maxSessionDuration.
 */
export const longestSession = 720;

/** The key under which session lengths are recorded: a role's key, or `service:checkout`. */
export function serviceSession(service: string): string {
    return `service:${service}`;
}

/**
 * Which sessions outlive a removed entitlement: in AWS those of its role and, if it was reached through a
 * pipeline, those of the service, which the person may have kept. Undefined if there are none: GitHub
 * checks every request, and a person's Vault tokens can be listed.
 */
export function sessionOf({ system, target, permission, via }: Entitlement): string | undefined {
    if (via === undefined) return system === "aws" ? permission : undefined;
    return system === "github" ? undefined : serviceSession(target.split("/")[1] ?? "");
}

/** How long they last, in minutes; the maximum if it is not known. */
export function minutesOfSession(
    entitlement: Entitlement,
    known: ReadonlyMap<string, number>,
): number | undefined {
    const session = sessionOf(entitlement);
    return session === undefined ? undefined : (known.get(session) ?? longestSession);
}

/** When the last session ends that could be opened until `removed`, given the session length in minutes. */
export function endOfLastSession(removed: Instant, sessionMinutes: number): Instant {
    return removed + (sessionMinutes + slackMinutes) * minute;
}
