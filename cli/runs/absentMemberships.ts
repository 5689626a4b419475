import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import type { Denial } from "../../planners/denials";
import { readSystem } from "../../systems/sweep";
import type { Invocation } from "../invocation";
import type { Mode } from "../mode";
import { openReaders } from "./readers";
import type { StackState } from "./stackStates";
import { outputsOf } from "./stackStates";

/**
 * Denials whose time is over and whose membership was read back absent, as the program wants to be
 * told: `<stack> <role> <user id>`. A reader that fails or may not see proves no absence. Asked before
 * this run removes anything: what goes now may have opened a session a minute ago.
 */
export async function findAbsent(
    invocation: Invocation,
    mode: Mode,
    roster: Roster,
    states: readonly StackState[],
    instant: Instant,
): Promise<string[]> {
    const due = states.flatMap((each) =>
        "state" in each
            ? denialsOf(outputsOf(each.state))
                  .filter(({ until }) => until <= instant)
                  .map((denial) => ({ stack: each.stack, ...denial }))
            : [],
    );
    const readers = await openReaders(invocation, mode, roster);
    const reader = readers.find(({ system }) => system === "aws");
    if (due.length === 0 || !reader) return [];
    const users = [...new Set(due.map(({ userId }) => userId))];
    const subjects = users.map((userId) => ({ key: userId, previously: [], aws: { userId } }));
    const { canary, found, unread } = await readSystem(reader, subjects, () => instant);
    if (!canary.ok || unread.length > 0) return [];
    const held = new Set(
        found.flatMap(({ person, stack, leaves }) =>
            leaves.map((leaf) => `${stack} ${roleOf(leaf)} ${person}`),
        ),
    );
    return due
        .map(({ stack, role, userId }) => `${stack} ${role} ${userId}`)
        .filter((one) => !held.has(one));
}

function denialsOf({ denials }: Readonly<Record<string, unknown>>): readonly Denial[] {
    return Array.isArray(denials) ? (denials as Denial[]) : [];
}

/** `payments/developer` of `prod:PersonAccess/alice:TYPE::alice/payments/developer` */
function roleOf(leaf: string): string {
    const name = leaf.slice(leaf.lastIndexOf("::") + 2);
    return name.slice(name.indexOf("/") + 1);
}
