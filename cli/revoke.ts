import type { Command } from "commander";
import { suggest } from "../model/nearest";
import { accountsOf, findLeaves, leavesOfPeople } from "../planners/revocation";
import type { Definition } from "./definition";
import { refused } from "./failure";
import type { Invocation } from "./invocation";
import { errorsOf } from "./readRoster";
import type { Certified } from "./runs/certified";
import type { Opened, StackOptions } from "./runs/prepare";
import { addStackOptions, openAnyway, withMode } from "./runs/prepare";
import type { StackRuns } from "./runs/report";
import { answersOf, formatReport, isComplete } from "./runs/report";
import { joinRuns, revokeAccess } from "./runs/revoke";
import { readStates } from "./runs/stackStates";
import { certifyTaken, proofs, takeAway } from "./runs/takeAway";
import { formatCertified } from "./text/certified";
import { formatProblem } from "./text/problems";

const notLive =
    "reading access back from the real systems is not there yet, and without it nothing " +
    "proves that what was revoked is gone";

/** The phases of `up` that take away; with names, those people's access, whatever the roster says. */
export const revoke: Definition<StackOptions> = {
    examples: [
        ["rollcall revoke", "what the roster no longer gives, in every stack"],
        ["rollcall revoke alice", "all that alice has, at once, before any commit"],
        ["rollcall revoke --json", "in a job that waits for nobody's approval"],
    ],
    configure(command: Command) {
        command.argument("[people...]", "keys of people who lose everything now");
        addStackOptions(command);
    },
    async run(invocation, options, ...people) {
        const opened = await openAnyway(invocation, options, notLive);
        if (opened === 1) return 1;
        const named = [...new Set(people.flatMap((key) => key ?? []))];
        const { runs, certified } = await withMode(async () =>
            named.length > 0
                ? { runs: await revokePeople(invocation, opened, named), certified: none }
                : certifyTaken(await takeAway(invocation, opened)),
        );
        noteErrors(invocation, opened);
        if (named.length > 0) noteStanding(invocation, opened, named);
        const ok = isComplete(runs) && certified.ok;
        const answer = { ok, mode: "sandbox", ...answersOf(runs), ...proofs(certified) };
        invocation.answer(answer, () =>
            formatReport(
                {
                    ...runs,
                    more: formatCertified(certified, invocation.style),
                    tense: "done",
                    nothing: "nothing to revoke",
                },
                invocation.style,
            ),
        );
        return ok ? 0 : 1;
    },
};

/** What is revoked by name has no roster to be proved by. */
const none: Certified = { certificates: [], findings: [], ok: true };

async function revokePeople(
    invocation: Invocation,
    { judged, workplace, revocable }: Opened,
    named: readonly string[],
): Promise<StackRuns> {
    const { people, leavers } = judged;
    const states = await readStates(workplace, revocable);
    const leaves = states.flatMap((each) =>
        "state" in each ? findLeaves(each.state.deployment.resources ?? []) : [],
    );
    const known = new Set([
        ...people.keys(),
        ...leavers.keys(),
        ...leaves.flatMap(({ personal, name }) => (personal ? (name.split("/")[0] ?? []) : [])),
    ]);
    const unknown = named.filter((key) => !known.has(key));
    if (unknown.length > 0) {
        const lines = unknown.map(
            (key) => `nobody is called ${JSON.stringify(key)}${suggest(key, known)}`,
        );
        throw refused(
            lines.join("\n"),
            "neither the roster nor any stack knows them; nothing was revoked",
        );
    }
    const keys = accountsOf(people, leavers, named);
    const { length } = leavesOfPeople(leaves, keys);
    if (length === 0) invocation.note(`${named.join(", ")}: no stack holds anything`);
    const runs = await revokeAccess(invocation, workplace, states, {
        leavers: keys,
        people: [...people.values(), ...leavers.values()],
    });
    return joinRuns(runs, { summaries: [], steps: [], skipped: [] });
}

/** Rules stop nothing here, but they are broken. */
function noteErrors({ note, noteStyle }: Invocation, { judged }: Opened): void {
    for (const problem of errorsOf(judged.problems)) note(formatProblem(problem, noteStyle));
}

/** What was taken by name comes back with the next `up`, as long as the roster gives it. */
function noteStanding(
    { note, noteStyle }: Invocation,
    { judged }: Opened,
    named: readonly string[],
): void {
    const standing = named.filter((key) => judged.people.has(key) && !judged.leavers.has(key));
    if (standing.length === 0) return;
    note(
        noteStyle(
            "yellow",
            `the roster still names ${standing.join(", ")}: the next rollcall up gives it back; ` +
                `run rollcall leave ${standing.join(" ")} and land that`,
        ),
    );
}
