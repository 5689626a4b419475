import { repositoryPermissions } from "../model/roster";
import { token } from "./resources";

/** What the engine would change on one resource, with its inputs before and after. */
export interface PlannedChange {
    readonly operation: string;
    readonly type: string;
    readonly before: Inputs;
    readonly after: Inputs;
}

type Inputs = Readonly<Record<string, unknown>>;

/**
 * Whether a change only takes something away: a role or permission is lowered, an allowed statement or
 * value is removed, a denial is added. A change that both takes and gives does not count, because giving
 * must wait until nothing is wrong with the roster.
 */
export function isNarrowing({ operation, type, before, after }: PlannedChange): boolean {
    const rule = rules[type];
    if (!rule) return false;
    if (operation === "create") return rule.create?.(after) ?? false;
    if (operation !== "update") return false;
    const changed = keysOf(before, after).filter((key) => !isSame(before[key], after[key]));
    return (
        changed.length > 0 &&
        changed.every((key) => rule.narrows[key]?.(before[key], after[key]) ?? false)
    );
}

/**
 * The changes in a stack to make before anything is granted. A deny-only policy of a permission set that
 * does not exist yet is left out: the engine would refuse the whole call.
 */
export function findNarrowing<T extends PlannedChange & { readonly urn: string }>(
    changes: readonly T[],
): T[] {
    const nameOf = ({ urn }: T) => urn.split("::").slice(3).join("::");
    const made = new Set(
        changes
            .filter(({ operation, type }) => operation === "create" && type === token.permissionSet)
            .map(nameOf),
    );
    return changes
        .filter(isNarrowing)
        .filter((change) => change.operation !== "create" || !made.has(nameOf(change)));
}

interface NarrowingRule {
    /** By input: whether it went from more to less. */
    readonly narrows: Readonly<Record<string, Narrows>>;
    readonly create?: (inputs: Inputs) => boolean;
}

type Narrows = (before: unknown, after: unknown) => boolean;

const rules: Readonly<Record<string, NarrowingRule>> = {
    [token.membership]: { narrows: { role: lowers(["member", "admin"]) } },
    [token.teamMembership]: { narrows: { role: lowers(["member", "maintainer"]) } },
    [token.teamRepository]: { narrows: { permission: lowers(repositoryPermissions) } },
    [token.collaborator]: { narrows: { permission: lowers(repositoryPermissions) } },
    [token.inlinePolicy]: {
        narrows: { inlinePolicy: isNarrowerPolicy },
        create: ({ inlinePolicy }) => statementsOf(inlinePolicy)?.every(isDeny) ?? false,
    },
    [token.workloadRole]: {
        narrows: {
            assumeRolePolicy: isNarrowerPolicy,
            inlinePolicies: areNarrowerPolicies,
            maxSessionDuration: isLess,
        },
    },
    [token.vaultPolicy]: { narrows: { policy: isNarrowerVaultPolicy } },
    [token.entity]: { narrows: { disabled: (before, after) => !before && after === true } },
    [token.workloadJwtRole]: {
        narrows: { boundClaims: hasFewerValues, tokenMaxTtl: isLess, tokenPolicies: hasFewer },
    },
    [token.databaseRole]: { narrows: { defaultTtl: isLess, maxTtl: isLess } },
};

function hasFewer(before: unknown, after: unknown): boolean {
    return (
        Array.isArray(before) && Array.isArray(after) && after.every((one) => before.includes(one))
    );
}

function lowers(order: readonly string[]): Narrows {
    return (before, after) => {
        const [from, to] = [order.indexOf(String(before)), order.indexOf(String(after))];
        return to >= 0 && to < from;
    };
}

function isLess(before: unknown, after: unknown): boolean {
    return typeof before === "number" && typeof after === "number" && after < before;
}

interface Statement {
    readonly Effect?: unknown;
    readonly Action?: unknown;
    readonly Resource?: unknown;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Nothing is allowed that was not allowed before, and nothing that was denied is allowed again. */
function isNarrowerPolicy(before: unknown, after: unknown): boolean {
    const [from, to] = [statementsOf(before), statementsOf(after)];
    if (!from || !to) return false;
    const has = (one: Statement, statements: readonly Statement[]) =>
        statements.some((each) => isSame(each, one));
    const denials = to.filter(isDeny).flatMap((one) => denialsOf(one) ?? []);
    const isStillDenied = (one: Statement) =>
        has(one, to) ||
        (denialsOf(one)?.every(({ user, from: since }) =>
            denials.some(
                (now) => (now.user === user || now.user === undefined) && now.from <= since,
            ),
        ) ??
            false);
    return (
        to.filter((one) => !isDeny(one)).every((one) => has(one, from)) &&
        from.filter(isDeny).every(isStillDenied)
    );
}

/** Somebody who is denied everything from an instant on; without a user, everybody. */
interface WholeDenial {
    readonly user: string | undefined;
    /** `2026-12-31T18:00:00Z`; empty if always. */
    readonly from: string;
}

/** Whom a statement of ours denies everything; undefined if it has another form. */
function denialsOf({ Action, Resource, Condition = {} }: Statement): WholeDenial[] | undefined {
    const { DateGreaterThanEquals: time = {}, StringEquals: text = {}, ...others } = Condition;
    const { "aws:CurrentTime": from = "", ...otherTimes } = time;
    const { "identitystore:UserId": users, ...otherTexts } = text;
    const more = [others, otherTimes, otherTexts].some((each) => Object.keys(each).length > 0);
    if (Action !== "*" || Resource !== "*" || more || typeof from !== "string") return undefined;
    const ids = users === undefined ? [undefined] : [users].flat();
    return ids.map((user) => ({ user: user === undefined ? undefined : String(user), from }));
}

/** One inline policy, possibly removed: the provider writes an empty block, `{}`, for "none". */
function areNarrowerPolicies(before: unknown, after: unknown): boolean {
    const [from, to] = [onlyPolicy(before), onlyPolicy(after)];
    return from !== undefined && to !== undefined && isNarrowerPolicy(from, to);
}

const nothingAllowed = '{"Statement":[]}';

function onlyPolicy(policies: unknown): unknown {
    if (!Array.isArray(policies) || policies.length !== 1) return undefined;
    return (policies[0] as { policy?: unknown } | null)?.policy ?? nothingAllowed;
}

function statementsOf(policy: unknown): readonly Statement[] | undefined {
    try {
        const { Statement } = JSON.parse(String(policy)) as { Statement?: unknown };
        return Array.isArray(Statement) ? Statement : undefined;
    } catch {
        return undefined;
    }
}

function isDeny({ Effect }: Statement): boolean {
    return Effect === "Deny";
}

/**
 * Rollcall writes the text, with one block per path: there must be fewer blocks, or fewer capabilities in
 * one. Only the most specific block counts, so if one is removed, no wider block may grant more in its
 * place.
 */
function isNarrowerVaultPolicy(before: unknown, after: unknown): boolean {
    const [from, to] = [rulesOf(before), rulesOf(after)];
    const isWithin = (few: readonly string[], many: readonly string[] = []) =>
        few.every((each) => many.includes(each)) && many.includes("deny") === few.includes("deny");
    const removed = [...from].filter(([path]) => !to.has(path));
    return (
        [...to].every(([path, capabilities]) => isWithin(capabilities, from.get(path))) &&
        removed.every(([path, had]) =>
            [...to].every(([wider, has]) => !mayCover(wider, path) || isWithin(has, had)),
        ) &&
        removed.every(([, had]) => !had.includes("deny"))
    );
}

function mayCover(pattern: string, path: string): boolean {
    const literal = /^[^*+]*/.exec(pattern)?.[0] ?? "";
    return literal !== pattern && path.startsWith(literal);
}

function rulesOf(policy: unknown): Map<string, string[]> {
    const block = /path ("(?:[^"\\]|\\.)*") \{\n {2}capabilities = (\[[^\]]*\])\n\}/g;
    return new Map(
        [...String(policy).matchAll(block)].map(([, path = '""', capabilities = "[]"]) => [
            JSON.parse(path) as string,
            JSON.parse(capabilities) as string[],
        ]),
    );
}

/** Claims bound to the same or fewer values; a claim that is no longer bound grants more. */
function hasFewerValues(before: unknown, after: unknown): boolean {
    if (!isRecord(before) || !isRecord(after)) return false;
    return Object.entries(before).every(([claim, values]) => {
        const now = after[claim];
        return (
            typeof now === "string" && listOf(now).every((each) => listOf(values).includes(each))
        );
    });
}

/** Vault takes several values as one comma-separated text; none of ours contains a comma. */
function listOf(values: unknown): string[] {
    return String(values).split(",");
}

function keysOf(before: Inputs, after: Inputs): string[] {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (key) => key !== "__defaults",
    );
}

function isRecord(value: unknown): value is Inputs {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSame(one: unknown, other: unknown): boolean {
    return JSON.stringify(one) === JSON.stringify(other);
}
