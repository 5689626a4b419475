import type { OperatorName } from "./operators";

/**
 * The IAM policy language as parsed data: lists where a document may have a single value, pairs such as
 * `Action` and `NotAction` folded into one, operators split into their parts.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export interface PolicyDocument {
    readonly version: PolicyVersion;
    readonly id?: string;
    readonly statements: readonly PolicyStatement[];
}

/** A document without `Version` counts as 2008, where `${aws:username}` is plain text. */
export const policyVersions = ["2008-10-17", "2012-10-17"] as const;
export type PolicyVersion = (typeof policyVersions)[number];

/** What a policy is attached as, and so what it can do. Only `identity` and `trust` grant access. */
export const policyKinds = ["identity", "boundary", "session", "serviceControl", "trust"] as const;
export type PolicyKind = (typeof policyKinds)[number];

export type Effect = "Allow" | "Deny";

export interface PolicyStatement {
    readonly sid?: string;
    readonly effect: Effect;
    /** Only in a trust policy. */
    readonly principals?: Principals;
    readonly actions: Selection;
    /** Absent in a trust policy: its resource is the role. */
    readonly resources?: Selection;
    /** All must hold. */
    readonly conditions: readonly Condition[];
}

/** `Action` or `Resource`; with `except`, `NotAction` or `NotResource`. */
export interface Selection {
    readonly except: boolean;
    /** May contain `*` and `?`; resources may also contain policy variables. */
    readonly patterns: readonly string[];
}

/** `Principal`; with `except`, `NotPrincipal`. */
export interface Principals {
    readonly except: boolean;
    /** `"Principal": "*"` becomes the entry `{ type: "AWS", id: "*" }`, which AWS treats the same. */
    readonly entries: readonly PrincipalId[];
}

export const principalTypes = ["AWS", "Federated", "Service", "CanonicalUser"] as const;
export type PrincipalType = (typeof principalTypes)[number];

/** A principal, in a policy or of a request. */
export interface PrincipalId {
    readonly type: PrincipalType;
    /** An ARN, an account, a provider's ARN or URL, or a service such as `ecs.amazonaws.com`. */
    readonly id: string;
}

export const setOperators = ["ForAllValues", "ForAnyValue"] as const;
export type SetOperator = (typeof setOperators)[number];

/** One key under one operator: `ForAnyValue:StringLikeIfExists` on `aws:TagKeys`. */
export interface Condition {
    /** The operator as written in the document. */
    readonly written: string;
    readonly operator: OperatorName;
    readonly set?: SetOperator;
    readonly ifExists: boolean;
    readonly key: string;
    /** Any of them may match; under a negated operator none may. */
    readonly values: readonly string[];
}
