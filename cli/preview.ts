import type { Summary } from "../engine/events";
import { previewStack } from "../engine/run";
import type { Definition } from "./definition";
import { formatHandRun } from "./runs/handRun";
import type { StackOptions } from "./runs/prepare";
import { addStackOptions, prepare, withMode } from "./runs/prepare";
import { formatReport, isComplete } from "./runs/report";
import { runStacks } from "./runs/runStacks";

/** What the engine would do. The only thing it writes are missing stacks, empty. */
export const preview: Definition<StackOptions> = {
    examples: [
        ["rollcall preview", "what up would do in the sandbox, per stack"],
        ["rollcall preview --stack prod", "in one of them"],
    ],
    help: formatHandRun,
    configure: addStackOptions,
    async run(invocation, options) {
        const prepared = await prepare(
            invocation,
            options,
            "it would show a run that is refused itself; up --live says why",
        );
        if (prepared === 1) return 1;
        const { workplace, stacks } = prepared;
        const runs = await withMode(() =>
            runStacks(invocation, { workplace, stages: [stacks], tense: "planned" }, previewStack),
        );
        const ok = isComplete(runs);
        invocation.answer({ ok, mode: "sandbox", stacks: runs.summaries.map(previewed) }, () =>
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
