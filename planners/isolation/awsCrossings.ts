import { matches } from "../../model/iam/iamPattern";
import type { Environment, Statement } from "../../model/roster";
import { expandVariables } from "../../model/variables";
import { fillStatement } from "../documents";
import type { Reason } from "../reasons";
import { reason } from "../reasons";
import { workloadRoleArn } from "../workloads";
import { assumesRoles, onlyReads, passesRoles } from "./awsActions";
import { allowsAccount, bearingOn, includesRole } from "./awsReach";
import type { Declared } from "./declared";
import type { Violation } from "./findings";
import { violation } from "./findings";
import type { Right } from "./rights";

/** An account that statements of other accounts must not reach. */
interface Account {
    readonly id: string;
    /** `prod` */
    readonly name: string;
    /** Absent: it is Identity Center's account. */
    readonly environment?: Environment;
    /** The last step of a path into it. */
    readonly arrival: Reason;
}

/**
 * Statements that reach another environment's account: by assuming or passing a role where a wildcard
 * stands for the account, or by writing to what they name there. Where no account is named at all, as in
 * `*`, only assuming a role leads out of the own account: nothing else there could trust an outsider, except
 * what {@link residualFindings} names.
 */
export function awsCrossings(declared: Declared, rights: readonly Right[]): Violation[] {
    const accounts = accountsOf(declared);
    return rights.flatMap((right) => {
        const own = right.environment.aws?.accountId;
        if (own === undefined) return [];
        const others = accounts.filter(({ id }) => id !== own);
        return (right.aws?.statements ?? []).flatMap((statement) =>
            others.flatMap((account) => crossing(declared, right, statement, own, account)),
        );
    });
}

/** The environments' accounts, and Identity Center's, which gives access to all of them. */
function accountsOf({ environments, roster: { organization } }: Declared): Account[] {
    const center = organization.aws?.identityCenter.accountId;
    const found = environments.flatMap((environment): Account[] => {
        const { key: name, at, aws } = environment;
        if (!aws) return [];
        return [
            { id: aws.accountId, name, environment, arrival: reason(at, `which is in ${name}`) },
        ];
    });
    if (center === undefined || found.some(({ id }) => id === center)) return found;
    const arrival = reason(organization.at, "which is where Identity Center opens every account");
    return [...found, { id: center, name: "Identity Center", arrival }];
}

function crossing(
    { workloads }: Declared,
    right: Right,
    statement: Statement,
    own: string,
    account: Account,
): Violation[] {
    const found = firstHarm(statement, right, own, account);
    if (!found) return [];
    const { conditions } = fillStatement(statement, right.variables);
    if (!allowsAccount(conditions, account.id)) return [];
    const example = workloads
        .filter(({ environment }) => environment === account.environment)
        .map(workloadRoleArn)
        .find((arn) => matches(found.resource, arn));
    const included =
        example === undefined || example === found.resource ? "" : ` and so ${example}`;
    const what = `${right.holder} has ${found.action} on ${found.resource}${included}`;
    return [
        violation({
            rule: "isolation",
            at: statement.at,
            from: right.target,
            to: account.name,
            path: [...right.steps(), reason(statement.at, what), account.arrival],
            settle: 'let the resource name its own account, as "${account}"',
        }),
    ];
}

/** The first action and resource by which a statement reaches an account. */
function firstHarm({ actions, resources }: Statement, right: Right, own: string, to: Account) {
    for (const written of resources) {
        const resource = expandVariables(written, right.variables);
        const bearing = bearingOn(resource, own, to.id);
        if (!bearing) continue;
        const action = actions.find((one) =>
            bearing === "names" ? !onlyReads(one) : takesThere(one, resource, to),
        );
        if (action !== undefined) return { action, resource };
    }
    return undefined;
}

/** A role can be passed only within its account, so `*` passes none of another account. */
function takesThere(action: string, resource: string, { id, environment }: Account): boolean {
    if (!environment || !includesRole(resource, id)) return false;
    return assumesRoles(action) || (passesRoles(action) && resource.split(":").length > 5);
}
