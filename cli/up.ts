import { planAccess } from "../planners/planAccess";
import { answerProblems, wordsOnTombstones } from "./check";
import type { Definition } from "./definition";
import type { Invocation } from "./invocation";
import type { Certified } from "./runs/certified";
import { noteGivenBack } from "./runs/givenBack";
import { joinRuns, overcome } from "./runs/joinRuns";
import { writePolicies } from "./runs/policies";
import type { Opened, StackOptions } from "./runs/prepare";
import { addStackOptions, makeReady, openAnyway, soundRoster, withMode } from "./runs/prepare";
import { provision } from "./runs/provision";
import type { StackRuns } from "./runs/report";
import { answersOf, formatReport, isComplete, isInterrupted } from "./runs/report";
import type { Outcome } from "./runs/takeAway";
import { certifyTaken, proofs, takeAway } from "./runs/takeAway";
import { formatCertified } from "./text/certified";
import { formatProblem } from "./text/problems";

/** Makes access what the roster says, in every stack. */
export const up: Definition<StackOptions> = {
    examples: [
        ["rollcall up", "provision all stacks in the sandbox, org first"],
        ["rollcall up --stack org --stack dev", "only these two"],
        ["rollcall up --sandbox --json", "in a pipeline, where --sandbox or --live is required"],
        ["rollcall up --live", "the real systems, after a question"],
        ["ROLLCALL_NOW=2027-01-01 rollcall up", "what New Year's Day will bring"],
    ],
    configure: addStackOptions,
    async run(invocation, options) {
        const opened = await openAnyway(invocation, options);
        if (opened === 1) return 1;
        const { runs, certified } = await withMode(opened.mode, () => run(invocation, opened));
        noteTombstones(invocation, opened);
        const roster = soundRoster(opened.judged);
        if (!roster) return answerRefused(invocation, opened, runs, certified);
        const ok = isComplete(runs) && certified.ok;
        const { mode } = opened;
        const { digest } = planAccess(roster, opened.instant);
        const answer = { ok, mode, digest, ...answersOf(runs), ...proofs(certified) };
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

async function run(invocation: Invocation, opened: Opened): Promise<Outcome> {
    const roster = soundRoster(opened.judged);
    if (!roster) return certifyTaken(await takeAway(invocation, opened));
    const prepared = { ...opened, roster };
    const { taken, ground, leaving, workplace } = await takeAway(invocation, opened, async () => {
        await makeReady(invocation, roster, opened);
        return writePolicies(invocation, prepared);
    });
    const going = ground && !isInterrupted(taken);
    if (going) noteGivenBack(invocation, prepared, ground.previews, "done");
    const applied = going
        ? await provision(invocation, { ...prepared, workplace }, ground)
        : { summaries: [], steps: [], skipped: opened.stacks };
    const runs = joinRuns(overcome(taken, applied), applied);
    return { runs, certified: await leaving.certify(runs, { applied: Boolean(going) }) };
}

function noteTombstones(invocation: Invocation, { mode, judged, instant }: Opened): void {
    for (const word of wordsOnTombstones(invocation, judged, instant, [mode])) {
        invocation.note(formatProblem(word, invocation.noteStyle));
    }
}

/** What was wrong with the roster, and what was taken away all the same. */
function answerRefused(
    invocation: Invocation,
    { mode, judged }: Opened,
    runs: StackRuns,
    certified: Certified,
): 1 {
    const touched = runs.summaries.filter(
        ({ revoked = 0, updated, created, failed, error }) =>
            revoked + updated + created + failed > 0 || error !== undefined,
    );
    const { stacks, ...more } = answersOf({ ...runs, summaries: touched });
    answerProblems(invocation, judged, {
        mode,
        ...(touched.length > 0 ? { stacks } : {}),
        ...more,
        ...proofs(certified),
    });
    for (const { stack, error } of touched) if (error) invocation.note(`${stack}: ${error}`);
    for (const why of runs.refused ?? []) invocation.note(why);
    for (const text of formatCertified(certified, invocation.noteStyle)) invocation.note(text);
    if (!judged.roster && judged.leavers.size > 0) {
        invocation.note(
            "sessions of leavers were not ended, and nothing was proved: that takes a roster that can " +
                "be read",
        );
    }
    invocation.note(
        touched.length > 0
            ? "access was only taken away; nothing was given"
            : "nothing was touched",
    );
    return 1;
}
