import type { CertificateLine, Certified, Finding } from "../runs/certified";
import { count } from "./count";
import { harmless } from "./harmless";
import type { Style } from "./style";

/** What a run proved and found, one block each; empty where there was nobody. */
export function formatCertified({ certificates, findings }: Certified, style: Style): string[] {
    return [
        ...(certificates.length > 0
            ? [certificates.map((one) => formatLine(one, style)).join("\n")]
            : []),
        ...(findings.length > 0 ? [formatFindings(findings, style)] : []),
    ];
}

function formatLine(line: CertificateLine, style: Style): string {
    const { person, verdict, file, reasons, openUntil } = line;
    const colour = verdict === "complete" ? "green" : openUntil ? "yellow" : "red";
    return [
        `certificate of ${person}: ${style(colour, verdict)}, ${file}`,
        ...(openUntil === undefined
            ? formatReasons(reasons)
            : [
                  "  everything is gone; a session that was open, or a secret's previous value, may still " +
                      `work until ${openUntil}: run rollcall up after that`,
              ]),
    ].join("\n");
}

/** The most reasons that are listed; the certificate has all of them. */
const mostReasons = 5;

function formatReasons(reasons: readonly string[]): string[] {
    const more = reasons.length - mostReasons;
    return [
        ...reasons.slice(0, mostReasons).map((reason) => `  ${harmless(reason)}`),
        ...(more > 0 ? [`  and ${more} more`] : []),
    ];
}

function formatFindings(findings: readonly Finding[], style: Style): string {
    return [
        style("red", `${count(findings.length, "finding")}: nothing in the roster gives this`),
        ...findings.map((finding) => {
            const { system, target, permission, what } = finding;
            const who = "person" in finding ? finding.person : finding.account;
            return `  ${harmless(`${who}: ${what} (${system}, ${permission} on ${target})`)}`;
        }),
        "  write it into the roster, or take it away where it is",
        ...(findings.some((finding) => "account" in finding)
            ? [
                  "  an account with an id in brackets is nobody's in the roster: declare it under `people`, " +
                      "with `machine: TEAM` if it is a bot's, as for the one that runs Rollcall",
              ]
            : []),
    ].join("\n");
}
