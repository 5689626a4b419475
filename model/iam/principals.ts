import { accountOf, splitArn } from "./arn";
import type { Effect, PrincipalId, Principals } from "./policy";

/**
 * How a trust policy names the principal. The more direct the naming, the fewer other policies must allow
 * the request: see {@link whatElseMustAllow}.
 */
export type Naming = "direct" | "role" | "account";

/** One of a principal's names, from the session out to the account. */
interface Level {
    readonly naming: Naming;
    readonly isNamedBy: (entry: PrincipalId) => boolean;
}

/**
 * How `Principal` or `NotPrincipal` covers a principal; undefined if it does not.
 *
 * A Deny with `NotPrincipal` spares only principals listed at every level (session, role, account); an
 * Allow with it excludes those listed at any level. That is the reading that grants least.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "... NotPrincipal".
 */
export function namingOf(
    { except, entries }: Principals,
    principal: PrincipalId | undefined,
    effect: Effect,
): Naming | undefined {
    const everybody = entries.some(({ type, id }) => type === "AWS" && id === "*");
    const levels = principal ? levelsOf(principal) : [];
    const named = levels.filter(({ isNamedBy }) => entries.some(isNamedBy));
    if (!except) return everybody ? "direct" : named[0]?.naming;
    const enough = effect === "Allow" ? 1 : Math.max(levels.length, 1);
    return everybody || named.length >= enough ? undefined : "account";
}

export function isRootUser(principal: PrincipalId | undefined): boolean {
    return principal?.type === "AWS" && splitArn(principal.id)?.[5] === "root";
}

function levelsOf(principal: PrincipalId): Level[] {
    const exactly: Level = {
        naming: isRole(principal.id) ? "role" : "direct",
        isNamedBy: ({ type, id }) => type === principal.type && id === principal.id,
    };
    if (principal.type !== "AWS") return [exactly];
    const account: Level = {
        naming: "account",
        isNamedBy: ({ type, id }) => type === "AWS" && isAccountOf(id, principal.id),
    };
    const role: Level = {
        naming: "role",
        isNamedBy: ({ type, id }) => type === "AWS" && isRoleOf(id, principal.id),
    };
    if (isRootUser(principal)) return [account];
    return isSession(principal.id) ? [exactly, role, account] : [exactly, account];
}

/** `111122223333`, or `arn:aws:iam::111122223333:root` for any principal of that account. */
function isAccountOf(id: string, arn: string): boolean {
    const [prefix, partition, , , account] = splitArn(arn) ?? [];
    return (
        account !== undefined &&
        [account, `${prefix}:${partition}:iam::${account}:root`].includes(id)
    );
}

function isRole(arn: string): boolean {
    return splitArn(arn)?.[5]?.startsWith("role/") ?? false;
}

function isSession(arn: string): boolean {
    return splitArn(arn)?.[5]?.startsWith("assumed-role/") ?? false;
}

/** A session's ARN does not contain its role's path; the name alone is unique in an account. */
function isRoleOf(role: string, session: string): boolean {
    const name = splitArn(session)?.[5]?.split("/")[1];
    return (
        isRole(role) &&
        splitArn(role)?.[1] === splitArn(session)?.[1] &&
        accountOf(role) === accountOf(session) &&
        splitArn(role)?.[5]?.split("/").at(-1) === name
    );
}
