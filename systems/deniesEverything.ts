import type { Instant } from "../model/instant";

interface Statement {
    readonly Effect?: unknown;
    readonly Action?: unknown;
    readonly Resource?: unknown;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Whether a permission set's inline policy denies everything to all these users at the instant.
 *
 * Only what certainly takes effect counts: a deny of every action on every resource, for the users' ids or
 * for everybody, with no other condition than a time that has come.
 */
export function deniesEverything(
    policy: string,
    userIds: readonly string[],
    instant: Instant,
): boolean {
    const denials = statementsOf(policy).filter(isWholeDeny);
    return (
        userIds.length > 0 &&
        userIds.every((id) =>
            denials.some(({ Condition = {} }) =>
                Object.entries(Condition).every(([operator, keys]) =>
                    Object.entries(keys).every(([key, value]) =>
                        holds(operator, key, listOf(value), id, instant),
                    ),
                ),
            ),
        )
    );
}

function statementsOf(policy: string): Statement[] {
    try {
        const { Statement: statements } = JSON.parse(policy) as { Statement?: unknown };
        return listOf(statements).filter((one) => typeof one === "object" && one !== null);
    } catch {
        return [];
    }
}

function isWholeDeny({ Effect, Action, Resource }: Statement): boolean {
    return Effect === "Deny" && listOf(Action).includes("*") && listOf(Resource).includes("*");
}

function holds(
    operator: string,
    key: string,
    values: readonly unknown[],
    userId: string,
    instant: Instant,
): boolean {
    const test = tests[`${operator} ${key}`.toLowerCase()];
    return test !== undefined && values.some((value) => test(String(value), userId, instant));
}

type Test = (value: string, userId: string, instant: Instant) => boolean;

/** Operator and key names are case-insensitive. Several values are alternatives. */
const tests: Readonly<Record<string, Test>> = {
    "stringequals identitystore:userid": (value, userId) => value === userId,
    "dategreaterthan aws:currenttime": (value, _userId, instant) => instant > Date.parse(value),
    "dategreaterthanequals aws:currenttime": (value, _userId, instant) =>
        instant >= Date.parse(value),
};

function listOf(value: unknown): readonly unknown[] {
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
}
