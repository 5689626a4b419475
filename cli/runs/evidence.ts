import {
    chmodSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    renameSync,
    writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Coordinates } from "../../planners/coordinates";
import type { Entitlement } from "../../planners/entitlements";
import type { AccessPlan } from "../../planners/planAccess";
import type { ReadableSecret } from "../../planners/readableSecrets";
import type { Certificate } from "../../systems/certificate";
import { renderCertificate } from "../../systems/certificatePage";
import type { LeaverRecord } from "../../systems/leaverRecord";
import { longest } from "../../systems/leaverRecord";
import { refused } from "../failure";
import type { Mode } from "../mode";

/** What was applied last, stack by stack: from it a run tells who loses what. */
export interface AppliedPlan {
    /** What each stack's part was taken from. */
    readonly digests: Readonly<Record<string, string>>;
    readonly entitlements: readonly Entitlement[];
    /** Which accounts people had: somebody may be gone from the roster since. */
    readonly people: Coordinates["people"];
    /** Of each role, in minutes. */
    readonly sessionMinutes: Readonly<Record<string, number>>;
    /** Who could read what; absent: an older run did not note it. */
    readonly secrets?: readonly ReadableSecret[];
}

/** The files in which a home keeps what was applied, who lost what, and how that was proved. */
export interface EvidenceFolder {
    readonly home: string;
    readonly mode: Mode;
}

export function readApplied(folder: EvidenceFolder): AppliedPlan | undefined {
    return readJson(appliedFile(folder)) as AppliedPlan | undefined;
}

/**
 * Keeps the plan of the stacks that were applied; a stack that failed, or that another run applied
 * meanwhile, keeps its part.
 */
export function keepApplied(
    folder: EvidenceFolder,
    { plan, stacks, sessionMinutes, secrets }: NewlyApplied,
): void {
    if (stacks.length === 0) return;
    const before = readApplied(folder);
    const isNew = (stack: string) => stacks.includes(stack);
    const named = new Set(plan.entitlements.map(({ stack }) => stack));
    const isKept = stacks.every((stack) => before?.digests[stack] === plan.digest);
    if (before?.secrets && isKept) return;
    const kept = Object.entries(before?.digests ?? {}).filter(([stack]) => !isNew(stack));
    const applied: AppliedPlan = {
        digests: Object.fromEntries([
            ...kept,
            ...stacks.filter((stack) => named.has(stack)).map((stack) => [stack, plan.digest]),
        ]),
        entitlements: [
            ...(before?.entitlements ?? []).filter(({ stack }) => !isNew(stack)),
            ...plan.entitlements.filter(({ stack }) => isNew(stack)),
        ],
        // Who is gone from the plan may stand in a stack that failed.
        people:
            kept.length > 0
                ? { ...before?.people, ...plan.coordinates.people }
                : plan.coordinates.people,
        secrets: [
            ...(before?.secrets ?? []).filter(({ environment }) => !isNew(environment)),
            ...secrets.filter(({ environment }) => isNew(environment)),
        ],
        // A session that was opened while it could be longer may be open still.
        sessionMinutes: longest(before?.sessionMinutes ?? {}, sessionMinutes),
    };
    writePrivately(appliedFile(folder), JSON.stringify(applied));
}

export interface NewlyApplied {
    readonly plan: AccessPlan;
    readonly stacks: readonly string[];
    readonly secrets: readonly ReadableSecret[];
    readonly sessionMinutes: Readonly<Record<string, number>>;
}

/** Everybody of whom there is a record, by key. */
export function readRecords(folder: EvidenceFolder): Map<string, LeaverRecord> {
    const names = list(recordFolder(folder)).filter((name) => name.endsWith(".json"));
    return new Map(
        names.map((name) => [
            basename(name, ".json"),
            readJson(join(recordFolder(folder), name)) as LeaverRecord,
        ]),
    );
}

export function writeRecord(folder: EvidenceFolder, record: LeaverRecord): void {
    const file = join(recordFolder(folder), `${record.subject.key}.json`);
    writePrivately(file, JSON.stringify(record, undefined, 2));
}

export function readCertificate(folder: EvidenceFolder, person: string): Certificate | undefined {
    return readJson(certificateFile(folder, person)) as Certificate | undefined;
}

/** Writes both the document and the page; answers the document's file. */
export function writeCertificate(folder: EvidenceFolder, certificate: Certificate): string {
    const file = certificateFile(folder, certificate.person);
    writePrivately(file, `${JSON.stringify(certificate, undefined, 2)}\n`);
    writePrivately(file.replace(/\.json$/, ".html"), renderCertificate(certificate));
    return file;
}

/** Everything that is kept. */
export function evidenceFolders(folder: EvidenceFolder): string[] {
    const files = [appliedFile(folder), certificateFile(folder, "")];
    return [...files.map((file) => dirname(file)), recordFolder(folder)];
}

function appliedFile({ home, mode }: EvidenceFolder): string {
    return join(home, "applied", mode, "plan.json");
}

function recordFolder({ home, mode }: EvidenceFolder): string {
    return join(home, "leavers", mode);
}

function certificateFile({ home, mode }: EvidenceFolder, person: string): string {
    return join(home, "certificates", mode, `${person}.json`);
}

function list(folder: string): string[] {
    try {
        return readdirSync(folder).sort();
    } catch (error) {
        if (isMissing(error)) return [];
        throw error;
    }
}

function readJson(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        if (isMissing(error)) return undefined;
        throw refused(
            `${file} cannot be read: ${(error as Error).message}`,
            "it holds what was lost and how that was proved; put it right, or move it away",
        );
    }
}

function isMissing(error: unknown): boolean {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
}

/** It names people: nobody else is to read it, and a killed run leaves the old file whole. */
function writePrivately(file: string, text: string): void {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, text, { mode: 0o600 });
    chmodSync(unfinished, 0o600);
    renameSync(unfinished, file);
}
