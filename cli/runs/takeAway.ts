import { emptySummary } from "../../engine/events";
import type { Workplace } from "../../engine/run";
import { planAccess } from "../../planners/planAccess";
import { organizationStack } from "../../planners/resources";
import type { Invocation } from "../invocation";
import type { Certified } from "./certified";
import type { Leaving } from "./certify";
import { joinRuns } from "./joinRuns";
import { narrowStacks } from "./narrow";
import { noteWaiting } from "./noteWaiting";
import { clearPending } from "./pendingOperations";
import type { PoliciesOf } from "./policies";
import type { Opened } from "./prepare";
import { soundRoster } from "./prepare";
import type { Ground } from "./provision";
import { findSettled } from "./rails";
import type { StackRuns } from "./report";
import { isInterrupted } from "./report";
import { revokeBeforeApply } from "./revokingPhases";
import { tellPrograms } from "./tellPrograms";

export interface TakenAway {
    readonly taken: StackRuns;
    /** What is known before anything is given; absent: nothing may be. */
    readonly ground?: Ground;
    readonly leaving: Leaving;
    /** What the program is to be told of what was read back. */
    readonly workplace: Workplace;
}

/** What a run came to, and what is proved of it. */
export interface Outcome {
    readonly runs: StackRuns;
    readonly certified: Certified;
}

/**
 * The phases that take away: leavers first (0), then what the roster no longer holds (1a), then what
 * stays and gives less (1b). A roster that breaks rules stops none of them. What must be ready before
 * something is given (`prepareToGive`) may fail, and so comes after what is destroyed.
 */
export async function takeAway(
    invocation: Invocation,
    opened: Opened,
    prepareToGive?: () => Promise<PoliciesOf>,
): Promise<TakenAway> {
    const { judged, stacks, instant } = opened;
    const revoked = await revokeBeforeApply(invocation, opened);
    const { runs, refusals, logins, rights, states, absent, leaving } = revoked;
    const refused = [...refusals.removing, ...refusals.giving, ...opened.mistakes, ...logins.wrong];
    const { roster } = judged;
    if (!roster || refusals.removing.length > 0 || isInterrupted(runs)) {
        const taken = { ...joinRuns(runs, none), refused };
        return { taken, leaving, workplace: opened.workplace };
    }
    const workplace =
        absent.length === 0
            ? opened.workplace
            : await tellPrograms(opened.workplace, { ROLLCALL_ABSENT: JSON.stringify(absent) });
    const policiesOf = (await prepareToGive?.()) ?? (() => []);
    const cleared = await clearPending(invocation, workplace, { states, rights });
    if (isInterrupted(cleared)) {
        return { taken: { ...joinRuns(runs, cleared), refused }, leaving, workplace };
    }
    const allowed = soundRoster(judged) !== undefined && refused.length === 0;
    const going = prepareToGive !== undefined && allowed;
    if (going) noteWaiting(invocation, roster, states, instant);
    const { previews, narrowed } = await narrowStacks(
        invocation,
        {
            workplace,
            stacks,
            going,
            isSure: logins.isSure,
            digest: planAccess(roster, instant).digest,
        },
        policiesOf,
    );
    const goesOn = going && !isInterrupted(previews);
    // Who goes on meets what stopped a preview there; else nobody would hear of it.
    const met = joinRuns(goesOn ? timeOf(previews) : failed(previews), narrowed);
    const taken = { ...joinRuns(runs, met), refused };
    const ground = {
        previews: withholding(previews, rights.lost),
        policiesOf,
        settled: findSettled(states, opened),
        repositories: logins.repositories,
    };
    return { taken, leaving, workplace, ...(goesOn ? { ground } : {}) };
}

/** The end of a run that gives nothing. */
export async function certifyTaken({ taken, leaving }: TakenAway): Promise<Outcome> {
    return { runs: taken, certified: await leaving.certify(taken, { applied: false }) };
}

/** What is proved, as data. */
export function proofs({ certificates, findings, unseen }: Certified) {
    return { certificates, findings, ...(unseen.length > 0 ? { unseen } : {}) };
}

/**
 * What was left alone in GitHub must not go in the apply phase, either. org's own program asks for the
 * token's rights; an environment's does not.
 */
function withholding(previews: StackRuns, lost: ReadonlySet<string>): StackRuns {
    const error = "not applied: what was left alone in GitHub would be forgotten";
    return {
        ...previews,
        summaries: previews.summaries.map((preview) =>
            lost.has(preview.stack) && preview.stack !== organizationStack
                ? { error, ...preview }
                : preview,
        ),
    };
}

/** What the previews took: that belongs to their stacks' time. */
function timeOf({ summaries }: StackRuns): StackRuns {
    const times = summaries.map(({ stack, seconds }) => ({ ...emptySummary(stack), seconds }));
    return { ...none, summaries: times };
}

function failed(previews: StackRuns): StackRuns {
    const summaries = timeOf(previews).summaries.map((summary, index) => {
        const { error, reason } = previews.summaries[index] ?? {};
        return {
            ...summary,
            ...(error === undefined ? {} : { error, ...(reason ? { reason } : {}) }),
        };
    });
    return { ...none, summaries };
}

const none: StackRuns = { summaries: [], steps: [], skipped: [] };
