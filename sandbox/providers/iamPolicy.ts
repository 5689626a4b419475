import { type PolicyKind, parsePolicy } from "../../model/iam";
import type { Check } from "../resourceType";
import { isMap, type Value } from "../values";

/** IAM's limit for all inline policies of a role together, in characters without white space. */
export const longestRolePolicy = 10_240;

/** What IAM would refuse in a policy, or undefined. */
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

/** The only check that the provider makes on an IAM document; the service does the rest. */
export const validJson: Check = (value, name) => {
    try {
        JSON.parse(String(value));
        return undefined;
    } catch (error) {
        return `"${name}" contains an invalid JSON: ${(error as Error).message}`;
    }
};

/** Its length as IAM counts it, without white space. */
export function policyLength(document: string): number {
    return JSON.stringify(JSON.parse(document)).length;
}

/**
 * Whether IAM treats two documents as equal: lists and statements in any order, and a list of one like the
 * element itself.
 */
export function samePolicy(one: unknown, other: unknown): boolean {
    if (typeof one !== "string" || typeof other !== "string") return false;
    try {
        return ordered(JSON.parse(one)) === ordered(JSON.parse(other));
    } catch {
        return false;
    }
}

/** The service's document; if it differs from the known one only in order, the known text is kept. */
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
