import type { Place } from "./roster";

/** Something that is wrong with a roster, or worth mentioning. */
export interface Problem extends Place {
    readonly severity: "error" | "warning";
    readonly rule: RuleId;
    /** What is wrong, what was given, what is allowed, what to do: lower case, no full stop. */
    readonly message: string;
}

/** Reading rules: a roster that breaks one cannot be read, and only phase 0 (leavers) runs with it. */
export const readingRules = [
    "syntax",
    "unknown-key",
    "invalid-value",
    "missing-value",
    "duplicate-key",
    "duplicate-identity",
    "unknown-person",
    "unknown-team",
    "unknown-role",
    "unknown-service",
    "unknown-environment",
    "unknown-variable",
    "unknown-target",
    "cycle",
] as const;

/** Rules about identities and limits, which are never waived. */
export const strictRules = [
    "leaver-still-listed",
    "too-few-owners",
    "policy-too-long",
    "static-secret-without-reason",
    "name-too-long",
    "isolation",
    "unjudged",
] as const;

/** Rules of judgement: each can be waived with a reason and an end. */
export const waivableRules = [
    "wildcard",
    "escalation",
    "separation",
    "grant-too-long",
    "missing-until",
    "secret-too-slow",
    "no-reviewers",
    "shared-account",
    "removals",
] as const;

export const warningRules = [
    "expired",
    "unused",
    "quota",
    "waived",
    "waiting",
    "shared-repository",
    "secret-still-known",
    "tombstone",
] as const;

export type RuleId =
    | (typeof readingRules)[number]
    | (typeof strictRules)[number]
    | (typeof waivableRules)[number]
    | (typeof warningRules)[number];

/** By file, line, column, then rule: in reading order. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
    return [...problems].sort(
        (a, b) =>
            compare(a.file, b.file) ||
            a.line - b.line ||
            a.column - b.column ||
            compare(a.rule, b.rule) ||
            compare(a.message, b.message),
    );
}

/** By code unit, so that the machine's locale cannot change an order that is hashed. */
export function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
