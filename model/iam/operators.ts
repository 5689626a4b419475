import { matchesArn } from "./arn";
import type { Glob } from "./glob";
import { matchesGlob, textOf } from "./glob";
import { isInRange, parseAddress, parseRange } from "./ipAddress";
import { parsePolicyDate } from "./policyDate";
import type { Reading } from "./policyVariables";

/** The type of an operator's values. */
interface ValueKind {
    readonly reading: Reading;
    /** Whether a policy's value has the right form; variables may stand for anything. */
    readonly accepts: (value: string) => boolean;
    /** The form in words. */
    readonly form: string;
}

export interface Operator extends ValueKind {
    /** Holds if the positive operator does not, including when the key is missing. */
    readonly negated: boolean;
    /** Whether a value of the request matches a value of the policy. */
    readonly matches: (actual: string, expected: Glob) => boolean;
}

type Matches = Operator["matches"];

const anything: ValueKind = { reading: "text", accepts: () => true, form: "a text" };
const pattern: ValueKind = { ...anything, reading: "pattern" };
const arn: ValueKind = {
    reading: "pattern",
    accepts: (value) => value.includes("${") || value.split(":").length >= 6,
    form: "an ARN of six parts, each with wildcards or without",
};
const numeric: ValueKind = {
    reading: "plain",
    accepts: (value) => parseNumber(value) !== undefined,
    form: "a number such as 10 or 2.5",
};
const date: ValueKind = {
    reading: "plain",
    accepts: (value) => parsePolicyDate(value) !== undefined,
    form: "a date such as 2026-12-31T18:00:00Z, or seconds since 1970",
};
const existence: ValueKind = {
    reading: "plain",
    accepts: (value) => /^(true|false)$/i.test(value),
    form: "true or false",
};
const bool: ValueKind = {
    ...existence,
    reading: "text",
    accepts: (value) => value.includes("${") || existence.accepts(value),
};
const binary: ValueKind = {
    reading: "plain",
    accepts: (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value),
    form: "base64",
};
const ip: ValueKind = {
    reading: "plain",
    accepts: (value) => parseRange(value) !== undefined,
    form: "an address or a range such as 203.0.113.0/24 or 2001:DB8::/32",
};

const is = (kind: ValueKind, matches: Matches): Operator => ({ ...kind, negated: false, matches });
const not = (kind: ValueKind, matches: Matches): Operator => ({ ...kind, negated: true, matches });

const sameLetters: Matches = (actual, expected) => matchesGlob(expected, actual);
const anyCase: Matches = (actual, expected) =>
    actual.toLowerCase() === textOf(expected).toLowerCase();
const sameArn: Matches = (actual, expected) => matchesArn(expected, actual);
const inRange: Matches = (actual, expected) => {
    const [address, range] = [parseAddress(actual), parseRange(textOf(expected))];
    return address !== undefined && range !== undefined && isInRange(address, range);
};
const sameBytes: Matches = (actual, expected) => bytesOf(actual) === bytesOf(textOf(expected));

type Read = (text: string) => number | undefined;
const comparing =
    (read: Read, holds: (actual: number, expected: number) => boolean): Matches =>
    (actual, expected) => {
        const [left, right] = [read(actual), read(textOf(expected))];
        return left !== undefined && right !== undefined && holds(left, right);
    };
const equal = (read: Read) => comparing(read, (a, b) => a === b);
const less = (read: Read) => comparing(read, (a, b) => a < b);
const atMost = (read: Read) => comparing(read, (a, b) => a <= b);
const more = (read: Read) => comparing(read, (a, b) => a > b);
const atLeast = (read: Read) => comparing(read, (a, b) => a >= b);

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
export const operators = {
    StringEquals: is(anything, sameLetters),
    StringNotEquals: not(anything, sameLetters),
    StringEqualsIgnoreCase: is(anything, anyCase),
    StringNotEqualsIgnoreCase: not(anything, anyCase),
    StringLike: is(pattern, sameLetters),
    StringNotLike: not(pattern, sameLetters),
    NumericEquals: is(numeric, equal(parseNumber)),
    NumericNotEquals: not(numeric, equal(parseNumber)),
    NumericLessThan: is(numeric, less(parseNumber)),
    NumericLessThanEquals: is(numeric, atMost(parseNumber)),
    NumericGreaterThan: is(numeric, more(parseNumber)),
    NumericGreaterThanEquals: is(numeric, atLeast(parseNumber)),
    DateEquals: is(date, equal(parsePolicyDate)),
    DateNotEquals: not(date, equal(parsePolicyDate)),
    DateLessThan: is(date, less(parsePolicyDate)),
    DateLessThanEquals: is(date, atMost(parsePolicyDate)),
    DateGreaterThan: is(date, more(parsePolicyDate)),
    DateGreaterThanEquals: is(date, atLeast(parsePolicyDate)),
    Bool: is(bool, anyCase),
    BinaryEquals: is(binary, sameBytes),
    IpAddress: is(ip, inRange),
    NotIpAddress: not(ip, inRange),
    ArnEquals: is(arn, sameArn),
    ArnNotEquals: not(arn, sameArn),
    ArnLike: is(arn, sameArn),
    ArnNotLike: not(arn, sameArn),
    /** Tests whether the key is missing: "true" if it must be, "false" if it must not. */
    Null: is(existence, anyCase),
} as const satisfies Readonly<Record<string, Operator>>;

export type OperatorName = keyof typeof operators;

export function isOperatorName(name: string): name is OperatorName {
    return Object.hasOwn(operators, name);
}

function parseNumber(text: string): number | undefined {
    return /^[+-]?\d{1,300}(\.\d{1,300})?$/.test(text) ? Number(text) : undefined;
}

/** The bytes in canonical base64, so that equal bytes are equal texts. */
function bytesOf(base64: string): string {
    return Buffer.from(base64, "base64").toString("base64");
}
