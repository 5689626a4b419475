import type { Reason } from "../../../../model/iam/decision";
import type { AccessRequest, RequestContext } from "../../../../model/iam/request";

/** Where AWS says so: a page of the IAM User Guide by its title, and the section. */
export interface Source {
    readonly page: string;
    readonly section: string;
}

/** A `Condition` element and what a request has: does it match? */
export interface ConditionCase {
    readonly name: string;
    readonly source: Source;
    readonly condition: unknown;
    readonly context: RequestContext;
    readonly matches: boolean;
    readonly version?: string;
}

/** Policies as documents write them, a request, and the answer. */
export interface DecisionCase {
    readonly name: string;
    readonly source: Source;
    readonly policies: {
        readonly identity?: readonly unknown[];
        readonly boundary?: unknown;
        readonly session?: readonly unknown[];
        readonly serviceControl?: readonly (readonly unknown[])[];
        readonly trust?: unknown;
    };
    readonly request: AccessRequest;
    readonly reason: Reason;
    /** The Sid of the statement that decides. */
    readonly sid?: string;
}

/** Cases of one condition: what the request has, and whether that matches. */
export function conditionCases(
    source: Source,
    condition: unknown,
    rows: readonly (readonly [name: string, context: RequestContext, matches: boolean])[],
): ConditionCase[] {
    return rows.map(([name, context, matches]) => ({ name, source, condition, context, matches }));
}

/** A document of today's version around statements. */
export function document(...statements: readonly unknown[]): unknown {
    return { Version: "2012-10-17", Statement: statements };
}

export function request(
    action: string,
    resource: string,
    context: RequestContext = {},
    principal?: AccessRequest["principal"],
): AccessRequest {
    return { action, resource, context, ...(principal ? { principal } : {}) };
}
