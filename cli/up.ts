import { planAccess } from "../planners/planAccess";
import { answerProblems } from "./check";
import type { Definition } from "./definition";
import type { Invocation } from "./invocation";
import { writePolicies } from "./runs/policies";
import type { Opened, StackOptions } from "./runs/prepare";
import { addStackOptions, makeReady, openAnyway, soundRoster, withMode } from "./runs/prepare";
import { provision } from "./runs/provision";
import type { StackRuns } from "./runs/report";
import { answersOf, formatReport, isComplete, isInterrupted } from "./runs/report";
import { joinRuns } from "./runs/revoke";
import { takeAway } from "./runs/takeAway";

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
        const opened = await openAnyway(
            invocation,
            options,
            "reading access back from the real systems is not there yet, and without it nothing " +
                "proves that what was revoked is gone",
        );
        if (opened === 1) return 1;
        const runs = await withMode(() => run(invocation, opened));
        const roster = soundRoster(opened.judged);
        if (!roster) return answerRefused(invocation, opened, runs);
        const ok = isComplete(runs);
        const { digest } = planAccess(roster, opened.instant);
        invocation.answer({ ok, mode: "sandbox", digest, ...answersOf(runs) }, () =>
            formatReport(
                {
                    ...runs,
                    tense: "done",
                    nothing: "nothing to change: every stack is as the roster says",
                },
                invocation.style,
            ),
        );
        return ok ? 0 : 1;
    },
};

async function run(invocation: Invocation, opened: Opened): Promise<StackRuns> {
    const roster = soundRoster(opened.judged);
    if (!roster) return (await takeAway(invocation, opened)).taken;
    const prepared = { ...opened, roster };
    await makeReady(invocation, roster, opened);
    const policiesOf = await writePolicies(invocation, prepared);
    const { taken, previews } = await takeAway(invocation, opened, policiesOf);
    const applied =
        previews && !isInterrupted(taken)
            ? await provision(invocation, prepared, { previews, policiesOf })
            : { summaries: [], steps: [], skipped: opened.stacks };
    return joinRuns(taken, applied);
}

/** What was wrong with the roster, and what was taken away all the same. */
function answerRefused(invocation: Invocation, { judged }: Opened, runs: StackRuns): 1 {
    const touched = runs.summaries.filter(
        ({ revoked = 0, updated, created, failed, error }) =>
            revoked + updated + created + failed > 0 || error !== undefined,
    );
    const { stacks, ...more } = answersOf({ ...runs, summaries: touched });
    answerProblems(invocation, judged, {
        mode: "sandbox",
        ...(touched.length > 0 ? { stacks } : {}),
        ...more,
    });
    for (const { stack, error } of touched) if (error) invocation.note(`${stack}: ${error}`);
    for (const why of runs.refused ?? []) invocation.note(why);
    invocation.note(
        touched.length > 0
            ? "access was only taken away; nothing was given"
            : "nothing was touched",
    );
    return 1;
}
