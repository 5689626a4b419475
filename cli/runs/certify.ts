import type { Step } from "../../engine/events";
import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import type { Entitlement } from "../../planners/entitlements";
import { entitlementOfLeaf, renamesOf } from "../../planners/lostEntitlements";
import type { AccessPlan } from "../../planners/planAccess";
import { readableSecrets } from "../../planners/readableSecrets";
import { findLeaves } from "../../planners/revocation";
import type { LeaverRecord } from "../../systems/leaverRecord";
import {
    addDeletes,
    addLosses,
    addReading,
    addRegained,
    addSecrets,
    emptyRecord,
    isEmpty,
    renameRecord,
} from "../../systems/leaverRecord";
import { notCovered } from "../../systems/match";
import type { EngineDelete } from "../../systems/proof";
import type { KnownIds } from "../../systems/subject";
import type { Subject } from "../../systems/system";
import { clockOf } from "../instant";
import type { Invocation } from "../invocation";
import type { Certified } from "./certified";
import { isProved, lineOf } from "./certified";
import type { EvidenceFolder } from "./evidence";
import {
    type AppliedPlan,
    keepApplied,
    readApplied,
    readCertificate,
    readRecords,
    writeRecord,
} from "./evidence";
import { findFindings } from "./findings";
import { issueCertificates } from "./issueCertificates";
import { knownSecrets } from "./knownSecrets";
import type { LeavingOptions } from "./leavingPeople";
import { leavingPeople, planOf } from "./leavingPeople";
import { knownFromRoster, leavingSubjects, recordFor } from "./leavingSubjects";
import type { LeavingContext, Loss } from "./losses";
import { findLosses, idsOf, readKnownIds } from "./losses";
import { openReaders } from "./readers";
import { readRotations } from "./recordedRotations";
import type { StackRuns } from "./report";
import { isInterrupted } from "./report";
import { appliedMinutes, sessionMinutesOf } from "./sessionMinutes";
import { sweepPeople } from "./sweepPeople";

const nothing = { certificates: [], findings: [], unseen: [] };

/**
 * Notes, before anything is destroyed, who is about to lose what. What it answers is told of the
 * revoking phases, and of the whole run at its end.
 */
export async function noteLosses(invocation: Invocation, given: LeavingOptions): Promise<Leaving> {
    const plan = given.plan ?? planOf(given);
    const options = { ...given, ...(plan ? { plan } : {}), folder: invocation.roster };
    const leaving = new Leaving(invocation, options);
    await leaving.begin();
    return leaving;
}

/** The leaving of some people, from what they are about to lose to the proof that it is gone. */
export class Leaving {
    private readonly folder: EvidenceFolder;
    private records = new Map<string, LeaverRecord>();
    private applied: AppliedPlan | undefined;
    private sound = true;
    private readonly touched = new Set<string>();
    private readonly clock: () => Instant;
    private ids: ((keys: readonly string[]) => KnownIds) | undefined;

    constructor(
        private readonly invocation: Invocation,
        private readonly options: LeavingOptions & LeavingContext,
    ) {
        this.folder = { home: invocation.home, mode: options.mode };
        this.clock = clockOf(invocation, options.mode, options.instant);
    }

    /** Before the destroy: who is killed in the middle of it must still know what there was. */
    async begin(): Promise<void> {
        await this.attempt(() => {
            const { people } = renamesOf(this.options);
            for (const [key, record] of readRecords(this.folder)) {
                const now = people.get(key) ?? key;
                // A record under the key of today wins: it is newer than the rename.
                if (now === key || !this.records.has(now)) {
                    this.records.set(now, renameRecord(record, now));
                }
            }
        });
        await this.attempt(() => {
            this.applied = readApplied(this.folder);
        });
        await this.attempt(async () => this.note(await findLosses(this.options, this.applied)));
        await this.attempt(() => {
            const { roster } = this.options;
            for (const somebody of roster ? leavingPeople(this.options) : []) {
                const record = this.records.get(somebody.key);
                if (record && roster) this.keep(knownFromRoster(record, somebody, roster));
            }
        });
    }

    /** Evidence that cannot be read or kept fails the run, but it keeps nobody in. */
    private async attempt(work: () => void | Promise<void>): Promise<void> {
        try {
            await work();
        } catch (error) {
            this.sound = false;
            const { note, noteStyle } = this.invocation;
            note(noteStyle("red", `evidence: ${(error as Error).message}`));
        }
    }

    private async note(losses: ReadonlyMap<string, Loss>): Promise<void> {
        // What the roster said before is not known without the plan: then each counts as the longest.
        const { rotations, roster, instant } = this.options;
        const minutes = this.applied ? appliedMinutes(this.applied.sessionMinutes, roster) : {};
        for (const [key, { lost, basis, somebody, readable }] of losses) {
            const record = await this.recordOf(key, somebody);
            const { previously } = record.subject;
            const known = { readable, rotations, roster, instant };
            const secrets = knownSecrets([key, ...previously], known);
            // What was settled once and for all says nothing of a second going.
            const noted = this.isProved(key) ? { ...record, secrets: [] } : record;
            this.keep(
                addSecrets(addLosses(noted, { lost, basis, sessionMinutes: minutes }), secrets),
            );
        }
    }

    /**
     * After the revoking phases: notes what went, and takes away what is still found of those who
     * left, whoever put it there.
     */
    async sweep(revoked: Pick<StackRuns, "steps" | "summaries">): Promise<void> {
        await this.attempt(() => this.noteDeletes(revoked.steps));
        if (!isInterrupted(revoked)) await this.attempt(() => this.sweepSystems());
    }

    private async sweepSystems(): Promise<void> {
        const { roster, mode, whole } = this.options;
        const subjects = this.subjects();
        if (!roster || !whole || subjects.length === 0) return;
        const context = { mode, roster, clock: this.clock };
        const open = [...this.records.values()].flatMap(({ sessions }) => sessions);
        const readings = await sweepPeople(this.invocation, context, subjects, open);
        for (const reading of readings) {
            for (const subject of subjects) {
                this.keep(
                    addReading(this.records.get(subject.key) ?? emptyRecord(subject), reading),
                );
            }
        }
    }

    /**
     * At the end: keeps what was applied, proves what went, and looks for what nobody asked for in
     * the stacks that were applied.
     */
    async certify(runs: StackRuns, { applied = true } = {}): Promise<Certified> {
        const { roster, plan } = this.options;
        if (!roster || !plan || isInterrupted(runs)) return { ...nothing, ok: this.sound };
        const stacks = runs.summaries.filter(({ error }) => error === undefined);
        const done = applied ? stacks.map(({ stack }) => stack) : [];
        let certified: Certified = { ...nothing, ok: false };
        // Whatever fails here, what the run did is told.
        await this.attempt(() => this.keepGiven(roster, plan, done));
        await this.attempt(async () => {
            certified = await this.prove(roster, plan, done, applied);
        });
        return { ...certified, ok: certified.ok && this.sound };
    }

    /** What is applied now, and who has something again. */
    private keepGiven(roster: Roster, plan: AccessPlan, done: readonly string[]): void {
        const secrets = readableSecrets(roster, this.options.instant);
        const given = {
            entitlements: plan.entitlements.filter(({ stack }) => done.includes(stack)),
            readable: secrets.filter(({ environment }) => done.includes(environment)),
        };
        for (const record of this.records.values()) this.keep(addRegained(record, given));
        const sessionMinutes = sessionMinutesOf(roster);
        keepApplied(this.folder, { plan, stacks: done, secrets, sessionMinutes });
    }

    private async prove(
        roster: Roster,
        plan: AccessPlan,
        done: readonly string[],
        applied: boolean,
    ): Promise<Certified> {
        const { mode, whole, workplace } = this.options;
        const issuing = {
            folder: this.folder,
            rosterFolder: this.options.folder,
            roster,
            plan,
            readers: await openReaders(this.invocation, mode, roster),
            readRotations: () => readRotations(workplace, [...roster.environments.keys()]),
            clock: this.clock,
        };
        const due = whole ? this.due() : [];
        const issued = due.length > 0 ? await issueCertificates(issuing, due) : [];
        const { findings, unseen, blind } = await findFindings(issuing, done, { whole });
        for (const where of unseen)
            this.invocation.note(`not searched for access by hand: ${where}`);
        return {
            certificates: issued.map((one) => lineOf(this.invocation, one)),
            findings,
            unseen,
            ok: !blind && findings.length === 0 && issued.every((one) => isProved(one, applied)),
        };
    }

    /** Those who left and lost something, until it is proved that all of it is gone. */
    private due(): LeaverRecord[] {
        const keys = new Set(this.subjects().map(({ key }) => key));
        return [...keys].flatMap((key) => {
            const record = this.records.get(key);
            if (!record) return [];
            const asked = this.options.named !== undefined || this.touched.has(key);
            return this.isProved(key) && !asked ? [] : [record];
        });
    }

    private subjects(): Subject[] {
        const { roster } = this.options;
        if (!roster) return [];
        const isOpen = (key: string) => this.touched.has(key) || !this.isProved(key);
        return leavingSubjects({ ...this.options, roster }, this.records, isOpen);
    }

    /** A certificate that was complete says nothing of what went since. */
    private isProved(key: string): boolean {
        const { provedAt } = this.records.get(key) ?? {};
        return provedAt !== undefined && readCertificate(this.folder, key)?.verdict === "complete";
    }

    private async noteDeletes(steps: readonly Step[]): Promise<void> {
        const { people, leavers, roster } = this.options;
        const listed = new Set(leavingPeople(this.options).map(({ key }) => key));
        const renames = renamesOf({ people, leavers });
        const deletes = new Map<string, { deletes: EngineDelete[]; lost: Entitlement[] }>();
        for (const { urn, failed, message } of steps) {
            const [leaf] = findLeaves([{ urn, custom: true }]);
            if (!leaf?.personal) continue;
            const before = leaf.name.split("/")[0] ?? "";
            const key = renames.people.get(before) ?? before;
            const known = deletes.get(key) ?? { deletes: [], lost: [] };
            const why = failed ? { failed: message ?? "the engine could not delete it" } : {};
            known.deletes.push({ urn, at: this.clock(), ...why });
            known.lost.push(entitlementOfLeaf(leaf));
            deletes.set(key, known);
        }
        for (const [key, { deletes: all, lost }] of deletes) {
            const hasLeft = listed.has(key) || (roster && !people.has(key));
            if (!this.records.has(key) && !hasLeft) continue;
            const record = await this.recordOf(key);
            // A plan that was kept on another machine, or before another run, does not list all that was there.
            const unlisted = notCovered(lost, record.lost);
            const basis = "leaves in state";
            const noted =
                unlisted.length > 0
                    ? addLosses(record, { lost: unlisted, basis, sessionMinutes: {} })
                    : record;
            this.keep(addDeletes(noted, all));
        }
    }

    /** The record of somebody, with what is known of the person now. */
    private async recordOf(key: string, past?: Loss["somebody"]): Promise<LeaverRecord> {
        const known = this.records.get(key);
        this.ids ??= await readKnownIds(this.options);
        const { people, leavers } = this.options;
        const { previously } = leavers.get(key) ?? people.get(key) ?? past ?? { previously: [] };
        const ids = { ...idsOf(known?.subject), ...this.ids([key, ...previously]) };
        const record = recordFor(key, this.options, { known, past, ids });
        return { ...record, ...(this.options.named ? { revokedByName: this.clock() } : {}) };
    }

    private keep(record: LeaverRecord): void {
        const { key } = record.subject;
        const before = this.records.get(key);
        if (JSON.stringify(before) === JSON.stringify(record) || isEmpty(record)) return;
        this.records.set(key, record);
        this.touched.add(key);
        writeRecord(this.folder, record);
    }
}
