import type { Summary } from "../engine/events";
import { planAccess } from "../planners/planAccess";
import type { Definition } from "./definition";
import type { StackOptions } from "./runs/prepare";
import { addStackOptions, prepare, withMode } from "./runs/prepare";
import { provision } from "./runs/provision";
import { formatReport, isComplete } from "./runs/report";

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
            "taking access away is to come first and apart from this, so that nothing can keep a " +
                "leaver in, and that is not there yet",
        );
        if (prepared === 1) return 1;
        const { digest } = planAccess(prepared.roster, prepared.instant);
        const runs = await withMode(() => provision(invocation, prepared));
        const ok = isComplete(runs);
        const stacks = runs.summaries.map(applied);
        invocation.answer({ ok, mode: "sandbox", digest, stacks }, () =>
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

/** As the command line's contract has it; revoking is a phase of its own, which is to come. */
export function applied({ stack, reason: _, ...counts }: Summary): object {
    return { stack, revoked: 0, ...counts };
}
