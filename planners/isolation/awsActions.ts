import { literalStart, matches, parseAction } from "../../model/iam/iamPattern";
import { awsServices, readingVerbs } from "../../model/rules/awsServices";

/** Reading that is as good as taking: what is read gives access to something else. */
const revealing = [
    "secretsmanager:batchgetsecretvalue",
    "secretsmanager:getsecretvalue",
    "ssm:getparameter",
    "ssm:getparameterhistory",
    "ssm:getparameters",
    "ssm:getparametersbypath",
];

/** Whether an action assumes a role, in whichever account trusts the caller. */
export function assumesRoles(action: string): boolean {
    return includesOne(action, ["sts:assumerole"]);
}

/** Whether an action passes a role to a service. */
export function passesRoles(action: string): boolean {
    return includesOne(action, ["iam:passrole"]);
}

/** Whether an action only reads, and reads nothing that gives further access. */
export function onlyReads(action: string): boolean {
    const { service, name } = parseAction(action);
    const start = literalStart(name);
    const reads =
        readingVerbs.some((verb) => start.startsWith(verb)) ||
        (awsServices.get(service)?.reads.has(name) ?? false);
    return reads && !includesOne(action, revealing);
}

function includesOne(action: string, known: readonly string[]): boolean {
    const pattern = action.toLowerCase();
    return known.some((one) => pattern === one || matches(pattern, one));
}
