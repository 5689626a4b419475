import type { PolicyKind } from "./policy";

/** Why a request is allowed or not; everything else names what did not allow it. */
export type Reason =
    | "allowed"
    /** A Deny applies, in whichever policy. */
    | "explicit-deny"
    /** No identity policy allows it. */
    | "implicit-deny"
    | "trust"
    | "boundary"
    | "session"
    | "service-control";

export interface Decision {
    readonly allowed: boolean;
    readonly reason: Reason;
    /** The Deny that refuses, or the Allow that gives; none when it is an Allow that is missing. */
    readonly by?: StatementRef;
    /** Every Allow that does not apply, in every policy, with what stands in its way. */
    readonly failed: readonly Failure[];
}

export interface StatementRef {
    readonly policy: PolicyKind;
    /** Which policy of its kind, from 0; service control policies count on over the levels. */
    readonly index: number;
    /** Which statement, from 0. */
    readonly statement: number;
    readonly sid?: string;
}

/** The order in which a statement's elements are judged. */
export const elements = ["principal", "action", "resource", "condition"] as const;
export type Element = (typeof elements)[number];

export interface Failure {
    readonly at: StatementRef;
    /** The first that does not match. */
    readonly element: Element;
    /** When it is the condition: all that do not hold, in the order of the document. */
    readonly conditions: readonly FailedCondition[];
}

export interface FailedCondition {
    /** As written: `ForAnyValue:StringLike`. */
    readonly operator: string;
    readonly key: string;
    readonly expected: readonly string[];
    /** What the request has; empty when it does not have the key. */
    readonly actual: readonly string[];
}

/** Which policies an Allow was missing in. */
export const kindOfReason: Readonly<Partial<Record<Reason, PolicyKind>>> = {
    "implicit-deny": "identity",
    trust: "trust",
    boundary: "boundary",
    session: "session",
    "service-control": "serviceControl",
};
