import { createGraph } from "../model/graph";
import type { Instant } from "../model/instant";
import { day, formatDuration } from "../model/instant";
import { findHoldings } from "../planners/holdings";
import type { SecretStatus } from "../planners/secretStatus";
import { secretStatuses } from "../planners/secretStatus";
import type { Definition } from "./definition";
import { refused } from "./failure";
import { readInstant } from "./instant";
import type { Invocation } from "./invocation";
import type { Mode } from "./mode";
import { announce, chooseMode } from "./mode";
import { openRoster } from "./readRoster";
import type { StackOptions } from "./runs/prepare";
import { addStackOptions, withMode } from "./runs/prepare";
import { recordedStates, rotationsOf } from "./runs/recordedRotations";
import { selectStacks } from "./runs/selectStacks";
import type { StackState } from "./runs/stackStates";
import { count } from "./text/count";
import type { Style } from "./text/style";
import { formatTable } from "./text/table";
import { waitingValues } from "./text/waitingValues";

/** The status of each secret; no value is ever read. */
export const secrets: Definition<StackOptions> = {
    examples: [
        ["rollcall secrets", "each secret's age, next rotation, and who can read it"],
        ["rollcall secrets --stack prod", "those of one environment"],
        ["rollcall secrets --json | jq '.secrets[] | select(.overdue)'", "what a run would do"],
    ],
    configure: addStackOptions,
    run(invocation, options) {
        const mode = chooseMode(invocation, options);
        return withMode(mode, () => answerSecrets(invocation, mode, options));
    },
};

async function answerSecrets(
    invocation: Invocation,
    mode: Mode,
    options: StackOptions,
): Promise<0> {
    const { io, style } = invocation;
    const instant = readInstant(io, mode);
    const roster = openRoster(invocation, instant);
    announce(invocation, mode, roster);
    const stacks = selectStacks([...roster.environments.keys()], options.stack);
    const states = await recordedStates(invocation, mode, stacks);
    refuseUnread(states);
    const records = rotationsOf(states);
    const holdings = findHoldings(createGraph(roster), instant);
    const found = secretStatuses(holdings, (stack) => records.get(stack) ?? {}).filter(
        ({ environment }) => stacks.includes(environment),
    );
    invocation.answer({ mode, secrets: found }, () => formatStatuses(found, instant, style));
    return 0;
}

/** Of a state that cannot be read nothing is known: it must not look like one in which nothing is. */
function refuseUnread(states: readonly StackState[]): void {
    const unread = states.flatMap((each) => ("failure" in each ? [each] : []));
    if (unread.length === 0) return;
    const which = unread.map(({ stack }) => stack).join(", ");
    const why = [...new Set(unread.map(({ failure }) => failure.error))].join("\n");
    throw refused(
        `cannot read state of ${which}, so nothing is known of versions there: ${why}`,
        states.length > unread.length ? "--stack asks for one that can be read" : undefined,
    );
}

function formatStatuses(found: readonly SecretStatus[], instant: Instant, style: Style): string {
    if (found.length === 0) return "no secret is declared";
    const waiting = waitingValues(found);
    return [
        formatTableOf(found, instant, style),
        ...(waiting.length > 0 ? ["", ...waiting] : []),
    ].join("\n");
}

function formatTableOf(found: readonly SecretStatus[], instant: Instant, style: Style): string {
    return formatTable(
        ["secret", "in", "kind", "owner", "version", "age", "next rotation", "read by"],
        found.map((status) => [
            status.secret,
            status.environment,
            status.sealed ? `${status.kind}, sealed` : status.kind,
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

/** A run that was told a later instant, in the sandbox, made a value that is still to come. */
function ageOf(rotatedAt: string, instant: Instant): string {
    const days = (instant - Date.parse(rotatedAt)) / day;
    return days <= -1 ? "in the future" : count(Math.max(0, Math.floor(days)), "day");
}
