import { hasWildcard, isEverything, matchesAll, parseAction } from "../iam/iamPattern";
import type { Allowance } from "./allowance";
import { isExcepted } from "./allowance";
import { writesNarrowly } from "./awsServices";
import { findPolicy, readingPolicies } from "./managedPolicies";

/** An action that is allowed too widely. */
export interface FoundWidth<S extends Allowance> {
    readonly statement: S;
    /** As the statement has it, perhaps a pattern. */
    readonly action: string;
    readonly why: string;
}

/** What statements allow wholesale. */
export function widthsOf<S extends Allowance>(statements: readonly S[]): FoundWidth<S>[] {
    return statements.flatMap((statement) =>
        statement.actions.flatMap((action) => {
            const why = actionWidth(action, statement);
            return why === undefined ? [] : [{ statement, action, why }];
        }),
    );
}

function actionWidth(action: string, statement: Allowance): string | undefined {
    if (isExcepted(statement, action)) return undefined;
    const { service, name } = parseAction(action);
    if (hasWildcard(service)) return "every action of every service: name the actions";
    if (matchesAll(name)) return "a whole service: name the actions";
    if (!statement.resources.some(isEverything) || !writesNarrowly(service, name)) return undefined;
    return "which writes, on every resource, and AWS can narrow it: name the resources";
}

/** Why an AWS managed policy, given by name with its path, is too wide. */
export function policyWidth(policy: string): string | undefined {
    if (readingPolicies.has(policy)) return undefined;
    const meant = findPolicy(policy);
    const instead = meant ? `did you mean ${meant}?` : "write statements instead";
    return `a managed policy that is not known to only read: ${instead}`;
}
