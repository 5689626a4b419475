import type { OperatorName } from "./operators";

/**
 * The IAM policy language as data, after reading: lists where a document may write a single value,
 * pairs such as `Action` and `NotAction` folded into one, operators taken apart.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export interface PolicyDocument {
    readonly version: PolicyVersion;
    readonly id?: string;
    readonly statements: readonly PolicyStatement[];
}

/** Without `Version` a document is of 2008: `${aws:username}` is then plain text. */
export const policyVersions = ["2008-10-17", "2012-10-17"] as const;
export type PolicyVersion = (typeof policyVersions)[number];

/** What a policy is attached to, and so what it can do. Only `identity` and `trust` give access. */
export const policyKinds = ["identity", "boundary", "session", "serviceControl", "trust"] as const;
export type PolicyKind = (typeof policyKinds)[number];

export type Effect = "Allow" | "Deny";

export interface PolicyStatement {
    readonly sid?: string;
    readonly effect: Effect;
    /** Only in a trust policy. */
    readonly principals?: Principals;
    readonly actions: Selection;
    /** A trust policy has none: its resource is the role. */
    readonly resources?: Selection;
    /** All must hold. */
    readonly conditions: readonly Condition[];
}

/** `Action` or `Resource`; with `except`, `NotAction` or `NotResource`. */
export interface Selection {
    readonly except: boolean;
    /** With `*` and `?`; resources may have policy variables. */
    readonly patterns: readonly string[];
}

/** `Principal`; with `except`, `NotPrincipal`. */
export interface Principals {
    readonly except: boolean;
    /** `"Principal": "*"` is the entry `{ type: "AWS", id: "*" }`, which AWS takes for the same. */
    readonly entries: readonly PrincipalId[];
}

export const principalTypes = ["AWS", "Federated", "Service", "CanonicalUser"] as const;
export type PrincipalType = (typeof principalTypes)[number];

/** A principal, in a policy or behind a request. */
export interface PrincipalId {
    readonly type: PrincipalType;
    /** An ARN, an account, a provider's ARN or URL, or a service such as `ecs.amazonaws.com`. */
    readonly id: string;
}

export const setOperators = ["ForAllValues", "ForAnyValue"] as const;
export type SetOperator = (typeof setOperators)[number];

/** One key under one operator: `ForAnyValue:StringLikeIfExists` on `aws:TagKeys`. */
export interface Condition {
    /** As the document writes it. */
    readonly written: string;
    readonly operator: OperatorName;
    readonly set?: SetOperator;
    readonly ifExists: boolean;
    readonly key: string;
    /** Any of them; with a negated operator none of them. */
    readonly values: readonly string[];
}
