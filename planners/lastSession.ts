import type { Instant } from "../model/instant";

const minute = 60_000;

/** Signed in to Identity Center, one may open a last session for as long as that is trusted. */
const slackMinutes = 60;

/** The longest that Identity Center allows, in minutes. Source: PermissionSet, sessionDuration. */
export const longestSession = 720;

/** When the last session is dead that could be opened until `removed` for so many minutes. */
export function endOfLastSession(removed: Instant, sessionMinutes: number): Instant {
    return removed + (sessionMinutes + slackMinutes) * minute;
}
