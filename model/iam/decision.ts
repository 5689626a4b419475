import type { PolicyKind } from "./policy";

/** Why a request is allowed or refused; every reason but `allowed` names what did not allow it. */
export type Reason =
    | "allowed"
    /** A Deny applies, in any policy. */
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
    /** The Deny that refuses or the Allow that grants; absent if an Allow is missing. */
    readonly by?: StatementRef;
    /** Every Allow, in any policy, that does not apply, with the reason. */
    readonly failed: readonly Failure[];
}

export interface StatementRef {
    readonly policy: PolicyKind;
    /** Which policy of its kind, from 0; service control policies are numbered across levels. */
    readonly index: number;
    /** Which statement of it, from 0. */
    readonly statement: number;
    readonly sid?: string;
}

/** The order in which a statement's elements are evaluated. */
export const elements = ["principal", "action", "resource", "condition"] as const;
export type Element = (typeof elements)[number];

export interface Failure {
    readonly at: StatementRef;
    /** The first element that does not match. */
    readonly element: Element;
    /** If that is the condition: all conditions that do not hold, in document order. */
    readonly conditions: readonly FailedCondition[];
}

export interface FailedCondition {
    /** As written: `ForAnyValue:StringLike`. */
    readonly operator: string;
    readonly key: string;
    readonly expected: readonly string[];
    /** The request's values; empty if it does not have the key. */
    readonly actual: readonly string[];
}

/** The kind of policy in which an Allow was missing. */
export const kindOfReason: Readonly<Partial<Record<Reason, PolicyKind>>> = {
    "implicit-deny": "identity",
    trust: "trust",
    boundary: "boundary",
    session: "session",
    "service-control": "serviceControl",
};
