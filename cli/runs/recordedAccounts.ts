import type { Person } from "../../model/roster";
import type { Humans } from "../../planners/humans";
import { organizationStack } from "../../planners/resources";
import type { JudgedRoster } from "../readRoster";
import type { Opened } from "./prepare";
import { recordedHumans } from "./recordedHumans";
import type { StackState } from "./stackStates";
import { readStates } from "./stackStates";

/**
 * The same with the accounts of somebody (`sameAs`) that org has on record, where the roster cannot be
 * read: a file that says nothing of them keeps no second account of a leaver in.
 */
export async function withRecordedAccounts(
    opened: Opened,
    states: readonly StackState[],
): Promise<Opened> {
    const { judged, workplace, existing } = opened;
    if (judged.roster || !existing.includes(organizationStack)) return opened;
    const isOrg = ({ stack }: StackState) => stack === organizationStack;
    // Another stack's job takes no access away in org, but has to know whom to take it from.
    const org = states.find(isOrg) ?? (await readStates(workplace, [organizationStack]))[0];
    if (!org || !("state" in org)) return opened;
    return { ...opened, judged: withAccounts(judged, recordedHumans(org.state)) };
}

/** What the roster says of a key counts, wherever it can be read. */
export function withAccounts(judged: JudgedRoster, recorded: Humans): JudgedRoster {
    const { people, leavers } = judged;
    const listed = [...people.values(), ...leavers.values()];
    const known = new Map(
        listed.flatMap(({ key, previously, at }) =>
            [...previously, key].map((each) => [each, { key, at }] as const),
        ),
    );
    const accounts = Object.entries(recorded).flatMap(([key, { sameAs, email = "" }]) => {
        const main = sameAs === undefined ? undefined : known.get(sameAs);
        if (!main || known.has(key)) return [];
        const person: Person = { key, at: main.at, name: key, email, sameAs: main, previously: [] };
        return [[key, person] as const];
    });
    return { ...judged, people: new Map([...people, ...accounts]) };
}
