import { existsSync } from "node:fs";
import type { Instant } from "../../model/instant";
import { leaverKeys } from "../../planners/revocation";
import { sandboxFolders } from "../../sandbox/environment";
import type { Invocation } from "../invocation";
import type { JudgedRoster } from "../readRoster";
import { formatCertified } from "../text/certified";
import { noteLosses } from "./certify";
import type { StackSummary } from "./report";
import { revokeAccess } from "./revoke";
import { openSandbox } from "./sandboxSession";

/**
 * What nothing stops: people who have left lose what they have in every stack of the backend,
 * however much is wrong with the rest of the roster. Answers the stacks in which there was something.
 */
export async function revokeLeavers(
    invocation: Invocation,
    { leavers, people, roster }: Pick<JudgedRoster, "leavers" | "people" | "roster">,
    instant: Instant,
): Promise<readonly StackSummary[]> {
    const keys = leaverKeys(people, leavers, instant);
    if (keys.size === 0 || !existsSync(sandboxFolders(invocation.home).state)) return [];
    const { workplace, existing } = await openSandbox(invocation, {});
    const leaving = await noteLosses(invocation, {
        mode: "sandbox",
        ...(roster ? { roster } : {}),
        ...{ people, leavers, instant, existing, workplace, whole: true, onlyLeavers: true },
    });
    const runs = await revokeAccess(
        invocation,
        { workplace, stacks: existing },
        { leavers: keys, people: [...people.values(), ...leavers.values()] },
    );
    await leaving.sweep(runs);
    const certified = await leaving.certify(runs, { applied: false });
    for (const text of formatCertified(certified, invocation.noteStyle)) invocation.note(text);
    return runs.summaries
        .filter(({ deleted, failed, error }) => deleted + failed > 0 || error !== undefined)
        .map(({ reason: _, ...summary }) => ({ ...summary, deleted: 0, revoked: summary.deleted }));
}
