import type { Instant } from "../../model/instant";
import { isoInstant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import { departed } from "../../planners/departures";
import { identityOf } from "../../planners/entitlements";
import type { AccessPlan } from "../../planners/planAccess";
import type { ReadableSecret } from "../../planners/readableSecrets";
import { isReadBy, readableSecrets } from "../../planners/readableSecrets";
import type { Certificate } from "../../systems/certificate";
import { createCertificate } from "../../systems/certificate";
import type { LeaverRecord } from "../../systems/leaverRecord";
import { isEmpty, tombstoneTerm } from "../../systems/leaverRecord";
import { subjectsOf } from "../../systems/recordedSubject";
import type { KnownSecret, Rotations } from "../../systems/rotated";
import { judgeRotation } from "../../systems/rotated";
import type { Reading } from "../../systems/sweep";
import { readSystem } from "../../systems/sweep";
import type { AccessReader } from "../../systems/system";
import { count } from "../text/count";
import type { EvidenceFolder } from "./evidence";
import { writeCertificate, writeRecord } from "./evidence";
import { stayingSubjects } from "./leavingSubjects";
import { systemsOf } from "./readers";
import { revisionOf } from "./rosterHistory";

/** Against what the systems are read. */
export interface Issuing {
    readonly folder: EvidenceFolder;
    readonly rosterFolder: string;
    readonly roster: Roster;
    readonly plan: AccessPlan;
    readonly readers: readonly AccessReader[];
    /** What the environments' stacks recorded of secrets; asked only where somebody could read one. */
    readonly readRotations: () => Promise<Rotations>;
    readonly clock: () => Instant;
}

export interface Issued {
    readonly certificate: Certificate;
    readonly file: string;
}

/** Reads the systems anew and writes a certificate for each of the people. */
export async function issueCertificates(
    issuing: Issuing,
    records: readonly LeaverRecord[],
): Promise<Issued[]> {
    const { folder, rosterFolder, readers, clock, plan } = issuing;
    const staying = stayingSubjects(issuing.roster, clock());
    const subjects = records.flatMap((record) => subjectsOf(record, staying));
    const readings = await Promise.all(
        readers.map((reader) => readSystem(reader, subjects, clock)),
    );
    const revision = { ...revisionOf(rosterFolder), digest: plan.digest };
    const could = records.some(({ secrets = [] }) => secrets.length > 0);
    const rotations: Rotations = could ? await issuing.readRotations() : new Map();
    const look: Look = { readings, revision, rotations };
    return records.map((record) => {
        const first = certify(issuing, record, look);
        // What was gone at this look for the first time stays gone as of now.
        const proved =
            first.gone && record.provedAt === undefined && !isEmpty(record)
                ? { ...record, provedAt: Math.min(...readings.map(({ at }) => at)) }
                : record;
        if (proved !== record) writeRecord(folder, proved);
        const certificate = certify(issuing, proved, look);
        return { certificate, file: writeCertificate(folder, certificate) };
    });
}

/** What is the same for everybody. */
interface Look {
    readonly readings: readonly Reading[];
    readonly revision: Certificate["roster"];
    readonly rotations: Rotations;
}

function certify(
    { folder, roster, plan, clock }: Issuing,
    record: LeaverRecord,
    { readings, revision, rotations }: Look,
): Certificate {
    const { subject, name, lost, deletes, sessionMinutes, provedAt, revokedByName } = record;
    const staying = stays(roster, subject.key, clock());
    const given = plan.entitlements.filter(
        ({ principal }) => staying && principal === `person:${subject.key}`,
    );
    // Who was revoked by name is to have nothing, until the next run gives it back.
    const leaver = !staying || revokedByName !== undefined;
    const has = leaver ? [] : given;
    const held = new Set(has.map(identityOf));
    return createCertificate({
        mode: folder.mode,
        ...(name === undefined ? {} : { name }),
        evidence: {
            subject,
            leaver,
            lost: lost.filter((each) => !held.has(identityOf(each))),
            unlisted: record.bases.includes("leaves in state"),
            kept: has,
            required: systemsOf(roster),
            deletes,
            readings: readings.map((reading) => withRecord(reading, record)),
            sessionMinutes: new Map(Object.entries(sessionMinutes)),
            ...(provedAt === undefined ? {} : { provedAt }),
            instant: clock(),
        },
        rotated: lostSecrets(record, leaver ? [] : readableSecrets(roster, clock())).map((known) =>
            judgeRotation(known, roster, rotations),
        ),
        roster: revision,
        tombstone: roster.leavers.has(subject.key) || roster.people.has(subject.key),
        reasons: [
            ...(staying && revokedByName !== undefined
                ? [stillGiven(subject.key, revokedByName, given.length)]
                : []),
            ...(isEmpty(record) && roster.organization.aws ? [unknownSessions] : []),
        ],
        notes: notesOf(record, roster),
    });
}

/** Those that the person could read, and can no longer. */
function lostSecrets(
    { subject, secrets = [] }: LeaverRecord,
    readable: readonly ReadableSecret[],
): KnownSecret[] {
    return secrets.filter((known) => !isReadBy(subject.key, known, readable));
}

function stillGiven(key: string, revoked: Instant, given: number): string {
    return (
        `${key} was revoked by name at ${isoInstant(revoked)} and has not left: the roster still gives ` +
        `${count(given, "entitlement")}, and the next rollcall up gives them back; run rollcall leave ` +
        `${key} and land that`
    );
}

const unknownSessions =
    "nothing is on record here of what was lost, so nobody knows of sessions in aws that may be open; ask " +
    "with the ROLLCALL_HOME of the run that revoked";

function stays({ people, leavers }: Roster, key: string, instant: Instant): boolean {
    return people.has(key) && !departed(people, leavers, instant).some((one) => one.key === key);
}

/** What earlier runs could not end may be open still, and what they removed is told. */
function withRecord(reading: Reading, { sessions, removed }: LeaverRecord): Reading {
    return {
        ...reading,
        sessions: sessions.filter(({ system, ended }) => system === reading.system && !ended),
        removed: removed.filter(({ found }) => found.system === reading.system),
    };
}

function notesOf(record: LeaverRecord, roster: Roster): string[] {
    const { subject, bases, sessions } = record;
    const ended = sessions.filter(({ ended, kind }) => ended && kind !== "unseen");
    const term = tombstoneTerm(record);
    return [
        ...(bases.length === 0 ? [words.nothing] : bases.map((basis) => wordsOf(basis))),
        ...ended.map(({ system, what, endedAt }) => {
            const seen = endedAt === undefined ? "" : `, seen to be over at ${isoInstant(endedAt)}`;
            return `${system}: ended: ${what}${seen}`;
        }),
        ...(record.secrets === undefined && roster.secrets.size > 0
            ? ["secrets: what the person could read was not noted when the access went"]
            : []),
        ...(term !== undefined && roster.leavers.has(subject.key)
            ? [`the tombstone may go after ${isoInstant(term)}, when no session is left`]
            : []),
    ];
}

const words = {
    "applied plan": "what was lost is taken from the plan that was applied last",
    roster: "what was lost is taken from the roster as it was just before the end",
    "leaves in state":
        "no applied plan and no commit tells what was lost: it is taken from the leaves in state, " +
        "so what was reached through something else is not listed",
    nothing: "nothing is on record of what was lost: only what is there was looked for",
} as const;

function wordsOf(basis: LeaverRecord["bases"][number]): string {
    return basis in words
        ? words[basis as keyof typeof words]
        : `what was lost is taken from the roster as of ${basis}`;
}
