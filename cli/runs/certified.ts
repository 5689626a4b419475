import type { FoundAccess } from "../../systems/system";
import { displayPath } from "../home";
import type { Invocation } from "../invocation";
import type { Issued } from "./issueCertificates";

/** What is proved of those who left, and what was found of those who stay. */
export interface Certified {
    readonly certificates: readonly CertificateLine[];
    /** What nothing in the roster accounts for. */
    readonly findings: readonly Finding[];
    /** False where somebody still has something, or nobody can tell, or there are findings. */
    readonly ok: boolean;
}

export interface CertificateLine {
    readonly person: string;
    readonly verdict: "complete" | "incomplete";
    readonly file: string;
    readonly reasons: readonly string[];
    /** Everything is gone, and what was open before may be used until then: nothing is to be done. */
    readonly openUntil?: string;
}

export type Finding = Pick<
    FoundAccess,
    "person" | "system" | "stack" | "target" | "permission" | "what"
>;

/** A certificate as the report of a run has it. */
export function lineOf({ io }: Invocation, { certificate, file }: Issued): CertificateLine {
    const { person, verdict, reasons, gone, items } = certificate;
    const openUntil = items
        .map(({ residual }) => residual?.until ?? "")
        .sort()
        .at(-1);
    return {
        person,
        verdict,
        file: displayPath(io, file),
        reasons,
        ...(gone && openUntil ? { openUntil } : {}),
    };
}
