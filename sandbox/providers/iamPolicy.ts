import { isMap, type Value, type Values } from "../values";

/** What IAM lets the inline policies of one role hold, without white space. */
export const longestRolePolicy = 10_240;

/**
 * Says what IAM would refuse in an identity-based policy, or nothing: it parses, and every statement
 * has the shape of one. Which actions exist is not checked, as IAM does not check it either.
 */
export function policyProblem(document: string): string | undefined {
    let policy: Value;
    try {
        policy = JSON.parse(document);
    } catch (error) {
        return `invalid JSON: ${(error as Error).message}`;
    }
    if (!isMap(policy)) return "a policy is a JSON object";
    const { Version: version, Id: _id, Statement: statements, ...rest } = policy;
    const [stray] = Object.keys(rest);
    if (stray !== undefined) return `unknown element ${stray}`;
    if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
        return `the version must be 2012-10-17, not ${JSON.stringify(version)}`;
    }
    const list = Array.isArray(statements) ? statements : [statements];
    if (statements === undefined || list.length === 0) return "missing required field Statement";
    const problems = list.map((each) => (isMap(each) ? statementProblem(each) : "no statement"));
    const first = problems.findIndex((problem) => problem !== undefined);
    return first < 0 ? duplicateSid(list) : `statement ${first + 1}: ${problems[first]}`;
}

const elements = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

function statementProblem(statement: Values): string | undefined {
    const stray = Object.keys(statement).find((element) => !elements.includes(element));
    if (stray !== undefined) return `${stray} has no place in an identity-based policy`;
    if (statement.Sid !== undefined && !/^[A-Za-z0-9]*$/.test(String(statement.Sid))) {
        return "statement ids (SID) must be alpha-numeric";
    }
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
        return `Effect must be Allow or Deny, not ${JSON.stringify(statement.Effect)}`;
    }
    return (
        eitherProblem(statement, "Action", /^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/) ??
        eitherProblem(statement, "Resource", /^(\*|[a*?][^:]*:[^:]+:[^:]*:[^:]*:[^:]*:.+)$/) ??
        conditionProblem(statement.Condition)
    );
}

function eitherProblem(statement: Values, element: string, form: RegExp): string | undefined {
    const given = [statement[element], statement[`Not${element}`]].filter(
        (each) => each !== undefined,
    );
    if (given.length !== 1) return `exactly one of ${element} and Not${element} is needed`;
    const values = listOf(given[0]);
    if (values.length === 0) return `${element} must not be empty`;
    const wrong = values.find((value) => typeof value !== "string" || !form.test(value));
    return wrong === undefined ? undefined : `${JSON.stringify(wrong)} is no ${element}`;
}

function conditionProblem(condition: Value | undefined): string | undefined {
    if (condition === undefined) return undefined;
    if (!isMap(condition)) return "Condition must be an object";
    for (const [operator, keys] of Object.entries(condition)) {
        if (!operatorForm.test(operator)) return `invalid condition operator ${operator}`;
        if (!isMap(keys) || Object.keys(keys).length === 0)
            return `${operator} needs a condition key`;
        for (const [key, values] of Object.entries(keys)) {
            if (!key.includes(":")) return `invalid condition key ${key}`;
            if (listOf(values).some((value) => isMap(value) || Array.isArray(value))) {
                return `the values of ${key} must be texts`;
            }
        }
    }
    return undefined;
}

const operatorForm =
    /^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals(IgnoreCase)?|Like)|Numeric(Not)?Equals|(Numeric|Date)(Less|Greater)Than(Equals)?|Date(Not)?Equals|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?$/;

function duplicateSid(statements: readonly Value[]): string | undefined {
    const ids = statements.flatMap((each) => (isMap(each) && each.Sid ? [each.Sid] : []));
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    return twice === undefined
        ? undefined
        : `statement ids (SID) in a single policy must be unique`;
}

function listOf(value: Value | undefined): readonly Value[] {
    return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** Its length as IAM counts it. */
export function policyLength(document: string): number {
    return JSON.stringify(JSON.parse(document)).length;
}

/** Two documents that IAM takes for the same: lists and statements in any order, one or a list. */
export function samePolicy(one: unknown, other: unknown): boolean {
    if (typeof one !== "string" || typeof other !== "string") return false;
    try {
        return ordered(JSON.parse(one)) === ordered(JSON.parse(other));
    } catch {
        return false;
    }
}

function ordered(value: Value): string {
    if (Array.isArray(value))
        return value.length === 1 ? ordered(value[0] ?? null) : listText(value);
    if (!isMap(value)) return JSON.stringify(String(value));
    const properties = Object.entries(value).map(([name, each]) => `${name}:${ordered(each)}`);
    return `{${properties.sort().join()}}`;
}

function listText(values: readonly Value[]): string {
    return `[${values.map(ordered).sort().join()}]`;
}
