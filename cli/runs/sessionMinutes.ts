import type { Roster } from "../../model/roster";
import { serviceSession } from "../../planners/lastSession";
import { renamesOf } from "../../planners/lostEntitlements";
import { workloadMinutes } from "../../planners/workloads";

/** How long a session of each role may last in AWS, and of each service, there and in Vault. */
export function sessionMinutesOf(roster: Roster | undefined): Record<string, number> {
    const { roles, services } = roster ?? {};
    return Object.fromEntries([
        ...[...(roles?.values() ?? [])].flatMap(({ key, aws }) =>
            aws ? [[key, aws.sessionMinutes] as const] : [],
        ),
        ...[...(services?.values() ?? [])].map(
            (service) => [serviceSession(service.key), workloadMinutes(service)] as const,
        ),
    ]);
}

/**
 * The same of the plan that was applied, by the names of today, or longer where the roster says so:
 * a run may have failed over it. What the plan does not tell nobody knows, whatever the roster says.
 */
export function appliedMinutes(
    applied: Readonly<Record<string, number>>,
    roster: Roster | undefined,
): Record<string, number> {
    const now = sessionMinutesOf(roster);
    const { roles, services } = roster ? renamesOf(roster) : { roles: none, services: none };
    const names = new Map([
        ...roles,
        ...[...services].map((pair) => pair.map(serviceSession) as [string, string]),
    ]);
    const known: Record<string, number> = {};
    for (const [before, minutes] of Object.entries(applied)) {
        const name = names.get(before) ?? before;
        known[name] = Math.max(minutes, known[name] ?? 0, now[name] ?? 0);
    }
    return known;
}

const none: ReadonlyMap<string, string> = new Map();
