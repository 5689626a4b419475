import type { Certificate } from "../../systems/certificate";
import { certificateSummary, certificateTitle } from "../../systems/certificate";
import type { ProvedEntitlement } from "../../systems/proof";
import type { RotatedSecret } from "../../systems/rotated";
import { isSettled } from "../../systems/rotated";
import { harmless } from "./harmless";
import type { Style } from "./style";
import { formatTable } from "./table";
import { wrap } from "./wrap";

/** A certificate for a terminal; `file` is where the complete one is. */
export function formatCertificate(certificate: Certificate, file: string, style: Style): string {
    const { verdict, items, rotated, reasons, notes, readings, instant, roster } = certificate;
    const { commit = "no commit", dirty = false, digest } = roster;
    const removed = readings.flatMap(({ system, removed }) =>
        removed.map((what) => `${system}: ${what}`),
    );
    const lines = (texts: readonly string[]) => texts.flatMap((text) => broken(text, style));
    const colour = verdict === "complete" ? "green" : "red";
    const read = `at ${instant}, roster ${commit}${dirty ? ", changed since" : ""}, ${digest}`;
    return [
        style(colour, harmless(certificateTitle(certificate))),
        certificateSummary(certificate),
        ...block("incomplete, because", lines(reasons), style),
        "",
        style("dim", read),
        ...(items.length > 0 ? ["", formatItems(items, style)] : []),
        ...(rotated.length > 0 ? ["", formatSecrets(rotated, style)] : []),
        ...block("removed outside of Pulumi", lines(removed), style),
        ...block("to know", lines(notes), style),
        "",
        style("dim", `as a document and a page: ${file}, ${file.replace(/\.json$/, ".html")}`),
    ].join("\n");
}

function formatItems(items: readonly ProvedEntitlement[], style: Style): string {
    return formatTable(
        ["system", "target", "permission", "status", "proof", "revoked"],
        items.map(({ entitlement, status, proof, revokedAt = "" }) => {
            const { system, target, permission, via } = entitlement;
            return [
                system,
                target,
                via === undefined ? permission : `${permission} via ${via}`,
                style(status === "revoked" ? "green" : "red", status),
                harmless(proof),
                revokedAt,
            ];
        }),
        style,
    );
}

function formatSecrets(rotated: readonly RotatedSecret[], style: Style): string {
    return formatTable(
        ["secret that could be read", "in", "status", "since", "how"],
        rotated.map(({ secret, environment, status, rotatedAt = "", detail }) => [
            secret,
            environment,
            style(isSettled({ status }) ? "green" : "red", status),
            rotatedAt,
            harmless(detail),
        ]),
        style,
    );
}

function block(title: string, lines: readonly string[], style: Style): string[] {
    return lines.length > 0 ? ["", style("bold", title), ...lines] : [];
}

/** A text under a heading, in as many lines as the terminal wants. */
function broken(text: string, { columns = Number.POSITIVE_INFINITY }: Style): string[] {
    return wrap(harmless(text), columns - 4).map(
        (line, at) => `${at === 0 ? "  " : "    "}${line}`,
    );
}
