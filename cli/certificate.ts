import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import type { Instant } from "../model/instant";
import type { Roster } from "../model/roster";
import { departed } from "../planners/departures";
import { planAccess } from "../planners/planAccess";
import type { Certificate } from "../systems/certificate";
import { renderCertificate } from "../systems/certificatePage";
import type { LeaverRecord } from "../systems/leaverRecord";
import { emptyRecord } from "../systems/leaverRecord";
import { subjectOf } from "../systems/subject";
import type { Definition } from "./definition";
import { refused, wrongUse } from "./failure";
import { displayPath } from "./home";
import { clockOf, readInstant } from "./instant";
import type { Invocation } from "./invocation";
import type { Mode, ModeOptions } from "./mode";
import { announce, chooseMode } from "./mode";
import { suggestPerson } from "./principals";
import { openRoster } from "./readRoster";
import { readRecords } from "./runs/evidence";
import { issueCertificates } from "./runs/issueCertificates";
import { knownFromRoster } from "./runs/leavingSubjects";
import { withMode } from "./runs/prepare";
import { openReaders } from "./runs/readers";
import { recordsOf } from "./runs/recordedRotations";
import { formatCertificate } from "./text/certificate";

interface CertificateOptions extends ModeOptions {
    readonly html?: string;
}

/** Reads the systems again and proves that somebody who left has nothing left. */
export const certificate: Definition<CertificateOptions> = {
    examples: [
        ["rollcall certificate alice", "what alice lost, and how it is proved to be gone"],
        ["rollcall certificate alice --html alice.html", "the same as a page to file"],
        ["rollcall certificate alice --json | jq .verdict", "complete, or incomplete and exit 1"],
    ],
    configure(command: Command) {
        command
            .argument("[person]", "somebody's key")
            .option("--html <file>", "write a page to this file too")
            .option("--sandbox", "a world of files: nothing real is touched (default)")
            .option("--live", "the real systems");
    },
    async run(invocation, options, person) {
        if (person === undefined) {
            throw wrongUse("certificate takes a person", "try: rollcall certificate alice");
        }
        const mode = chooseMode(invocation, options);
        return withMode(mode, () => certify(invocation, mode, person, options));
    },
};

async function certify(
    invocation: Invocation,
    mode: Mode,
    person: string,
    { html }: CertificateOptions,
): Promise<0 | 1> {
    const { io, home, style } = invocation;
    const instant = readInstant(io, mode);
    const roster = openRoster(invocation, instant);
    announce(invocation, mode, roster);
    const folder = { home, mode };
    const record = findRecord(readRecords(folder), roster, person, instant);
    const [issued] = await issueCertificates(
        {
            folder,
            rosterFolder: invocation.roster,
            roster,
            plan: planAccess(roster, instant),
            readers: await openReaders(invocation, mode, roster),
            readRotations: () => recordsOf(invocation, mode, [...roster.environments.keys()]),
            clock: clockOf(invocation, mode, instant),
        },
        [record],
    );
    if (!issued) throw new Error(`no certificate of ${person} was made`);
    const { certificate, file } = issued;
    if (html !== undefined) writePage(invocation, html, certificate);
    invocation.answer(certificate, () =>
        formatCertificate(certificate, displayPath(io, file), style),
    );
    if (html !== undefined && !invocation.json) invocation.print(`wrote ${html}`);
    return certificate.verdict === "complete" ? 0 : 1;
}

/** What is on record of the person; for a leaver without a record, an empty one. */
function findRecord(
    records: ReadonlyMap<string, LeaverRecord>,
    roster: Roster,
    person: string,
    instant: Instant,
): LeaverRecord {
    const known = records.get(person);
    const left = departed(roster.people, roster.leavers, instant).find(({ key }) => key === person);
    if (known) return left ? knownFromRoster(known, left, roster) : known;
    if (left) return { ...emptyRecord(subjectOf(roster, left)), name: left.name };
    if (roster.people.has(person)) {
        throw refused(
            `${person} has not left, and lost nothing that is on record here`,
            `rollcall who ${person} says what ${person} may do`,
        );
    }
    const keys = [...records.keys(), ...roster.leavers.keys(), ...roster.people.keys()];
    throw wrongUse(
        `nobody is known as ${JSON.stringify(person)}, in the roster or on record`,
        suggestPerson(person, new Set(keys), roster).replace(/^; /, ""),
    );
}

function writePage({ io }: Invocation, file: string, certificate: Certificate): void {
    const path = resolve(io.folder, file);
    try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, renderCertificate(certificate), { mode: 0o600 });
    } catch (error) {
        throw refused(`${file} cannot be written: ${(error as Error).message}`);
    }
}
