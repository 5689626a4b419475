import { type PolicyKind, parsePolicy } from "../../model/iam";
import type { Check } from "../resourceType";
import { isMap, type Value } from "../values";

/** What IAM lets the inline policies of one role hold, without white space. */
export const longestRolePolicy = 10_240;

/** Says what IAM would refuse in a policy, or nothing. */
export function policyProblem(document: string, kind: PolicyKind = "identity"): string | undefined {
    const reading = parsePolicy(document, kind);
    if (reading.ok) return undefined;
    const [problem] = reading.problems;
    return [problem?.path, problem?.message].filter((part) => part).join(": ");
}

export const validPolicy: Check = (value, name) => {
    const problem = policyProblem(String(value));
    return problem === undefined
        ? undefined
        : `"${name}" contains an invalid JSON policy: ${problem}`;
};

/** All that the provider looks at in a document of IAM proper; the service refuses the rest. */
export const validJson: Check = (value, name) => {
    try {
        JSON.parse(String(value));
        return undefined;
    } catch (error) {
        return `"${name}" contains an invalid JSON: ${(error as Error).message}`;
    }
};

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

/** The service's document; one that says the same in another order stays as it was written. */
export function readPolicy(known: string, document: unknown): string {
    const found = JSON.stringify(document);
    return samePolicy(known, found) ? known : found;
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
