import { isoInstant } from "../model/instant";
import { compare } from "../model/problem";
import type { ProvedEntitlement } from "./proof";
import { type Evidence, prove } from "./proof";
import type { RotatedSecret } from "./rotated";
import type { Reading } from "./sweep";
import type { System } from "./system";

/** What a system showed, and whether the reader was able to see. */
export interface CertificateReading {
    readonly system: System;
    readonly at: string;
    readonly ok: boolean;
    readonly reason: string;
    /** What was found outside the engine's state and removed. */
    readonly removed: readonly string[];
}

/** Proof that a person has nothing left, or what is missing from the proof. Plain JSON. */
export interface Certificate {
    readonly mode: "sandbox" | "live";
    readonly person: string;
    readonly name?: string;
    /** False for somebody who only changed roles or was revoked by name and is still in the roster. */
    readonly left: boolean;
    readonly verdict: "complete" | "incomplete";
    readonly items: readonly ProvedEntitlement[];
    readonly rotated: readonly RotatedSecret[];
    /** Why it is incomplete; empty if it is complete. */
    readonly reasons: readonly string[];
    /** What cannot be proved, and what else a reader should know. */
    readonly notes: readonly string[];
    readonly readings: readonly CertificateReading[];
    /** `2026-11-24T08:00:00Z` */
    readonly instant: string;
    readonly roster: RosterRevision;
    /** All access was read back as absent; only the end of sessions may still be missing. */
    readonly gone: boolean;
}

/** The roster at that time. */
export interface RosterRevision {
    readonly commit?: string;
    /** True if the folder has uncommitted changes. */
    readonly dirty?: boolean;
    readonly digest: string;
}

export interface CertificateArgs {
    readonly mode: "sandbox" | "live";
    readonly name?: string;
    readonly evidence: Evidence;
    readonly rotated?: readonly RotatedSecret[];
    readonly roster: RosterRevision;
    /** Why it is incomplete, beyond what the evidence shows. */
    readonly reasons?: readonly string[];
    /** What else a reader should know. */
    readonly notes?: readonly string[];
    /** Whether the roster lists the person as a leaver. */
    readonly tombstone: boolean;
    /** Whether the roster still lists the person among those who have not left. */
    readonly staying?: boolean;
}

export function createCertificate(args: CertificateArgs): Certificate {
    const { mode, name, evidence, rotated = [], roster, tombstone, staying = false } = args;
    const { items, reasons, gone } = prove(evidence);
    const known = [...rotated].sort((a, b) => compare(secretName(a), secretName(b)));
    const all = [...reasons, ...(args.reasons ?? []), ...known.flatMap(secretReason)].sort(compare);
    return {
        mode,
        person: evidence.subject.key,
        ...(name === undefined ? {} : { name }),
        left: !staying,
        verdict: all.length === 0 ? "complete" : "incomplete",
        items,
        rotated: known,
        reasons: all,
        notes: [...notesOf(evidence, tombstone), ...(args.notes ?? [])],
        readings: evidence.readings
            .map((reading) => describe(reading, evidence.subject.key))
            .sort((a, b) => compare(a.system, b.system) || compare(a.at, b.at)),
        instant: isoInstant(evidence.instant),
        roster,
        gone,
    };
}

function secretName({ secret, environment }: RotatedSecret): string {
    return `${secret} in ${environment}`;
}

function secretReason(secret: RotatedSecret): string[] {
    switch (secret.status) {
        case "not rotated":
            return [`secret ${secretName(secret)} was not rotated since: ${secret.detail}`];
        case "overlapping":
            return [`secret ${secretName(secret)} was rotated, and ${secret.detail}`];
        default:
            return [];
    }
}

function describe({ system, at, canary, removed }: Reading, person: string): CertificateReading {
    return {
        system,
        at: isoInstant(at),
        ...canary,
        removed: removed
            .filter(({ found }) => found.person === person)
            .map(
                ({ found, error }) =>
                    found.what + (error === undefined ? "" : `: failed: ${error}`),
            ),
    };
}

function notesOf({ required, leaver }: Evidence, tombstone: boolean): string[] {
    const without = {
        github: "no tombstone: nothing keeps the account's id from being added to the roster again",
        aws: "no tombstone: no deny on the user's id ends sessions that are open",
        vault: "no tombstone: a new login makes a fresh entity, without groups",
    };
    const unseen = {
        github: ["github: forks, and clones that the person made, stay with the person"],
        aws: [
            "aws: applications that somebody assigned to the person's user in Identity Center itself are " +
                "not looked at",
        ],
        vault: [],
    };
    return [
        ...(tombstone || !leaver ? [] : required.map((system) => without[system])),
        ...required.flatMap((system) => unseen[system]),
    ];
}

/** The title of the page and the first line of the text. */
export function certificateTitle({ mode, person, name, left, verdict }: Certificate): string {
    const who = name === undefined ? person : `${name} (${person})`;
    const what = left
        ? `Leaver certificate of ${who}`
        : `Certificate of what ${who} lost, who has not left`;
    const title = `${what}: ${verdict}`;
    return mode === "sandbox" ? `SANDBOX, proves nothing real: ${title}` : title;
}

/** What the verdict means, in a sentence or two. */
export function certificateSummary({ verdict, gone }: Certificate): string {
    if (verdict === "complete") return "Nothing is left, as far as was read.";
    return gone
        ? "Everything was read back absent. What was open before may be used for a while yet."
        : "Not everything is proved.";
}
