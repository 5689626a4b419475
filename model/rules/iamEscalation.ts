import {
    hasWildcard,
    isEverything,
    literalStart,
    matches,
    matchesAll,
    parseAction,
} from "../iam/iamPattern";
import type { Allowance } from "./allowance";
import { allows, isBoundBy, isExcepted } from "./allowance";
import type { EscalationPath } from "./escalations";
import {
    escalations,
    hijackingPaths,
    identityReads,
    identityServices,
    passingPaths,
} from "./escalations";

/** An action by which somebody can raise their own rights. */
export interface FoundEscalation<S extends Allowance> {
    readonly statement: S;
    /** As the statement has it, perhaps a pattern. */
    readonly action: string;
    /** Continues after "which". */
    readonly how: string;
}

/** How one holder's statements allow raising the holder's own rights, by one action or several. */
export function escalationsOf<S extends Allowance>(statements: readonly S[]): FoundEscalation<S>[] {
    return statements.flatMap((statement) =>
        statement.actions.flatMap((action) => {
            const how = escalationOf(action, statement, statements);
            return how === undefined ? [] : [{ statement, action, how }];
        }),
    );
}

/** Returns the known action where the given one is a pattern. */
function escalationOf(
    action: string,
    statement: Allowance,
    all: readonly Allowance[],
): string | undefined {
    const pattern = action.toLowerCase();
    if (isExcepted(statement, pattern)) return undefined;
    const includes = (known: string) => matches(pattern, known) && !isExcepted(statement, known);
    return (
        singleOf(pattern, statement, includes) ??
        (includes("iam:passrole") ? passingOf(statement, all) : undefined) ??
        (includes("sts:assumerole") && statement.resources.some(isAnyRole)
            ? "assumes any role: name the roles"
            : undefined) ??
        hijackingOf(pattern, statement, all, includes)
    );
}

function singleOf(
    pattern: string,
    statement: Allowance,
    includes: (known: string) => boolean,
): string | undefined {
    if (escalations.has(pattern)) {
        return isSelf(pattern, statement) ? undefined : escalations.get(pattern)?.how;
    }
    const { service, name } = parseAction(pattern);
    if (identityServices.has(service)) {
        const start = literalStart(name);
        const reads = identityReads.some((verb) => start.startsWith(verb));
        return reads ? undefined : "changes who is given which permission set";
    }
    if (!hasWildcard(pattern)) return undefined;
    for (const [known, { action: example, how }] of escalations) {
        if (includes(known) && !isSelf(known, statement)) {
            return `includes ${example}, which ${how}`;
        }
    }
    return undefined;
}

/**
 * Only the caller's own user: credentials for oneself raise nothing. Source: IAM User Guide, "AWS:
 * Allows IAM users to manage their own password, access keys, and MFA devices".
 */
function isSelf(known: string, { resources }: Allowance): boolean {
    return (
        /^iam:(create|reset|update)(accesskey|loginprofile|servicespecificcredential)$/.test(
            known,
        ) && resources.every((resource) => /:user\/(?:.*\/)?\$\{aws:username\}$/.test(resource))
    );
}

function passingOf(statement: Allowance, all: readonly Allowance[]): string | undefined {
    if (passesNamedRoles(statement)) return undefined;
    const complete = passingPaths.filter(({ actions }) =>
        actions.every((action) => all.some((one) => allows(one, action.toLowerCase()))),
    );
    const [shortest] = [...complete].sort((a, b) => a.actions.length - b.actions.length);
    const then = shortest ? `, and with ${listOf(shortest.actions)} ${shortest.how}` : "";
    return (
        `passes any role to a service${then}: name each role, and the service in ` +
        "iam:PassedToService"
    );
}

/** Named roles, to a service that the statement names: what ECS and Lambda need to run tasks. */
function passesNamedRoles(statement: Allowance): boolean {
    return (
        statement.resources.every((resource) => !hasWildcard(resource)) &&
        isBoundBy(statement, /^iam:PassedToService$/i)
    );
}

function hijackingOf(
    pattern: string,
    statement: Allowance,
    all: readonly Allowance[],
    includes: (known: string) => boolean,
): string | undefined {
    if (!reachesAll(statement)) return undefined;
    const wide = all.filter(reachesAll);
    const found = hijackingPaths.find(({ actions: [first = "", ...others] }) => {
        const known = first.toLowerCase();
        return (
            includes(known) && others.every((one) => wide.some((w) => allows(w, one.toLowerCase())))
        );
    });
    return found && describePath(found, pattern);
}

function describePath({ actions: [first = "", ...others], how }: EscalationPath, pattern: string) {
    const named = pattern === first.toLowerCase() ? "" : `includes ${first}, which `;
    return `${named}${others.length > 0 ? `with ${listOf(others)} ` : ""}${how}`;
}

/**
 * Nothing of a kind is excluded, neither by name nor by tag: `*`, `arn:aws:lambda:*:*:function:*`.
 * Documents of SSM have no role.
 */
function reachesAll(statement: Allowance): boolean {
    return (
        statement.resources.some(
            (resource) =>
                isEverything(resource) ||
                /^(?:[^:]*:){5}(?!document\b)[\w-]+[/:][*?/:]*\*[*?/:]*$/.test(resource),
        ) && !isBoundBy(statement, /^\w+:ResourceTag\//i)
    );
}

/** `*`, `arn:aws:iam::111111111111:role/*` */
function isAnyRole(resource: string): boolean {
    const role = /^arn:[^:]*:iam::[^:]*:role\/(?:.*\/)?([^/]*)$/.exec(resource)?.[1];
    return isEverything(resource) || (role !== undefined && matchesAll(role));
}

function listOf(names: readonly string[]): string {
    return names.length < 2
        ? names.join("")
        : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
