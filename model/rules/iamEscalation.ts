import {
    hasWildcard,
    isEverything,
    literalStart,
    matches,
    matchesAll,
    parseAction,
} from "../iam/iamPattern";
import type { Statement } from "../roster";
import { escalations, identityReads, identityServices } from "./escalations";

/**
 * How an allowed action lets its holder raise his own rights; undefined when it does not. Answers
 * with the known action where the given one is a pattern.
 */
export function escalationOf(action: string, statement: Statement): string | undefined {
    const { service, name } = parseAction(action);
    const plain = action.toLowerCase();
    const exact = escalations.get(plain);
    if (exact) return exact.how;
    if (identityServices.has(service)) {
        const start = literalStart(name);
        const reads = identityReads.some((verb) => start.startsWith(verb));
        return reads ? undefined : "changes who is given which permission set";
    }
    if (hasWildcard(plain)) {
        for (const [known, { action: example, how }] of escalations) {
            if (matches(plain, known)) return `includes ${example}, which ${how}`;
        }
    }
    if (matches(plain, "iam:passrole") && !passesNamedRoles(statement)) {
        return "hands any role on to a service: name each role, and the service in iam:PassedToService";
    }
    if (matches(plain, "sts:assumerole") && statement.resources.some(isAnyRole)) {
        return "takes on any role: name the roles";
    }
    return undefined;
}

/** Named roles, to a service that the statement names: what ECS and Lambda need to run tasks. */
function passesNamedRoles({ resources, conditions }: Statement): boolean {
    return (
        resources.every((resource) => !hasWildcard(resource)) && namesPassedToService(conditions)
    );
}

function namesPassedToService(conditions: Statement["conditions"]): boolean {
    return Object.entries(conditions).some(
        ([operator, keys]) =>
            /^String(Equals|EqualsIgnoreCase|Like)$/i.test(operator) &&
            Object.entries(keys).some(
                ([key, services]) =>
                    key.toLowerCase() === "iam:passedtoservice" && !services.some(matchesAll),
            ),
    );
}

/** `*`, `arn:aws:iam::111111111111:role/*` */
function isAnyRole(resource: string): boolean {
    const role = /^arn:[^:]*:iam::[^:]*:role\/(?:.*\/)?([^/]*)$/.exec(resource)?.[1];
    return isEverything(resource) || (role !== undefined && matchesAll(role));
}
