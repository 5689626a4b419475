import { existsSync } from "node:fs";
import { exportStack } from "../engine/run";
import { createGraph } from "../model/graph";
import type { Instant } from "../model/instant";
import { day, formatDuration } from "../model/instant";
import { findHoldings } from "../planners/holdings";
import type { RecordedRotation } from "../planners/rotation";
import { readRecords } from "../planners/rotationRecords";
import type { SecretStatus } from "../planners/secretStatus";
import { secretStatuses } from "../planners/secretStatus";
import { sandboxFolders } from "../sandbox/environment";
import type { Definition } from "./definition";
import { refused } from "./failure";
import { readInstant } from "./instant";
import type { Invocation } from "./invocation";
import { announceSandbox, chooseMode } from "./mode";
import { openRoster } from "./readRoster";
import type { StackOptions } from "./runs/prepare";
import { addStackOptions, withMode } from "./runs/prepare";
import { openSandbox } from "./runs/sandboxSession";
import { selectStacks } from "./runs/selectStacks";
import { outputsOf } from "./runs/stackStates";
import { count } from "./text/count";
import type { Style } from "./text/style";
import { formatTable } from "./text/table";

/** How it stands with each secret; no value is ever read. */
export const secrets: Definition<StackOptions> = {
    examples: [
        ["rollcall secrets", "each secret's age, next rotation, and who can read it"],
        ["rollcall secrets --stack prod", "those of one environment"],
        ["rollcall secrets --json | jq '.secrets[] | select(.overdue)'", "what a run would do"],
    ],
    configure: addStackOptions,
    run(invocation, options) {
        if (chooseMode(invocation, options) === "live") {
            throw refused(
                "--live is refused: nothing has been provisioned live yet",
                "leave --live out to look at the sandbox",
            );
        }
        return withMode(() => answerSecrets(invocation, options));
    },
};

async function answerSecrets(invocation: Invocation, options: StackOptions): Promise<0> {
    const { home, io, style } = invocation;
    announceSandbox(invocation, sandboxFolders(home).world);
    const instant = readInstant(io, { live: false });
    const roster = openRoster(invocation, instant);
    const stacks = selectStacks([...roster.environments.keys()], options.stack);
    const records = await recordsOf(invocation, stacks);
    const holdings = findHoldings(createGraph(roster), instant);
    const found = secretStatuses(holdings, (stack) => records.get(stack) ?? {}).filter(
        ({ environment }) => stacks.includes(environment),
    );
    invocation.answer({ mode: "sandbox", secrets: found }, () =>
        formatStatuses(found, instant, style),
    );
    return 0;
}

/** What the stacks recorded; the engine is asked only where there is something to ask for. */
async function recordsOf(
    invocation: Invocation,
    stacks: readonly string[],
): Promise<Map<string, Record<string, RecordedRotation>>> {
    const found = new Map<string, Record<string, RecordedRotation>>();
    if (!existsSync(sandboxFolders(invocation.home).state)) return found;
    const { workplace, existing } = await openSandbox(invocation, {});
    for (const stack of stacks.filter((each) => existing.includes(each))) {
        const state = await exportStack({ ...workplace, stack });
        found.set(stack, readRecords(outputsOf(state).secrets));
    }
    return found;
}

function formatStatuses(found: readonly SecretStatus[], instant: Instant, style: Style): string {
    if (found.length === 0) return "no secret is declared";
    return formatTable(
        ["secret", "in", "kind", "owner", "version", "age", "next rotation", "read by"],
        found.map((status) => [
            status.secret,
            status.environment,
            status.kind,
            status.owner,
            status.version === null ? "-" : String(status.version),
            status.rotatedAt === null ? "-" : ageOf(status.rotatedAt, instant),
            status.overdue ? style("yellow", "in the next run") : nextOf(status),
            [count(status.readers.length, "person", "people"), ...status.consumers].join(", "),
        ]),
        style,
    );
}

function nextOf({ nextRotation, ttl }: SecretStatus): string {
    return nextRotation ?? (ttl === undefined ? "-" : `each lasts ${formatDuration(ttl)}`);
}

function ageOf(rotatedAt: string, instant: Instant): string {
    return count(Math.floor((instant - Date.parse(rotatedAt)) / day), "day");
}
