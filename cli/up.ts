import { planAccess } from "../planners/planAccess";
import type { Definition } from "./definition";
import { leavingOf, noteLosses } from "./runs/certify";
import type { StackOptions } from "./runs/prepare";
import { addStackOptions, prepare, withMode } from "./runs/prepare";
import { provision } from "./runs/provision";
import { formatReport, isComplete, isInterrupted } from "./runs/report";
import { joinRuns, revokeBeforeApply } from "./runs/revoke";
import { revokeLeavers } from "./runs/revokeLeavers";
import { formatCertified } from "./text/certified";

/** Makes access what the roster says, in every stack. */
export const up: Definition<StackOptions> = {
    examples: [
        ["rollcall up", "provision all stacks in the sandbox, org first"],
        ["rollcall up --stack org --stack dev", "only these two"],
        ["rollcall up --sandbox --json", "in a pipeline, where the place must be said"],
        ["ROLLCALL_NOW=2027-01-01 rollcall up", "what New Year's Day will bring"],
    ],
    configure: addStackOptions,
    async run(invocation, options) {
        const prepared = await prepare(
            invocation,
            options,
            "reading access back from the real systems is not there yet, and without it nothing " +
                "proves that what was revoked is gone",
            (judged, instant) => revokeLeavers(invocation, judged, instant),
        );
        if (prepared === 1) return 1;
        const plan = planAccess(prepared.roster, prepared.instant);
        const { runs, certified } = await withMode(async () => {
            const leaving = await noteLosses(invocation, leavingOf(prepared, plan));
            const revoked = await revokeBeforeApply(invocation, prepared);
            await leaving.sweep(revoked);
            const applied = isInterrupted(revoked)
                ? { summaries: [], steps: [], skipped: prepared.stacks }
                : await provision(invocation, prepared);
            const runs = joinRuns(revoked, applied);
            return { runs, certified: await leaving.certify(runs) };
        });
        const ok = isComplete(runs) && certified.ok;
        const stacks = runs.summaries.map(({ reason: _, ...counts }) => counts);
        const { certificates, findings } = certified;
        const answer = { ok, mode: "sandbox", digest: plan.digest, stacks, certificates, findings };
        invocation.answer(answer, () =>
            formatReport(
                {
                    ...runs,
                    more: formatCertified(certified, invocation.style),
                    tense: "done",
                    nothing: "nothing to change: every stack is as the roster says",
                },
                invocation.style,
            ),
        );
        return ok ? 0 : 1;
    },
};
