import type { Command } from "commander";
import { token } from "../planners/resources";
import type { StateLeaf } from "../planners/revocation";
import { accountsOf, findLeaves, leavesOfPeople } from "../planners/revocation";
import type { Definition } from "./definition";
import { unknownName } from "./failure";
import type { Invocation } from "./invocation";
import { suggestPerson } from "./principals";
import { errorsOf } from "./readRoster";
import { noteLosses } from "./runs/certify";
import { gitHubRights } from "./runs/gitHubRights";
import { joinRuns } from "./runs/joinRuns";
import { leavingByName } from "./runs/leavingPeople";
import { resolveLogins } from "./runs/logins";
import type { Opened, StackOptions } from "./runs/prepare";
import { addStackOptions, openAnyway, withMode } from "./runs/prepare";
import { withRecordedAccounts } from "./runs/recordedAccounts";
import { withRecordedNames } from "./runs/recordedNames";
import { answersOf, formatReport, isComplete } from "./runs/report";
import { revokeAccess } from "./runs/revoke";
import { readStates } from "./runs/stackStates";
import type { Outcome } from "./runs/takeAway";
import { certifyTaken, proofs, takeAway } from "./runs/takeAway";
import { formatCertified } from "./text/certified";
import { formatProblem } from "./text/problems";

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
        const opened = await openAnyway(invocation, options);
        if (opened === 1) return 1;
        const { mode } = opened;
        const named = [...new Set(people.flatMap((key) => key ?? []))];
        const { runs, certified } = await withMode(mode, async () =>
            named.length > 0
                ? revokePeople(invocation, opened, named)
                : certifyTaken(await takeAway(invocation, opened)),
        );
        noteErrors(invocation, opened);
        if (named.length > 0) noteStanding(invocation, opened, named);
        const ok = isComplete(runs) && certified.ok;
        const answer = { ok, mode, ...answersOf(runs), ...proofs(certified) };
        invocation.answer(answer, () =>
            formatReport(
                {
                    ...runs,
                    more: formatCertified(certified, invocation.style),
                    tense: "done",
                    nothing: "nothing to revoke",
                    onlyTakes: true,
                },
                invocation.style,
            ),
        );
        return ok ? 0 : 1;
    },
};

async function revokePeople(
    invocation: Invocation,
    given: Opened,
    named: readonly string[],
): Promise<Outcome> {
    const { workplace, revocable } = given;
    const states = await readStates(workplace, revocable);
    const opened = await withRecordedAccounts(given, states);
    const { judged } = opened;
    const { people, leavers } = judged;
    const leaves = states.flatMap((each) =>
        "state" in each ? findLeaves(each.state.deployment.resources ?? []) : [],
    );
    const holders = leaves.flatMap(({ personal, name }) =>
        personal ? (name.split("/")[0] ?? []) : [],
    );
    const known = new Set([...people.keys(), ...leavers.keys(), ...holders]);
    refuseUnknown(named, known, judged, judged.roster !== undefined && states.every(isRead));
    const keys = accountsOf(people, leavers, named);
    if (leavesOfPeople(leaves, keys).length === 0) {
        invocation.note(`${named.join(", ")}: no stack holds anything`);
    }
    const leaving = await noteLosses(invocation, leavingByName(opened, states, keys));
    const logins = resolveLogins(invocation, opened).then((known) =>
        withRecordedNames(invocation, opened, states, known),
    );
    const revoked = await revokeAccess(invocation, workplace, states, {
        leavers: keys,
        people: logins.then((found) => found.people),
        repositories: logins.then((found) => found.repositories),
        rights: gitHubRights(invocation, opened, states),
    });
    noteSessions(invocation, leavesOfPeople(leaves, keys));
    await leaving.sweep(revoked);
    if (opened.existing.length > revocable.length) {
        invocation.note("no certificate: only some of the stacks were asked for");
    }
    const runs = {
        ...joinRuns(revoked, { summaries: [], steps: [], skipped: [] }),
        refused: judged.roster ? [] : [unproved],
    };
    return { runs, certified: await leaving.certify(revoked, { applied: false }) };
}

const unproved =
    "sessions were not ended, and no certificate says that anything is gone: that takes a roster that " +
    "can be read";

const isRead = (each: object): boolean => "state" in each;

function refuseUnknown(
    named: readonly string[],
    known: ReadonlySet<string>,
    judged: Opened["judged"],
    readAll: boolean,
): void {
    const unknown = named.filter((key) => !known.has(key));
    if (unknown.length === 0) return;
    const readless = readAll ? "" : ", as far as they can be read";
    throw unknownName(
        unknown
            .map(
                (key) =>
                    `nobody is called ${JSON.stringify(key)}${suggestPerson(key, known, judged)}`,
            )
            .join("\n"),
        `neither the roster nor any stack knows them${readless}; nothing was revoked`,
        readAll,
    );
}

/** Only a denial ends a session in AWS, and only the program makes one. */
function noteSessions({ note }: Invocation, leaves: readonly StateLeaf[]): void {
    if (!leaves.some(({ type }) => type === token.groupMembership)) return;
    note(
        "an open session in AWS lasts as long as its role allows; it ends with a rollcall up of a roster " +
            "that does not give the role",
    );
}

/** Broken rules stop nothing here, but are reported. */
function noteErrors({ note, noteStyle }: Invocation, { judged }: Opened): void {
    for (const problem of errorsOf(judged.problems)) note(formatProblem(problem, noteStyle));
}

/** What was taken away by name comes back with the next `up`, as long as the roster gives it. */
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
            `the roster still names ${standing.join(", ")}: the next rollcall up gives everything back except ` +
                "an entity in Vault, which stays disabled until somebody enables it; " +
                `run rollcall leave ${standing.join(" ")} and commit that`,
        ),
    );
}
