import type { Roster } from "../../model/roster";

/** How long a session of each role may last in AWS. */
export function sessionMinutesOf(roster: Roster | undefined): Record<string, number> {
    return Object.fromEntries(
        [...(roster?.roles.values() ?? [])].flatMap(({ key, aws }) =>
            aws ? [[key, aws.sessionMinutes] as const] : [],
        ),
    );
}
