import type { Summary } from "../engine/events";
import type { Definition } from "./definition";
import { noteGivenBack } from "./runs/givenBack";
import { formatHandRun } from "./runs/handRun";
import { previewWithPolicies, writePolicies } from "./runs/policies";
import type { StackOptions } from "./runs/prepare";
import { addStackOptions, prepare, withMode } from "./runs/prepare";
import { formatReport, isComplete } from "./runs/report";

/** What the engine would do, and what policies would stop. It writes nothing except missing stacks, empty. */
export const preview: Definition<StackOptions> = {
    examples: [
        ["rollcall preview", "what up would do in the sandbox, per stack"],
        ["rollcall preview --stack prod", "in one of them"],
    ],
    help: formatHandRun,
    configure: addStackOptions,
    async run(invocation, options) {
        const prepared = await prepare(invocation, options);
        if (prepared === 1) return 1;
        const { mode } = prepared;
        const runs = await withMode(mode, async () =>
            previewWithPolicies(invocation, prepared, await writePolicies(invocation, prepared)),
        );
        noteGivenBack(invocation, prepared, runs, "planned");
        const ok = isComplete(runs);
        invocation.answer({ ok, mode, stacks: runs.summaries.map(previewed) }, () =>
            formatReport(
                {
                    ...runs,
                    tense: "planned",
                    nothing: "nothing would change: every stack is as the roster says",
                },
                invocation.style,
            ),
        );
        return ok ? 0 : 1;
    },
};

function previewed({ failed: _failed, seconds: _seconds, reason: _reason, ...rest }: Summary) {
    return rest;
}
