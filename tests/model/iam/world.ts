import fc from "fast-check";
import type { AccessRequest, ApplicablePolicies, PolicyDocument } from "../../../model/iam";
import type { OperatorName } from "../../../model/iam/operators";
import type { Condition, PolicyStatement, Selection } from "../../../model/iam/policy";

/** A small world, in which policies and requests often meet. */
const actions = fc.constantFrom("s3:GetObject", "s3:PutObject", "ec2:StopInstances");
const resources = fc.constantFrom("arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::b/x");
const patternOf = (...patterns: readonly string[]) =>
    fc
        .record({ except: fc.boolean(), patterns: fc.subarray([...patterns], { minLength: 1 }) })
        .map((selection): Selection => selection);
const actionSelection = patternOf("*", "s3:*", "s3:get*", "EC2:Stop?nstances");
const resourceSelection = patternOf(
    "*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::?/x",
    "arn:aws:s3:::${aws:username}/*",
    "arn:aws:s3:::b/x",
);

const values = fc.constantFrom("a", "b", "A", "");
const operatorNames: readonly OperatorName[] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "Null",
];
export const condition: fc.Arbitrary<Condition> = fc
    .record({
        operator: fc.constantFrom(...operatorNames),
        set: fc.constantFrom(undefined, "ForAllValues" as const, "ForAnyValue" as const),
        ifExists: fc.boolean(),
        key: fc.constantFrom("aws:username", "aws:TagKeys"),
        values: fc.array(fc.constantFrom("a", "b", "?", "*", "${aws:username}"), { maxLength: 2 }),
    })
    .map(({ set, ...rest }) => ({ written: rest.operator, ...rest, ...(set ? { set } : {}) }));

export const statement = (effects: readonly ("Allow" | "Deny")[]): fc.Arbitrary<PolicyStatement> =>
    fc.record({
        effect: fc.constantFrom(...effects),
        actions: actionSelection,
        resources: resourceSelection,
        conditions: fc.oneof(fc.constant([]), fc.array(condition, { maxLength: 2 })),
    });
const any = statement(["Allow", "Allow", "Deny"]);
export const policyOf = (statements: readonly PolicyStatement[]): PolicyDocument => ({
    version: "2012-10-17",
    statements,
});
export const policy = fc.array(any, { maxLength: 3 }).map(policyOf);

export const level = fc.array(policy, { minLength: 1, maxLength: 2 });
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Most have identity policies alone, so that many a request is allowed. */
export const policies: fc.Arbitrary<ApplicablePolicies> = fc
    .tuple(level, seldom(policy), seldom(level), seldom(fc.array(level, { maxLength: 2 })))
    .map(([identity, boundary, session, serviceControl]) => ({
        identity,
        ...(boundary ? { boundary } : {}),
        ...(session ? { session } : {}),
        ...(serviceControl ? { serviceControl } : {}),
    }));

export const request: fc.Arbitrary<AccessRequest> = fc.record({
    action: actions,
    resource: resources,
    context: fc.record(
        { "aws:username": values, "aws:TagKeys": fc.array(values, { maxLength: 2 }) },
        { requiredKeys: [] },
    ),
});

export const inIdentity =
    (added: PolicyStatement) =>
    (before: ApplicablePolicies): ApplicablePolicies => ({
        ...before,
        identity: [...(before.identity ?? []), policyOf([added])],
    });

/** The Allows of the identity policies, with less. */
export function narrowed(
    { identity = [], ...rest }: ApplicablePolicies,
    narrow: (statement: PolicyStatement) => PolicyStatement,
): ApplicablePolicies {
    return {
        ...rest,
        identity: identity.map(({ version, statements }) => ({
            version,
            statements: statements.map((one) => (one.effect === "Allow" ? narrow(one) : one)),
        })),
    };
}

/** Fewer patterns, or with `Not...` more; and a wildcard that stands for one text only. */
export function narrowSelection(selection: Selection, by: "drop" | "a/x"): Selection {
    const { except, patterns } = selection;
    if (by === "drop") {
        return { except, patterns: except ? [...patterns, "*:::b*"] : patterns.slice(1) };
    }
    if (except) return selection;
    return { except, patterns: patterns.map((one) => one.replace("*", "arn:aws:s3:::a/x")) };
}
