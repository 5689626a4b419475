import { readCommit } from "../../model/commit";
import { tombstonedKeys } from "../../planners/revision";
import { leaverKeys } from "../../planners/revocation";
import type { Invocation } from "../invocation";
import { findAbsent } from "./absentMemberships";
import type { Leaving } from "./certify";
import { noteLosses } from "./certify";
import type { GitHubRights } from "./gitHubRights";
import { gitHubRights } from "./gitHubRights";
import { leavingOf } from "./leavingPeople";
import type { Logins } from "./logins";
import { resolveLogins, withStranded } from "./logins";
import type { Opened } from "./prepare";
import type { Refusals } from "./rails";
import { findRefusals, leavesOfRoster } from "./rails";
import { withRecordedAccounts } from "./recordedAccounts";
import { withRecordedNames } from "./recordedNames";
import type { StackRuns } from "./report";
import { revokeAccess } from "./revoke";
import type { StackState } from "./stackStates";
import { readStates } from "./stackStates";

export interface Revoked {
    readonly runs: StackRuns;
    readonly refusals: Refusals;
    readonly logins: Logins;
    readonly rights: GitHubRights;
    /** Denials whose membership was gone before this run, as the program is told of them. */
    readonly absent: readonly string[];
    /** Who lost what, for the proof at the end. */
    readonly leaving: Leaving;
    /** As they were before. */
    readonly states: readonly StackState[];
}

/**
 * Takes away what the roster no longer gives, before anything is given. Leavers lose what they have
 * in any case (phase 0); others, where the roster can be read and is the one that is meant (1a).
 */
export async function revokeBeforeApply(invocation: Invocation, given: Opened): Promise<Revoked> {
    const { workplace, revocable, instant, folder } = given;
    const declared = resolveLogins(invocation, given);
    const states = await readStates(workplace, revocable);
    const opened = await withRecordedAccounts(given, states);
    const logins = declared.then((known) => withRecordedNames(invocation, given, states, known));
    const { roster, people, leavers } = opened.judged;
    const rights = gitHubRights(invocation, opened, states);
    const gone = leaverKeys(people, leavers, instant);
    const refusals = roster
        ? judgeChange(() => findRefusals(states, { roster, instant, folder, leavers: gone }))
        : { removing: [], giving: [] };
    const sound = roster && refusals.removing.length === 0;
    const commit = readCommit(folder);
    // Noted before anything goes. A roster that may not be the one that is meant names leavers alone.
    const leaving = await noteLosses(
        invocation,
        leavingOf(opened, states, { onlyLeavers: !sound }),
    );
    const absent = sound
        ? await findAbsent(invocation, given.mode, roster, states, instant).catch(() => [])
        : [];
    const runs = await revokeAccess(invocation, workplace, states, {
        leavers: gone,
        people: logins.then(({ people }) => people),
        repositories: logins.then(({ repositories }) => repositories),
        rights,
        ...(sound ? { leaves: leavesOfRoster(roster, instant) } : {}),
        ...(sound
            ? { revision: { ...(commit ? { commit } : {}), leavers: tombstonedKeys(leavers) } }
            : {}),
    });
    await leaving.sweep(runs);
    const named = withStranded(await logins, states);
    return { runs, refusals, logins: named, rights, states, absent, leaving };
}

/** A mistake in judging or planning keeps nobody in: it stops everything but leavers' going. */
function judgeChange(judge: () => Refusals): Refusals {
    try {
        return judge();
    } catch (error) {
        return {
            removing: [`the change cannot be judged: ${(error as Error).message}`],
            giving: [],
        };
    }
}
