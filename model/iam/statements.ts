import type { ConditionScope } from "./conditions";
import { conditionHolds } from "./conditions";
import type { Element, FailedCondition } from "./decision";
import { matchesGlob, parseGlob } from "./glob";
import type { Condition, PolicyStatement, PolicyVersion, Selection } from "./policy";
import { resolveValue } from "./policyVariables";
import type { Naming } from "./principals";
import { namingOf } from "./principals";
import type { AccessRequest, ContextValues } from "./request";
import { valuesOf } from "./request";

/** A request with its context already parsed. */
export interface Question extends AccessRequest {
    readonly values: ContextValues;
}

/** Whether a statement applies to a request and, if not, why. */
export type Outcome =
    | { readonly applies: true; readonly naming?: Naming }
    | {
          readonly applies: false;
          readonly element: Element;
          readonly conditions: readonly FailedCondition[];
      };

/** Evaluates a statement, element by element in the order of {@link Element}. */
export function judgeStatement(
    statement: PolicyStatement,
    version: PolicyVersion,
    question: Question,
): Outcome {
    const { principals, effect, actions, resources, conditions } = statement;
    const naming = principals && namingOf(principals, question.principal, effect);
    if (principals && !naming) return stoppedBy("principal");
    if (!selectsAction(actions, question.action)) return stoppedBy("action");
    if (resources && !selectsResource(resources, version, question)) return stoppedBy("resource");
    const scope: ConditionScope = { context: question.values, version, effect };
    const failed = conditions.filter((condition) => !conditionHolds(condition, scope));
    if (failed.length > 0)
        return stoppedBy(
            "condition",
            failed.map((one) => describe(one, scope)),
        );
    return naming ? { applies: true, naming } : { applies: true };
}

function stoppedBy(element: Element, conditions: readonly FailedCondition[] = []): Outcome {
    return { applies: false, element, conditions };
}

function selectsAction({ except, patterns }: Selection, action: string): boolean {
    const name = action.toLowerCase();
    const found = patterns.some((pattern) => matchesGlob(parseGlob(pattern.toLowerCase()), name));
    return found !== except;
}

function selectsResource(
    { except, patterns }: Selection,
    version: PolicyVersion,
    { resource, values }: Question,
): boolean {
    const found = patterns.some((pattern) => {
        const glob = resolveValue(pattern, "pattern", version, values);
        return glob !== undefined && matchesGlob(glob, resource);
    });
    return found !== except;
}

function describe(condition: Condition, { context }: ConditionScope): FailedCondition {
    const { written: operator, key, values: expected } = condition;
    return { operator, key, expected, actual: valuesOf(context, key) };
}
