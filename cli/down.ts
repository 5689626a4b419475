import { rmSync } from "node:fs";
import { destroyStack, removeStack } from "../engine/run";
import { organizationStack } from "../planners/resources";
import { sandboxFolders } from "../sandbox/environment";
import { withFounder } from "../sandbox/withFounder";
import { World } from "../sandbox/world";
import type { Definition } from "./definition";
import { wrongUse } from "./failure";
import type { Invocation } from "./invocation";
import { announce, chooseMode } from "./mode";
import { evidenceFolders } from "./runs/evidence";
import type { StackOptions } from "./runs/prepare";
import { addStackOptions, withMode } from "./runs/prepare";
import type { StackRuns } from "./runs/report";
import { formatReport, isComplete } from "./runs/report";
import { runStacks } from "./runs/runStacks";
import { selectStacks } from "./runs/selectStacks";
import { openSession } from "./runs/session";
import type { Style } from "./text/style";

/** Destroys everything in the sandbox; needs no roster. */
export const down: Definition<StackOptions> = {
    examples: [
        ["rollcall down", "destroy every stack of the sandbox, and then the sandbox itself"],
        ["rollcall down --stack staging", "one stack; the others stay"],
    ],
    idle: ["roster", "live", "yes"],
    configure: addStackOptions,
    async run(invocation, options) {
        if (chooseMode(invocation, options) === "live") {
            throw wrongUse(
                "down works on the sandbox only: it takes everything from everybody",
                "live stacks are destroyed by hand, one at a time, with pulumi destroy",
            );
        }
        return withMode("sandbox", () => destroyAll(invocation, options));
    },
};

async function destroyAll(invocation: Invocation, options: StackOptions): Promise<0 | 1> {
    const { world, state } = sandboxFolders(invocation.home);
    announce(invocation, "sandbox");
    const { workplace, existing } = await openSession(invocation, "sandbox", { stacks: {} });
    const stacks = selectStacks(existing, options.stack);
    const stages = [
        stacks.filter((stack) => stack !== organizationStack),
        stacks.filter((stack) => stack === organizationStack),
    ];
    const runs = await withFounder(new World(world), () =>
        runStacks(invocation, { workplace, stages }, async (run) => {
            const summary = await destroyStack(run);
            if (summary.error === undefined) await removeStack(run);
            return summary;
        }),
    );
    const ok = isComplete(runs);
    // What remains names people: copies of old states, accounts that nothing refers to any more, and what
    // was applied to a world that no longer exists.
    if (ok && stacks.length === existing.length) {
        const evidence = evidenceFolders({ home: invocation.home, mode: "sandbox" });
        for (const folder of [world, state, workplace.project.folder, ...evidence]) {
            rmSync(folder, { recursive: true, force: true });
        }
    }
    const answers = runs.summaries.map(({ reason: _, ...counts }) => ({ ...counts, revoked: 0 }));
    invocation.answer({ ok, mode: "sandbox", stacks: answers }, () =>
        formatDestroyed(runs, invocation.style),
    );
    return ok ? 0 : 1;
}

function formatDestroyed(runs: StackRuns, style: Style): string {
    if (runs.summaries.length === 0) return "nothing to destroy: the sandbox has no stack";
    return formatReport({ ...runs, tense: "done", nothing: "nothing was left to destroy" }, style);
}
