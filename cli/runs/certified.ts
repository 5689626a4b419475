import type { RotatedSecret } from "../../systems/rotated";
import type { FoundAccess } from "../../systems/system";
import { displayPath } from "../home";
import type { Invocation } from "../invocation";
import type { Issued } from "./issueCertificates";

/** What is proved of those who left, and what was found of those who stay. */
export interface Certified {
    readonly certificates: readonly CertificateLine[];
    /** What nothing in the roster accounts for. */
    readonly findings: readonly Finding[];
    /** Where nobody was able to look for any. */
    readonly unseen: readonly string[];
    /** False where somebody still has something, or nobody can tell, a whole system cannot be seen, or there are findings. */
    readonly ok: boolean;
}

/** A value that the person may know is the present one: a run can change that, or a human. */
export function isUnchanged({ status }: RotatedSecret): boolean {
    return status === "not rotated";
}

/** Whether nothing is left to do: only an apply gives secrets new values. */
export function isProved(
    { certificate: { gone, rotated } }: Pick<Issued, "certificate">,
    applied: boolean,
): boolean {
    return gone && !(applied && rotated.some(isUnchanged));
}

export interface CertificateLine {
    readonly person: string;
    readonly verdict: "complete" | "incomplete";
    readonly file: string;
    readonly reasons: readonly string[];
    /** Everything is gone, and what was open before may be used until then: nothing is to be done. */
    readonly openUntil?: string;
}

/** What somebody has and is not given, or an account has that is nobody's of the roster. */
export type Finding = Pick<FoundAccess, "system" | "stack" | "target" | "permission" | "what"> &
    ({ readonly person: string } | { readonly account: string });

/** A certificate as the report of a run has it. */
export function lineOf({ io }: Invocation, { certificate, file }: Issued): CertificateLine {
    const { person, verdict, reasons, gone, items, rotated } = certificate;
    const openUntil = [
        ...items.map(({ residual }) => residual?.until ?? ""),
        ...rotated.map(({ previousUntil = "" }) => previousUntil),
    ]
        .sort()
        .at(-1);
    const nothingToDo = gone && !rotated.some(isUnchanged);
    return {
        person,
        verdict,
        file: displayPath(io, file),
        reasons,
        ...(nothingToDo && openUntil ? { openUntil } : {}),
    };
}
