import {
    hasWildcard,
    isEverything,
    literalStart,
    matchesAll,
    parseAction,
} from "../iam/iamPattern";
import type { Place, Statement } from "../roster";
import { awsServices, readingVerbs } from "./awsServices";
import { findPolicy, readingPolicies } from "./managedPolicies";
import type { Permissions } from "./permissions";
import { permissionsOf, productionOf } from "./permissions";
import type { Finding, Rule } from "./rule";

/**
 * In production nothing is allowed by the dozen: no `*`, no whole service, no managed policy that
 * is unknown or as wide as that, and no writing to every resource where AWS can narrow it.
 */
export const wildcard: Rule = {
    id: "wildcard",
    judge: (context) =>
        permissionsOf(context.graph).flatMap((permissions) =>
            productionOf(context, permissions).flatMap((environment) =>
                widths(permissions).map((width) => widthFinding(permissions, environment, width)),
            ),
        ),
};

/** Something that is allowed too widely. */
interface Width {
    readonly at: Place;
    /** The action or the managed policy. */
    readonly what: string;
    readonly why: string;
}

function widths({ aws }: Permissions): Width[] {
    if (!aws) return [];
    const managed = aws.managed.flatMap((policy) => {
        const why = policyWidth(policy);
        return why === undefined ? [] : [{ at: aws.at, what: policy, why }];
    });
    const actions = aws.statements.flatMap((statement) =>
        statement.actions.flatMap((action) => {
            const why = actionWidth(action, statement);
            return why === undefined ? [] : [{ at: statement.at, what: action, why }];
        }),
    );
    return [...managed, ...actions];
}

function actionWidth(action: string, { resources }: Statement): string | undefined {
    const { service, name } = parseAction(action);
    if (hasWildcard(service)) return "every action of every service: name the actions";
    if (matchesAll(name)) return "a whole service: name the actions";
    if (!resources.some(isEverything) || !writesNarrowly(service, name)) return undefined;
    return "which writes, on every resource, and AWS can narrow it: name the resources";
}

/** Whether an action writes and its service can narrow it to a resource. */
export function writesNarrowly(service: string, name: string): boolean {
    const known = awsServices.get(service);
    if (!known || known.reads.has(name) || known.undivided.has(name)) return false;
    const start = literalStart(name);
    return !readingVerbs.some((verb) => start.startsWith(verb));
}

function policyWidth(policy: string): string | undefined {
    if (readingPolicies.has(policy)) return undefined;
    const meant = findPolicy(policy);
    const instead = meant ? `did you mean ${meant}?` : "write statements instead";
    return `a managed policy that is not known to only read: ${instead}`;
}

function widthFinding({ name, waiver }: Permissions, environment: string, width: Width): Finding {
    return {
        at: width.at,
        subject: width.what,
        message: (what) => `${name} allows in ${environment} ${what}, ${width.why}`,
        waivers: [waiver, `environments.${environment}`],
    };
}
