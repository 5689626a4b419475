import type { Operator } from "./operators";
import { operators } from "./operators";
import type { Condition, Effect, PolicyVersion } from "./policy";
import { resolveValue } from "./policyVariables";
import type { ContextValues } from "./request";
import { valuesOf } from "./request";

/** What a condition is evaluated against. */
export interface ConditionScope {
    readonly context: ContextValues;
    readonly version: PolicyVersion;
    /** The statement's effect: whatever AWS leaves open is resolved against access. */
    readonly effect: Effect;
}

/**
 * Whether a condition holds.
 *
 * A missing key satisfies negated operators, `IfExists` and `ForAllValues`, and fails positive operators
 * and `ForAnyValue`. A key with several values needs `ForAllValues` or `ForAnyValue`: without one AWS does
 * not define the result, so an Allow fails and a Deny applies.
 *
 * Sources: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Single-valued vs.
 * multivalued context keys".
 */
export function conditionHolds(condition: Condition, scope: ConditionScope): boolean {
    const { operator: name, set, ifExists } = condition;
    const values = valuesOf(scope.context, condition.key);
    if (name === "Null") return isNullAsAsked(condition, values);
    const operator: Operator = operators[name];
    if (values.length === 0) return ifExists || (set ? set === "ForAllValues" : operator.negated);
    const matches = matcher(condition, operator, scope);
    if (set === "ForAllValues") return isNull(values) || values.every(matches);
    if (set === "ForAnyValue") return !isNull(values) && values.some(matches);
    const [value, ...more] = values;
    return value !== undefined && more.length === 0 ? matches(value) : scope.effect === "Deny";
}

/** Whether one of the request's values satisfies the operator. */
function matcher(
    { values }: Condition,
    { reading, negated, matches }: Operator,
    { context, version }: ConditionScope,
): (actual: string) => boolean {
    const expected = values
        .map((value) => resolveValue(value, reading, version, context))
        .filter((glob) => glob !== undefined);
    return (actual) => expected.some((glob) => matches(actual, glob)) !== negated;
}

/** With a set operator `Null` is constant, according to Access Analyzer's policy checks. */
function isNullAsAsked({ set, values }: Condition, actual: readonly string[]): boolean {
    if (set) return set === "ForAllValues";
    return values.some((value) => value.toLowerCase() === String(isNull(actual)));
}

/** For `Null` and set operators, AWS treats a key with no value or only empty values as null. */
function isNull(values: readonly string[]): boolean {
    return values.every((value) => value === "");
}
