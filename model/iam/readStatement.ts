import { suggest } from "../nearest";
import type { Effect, PolicyKind, PolicyStatement, PolicyVersion, Selection } from "./policy";
import { hasVariable, variableProblem } from "./policyVariables";
import { readConditions } from "./readCondition";
import type { JsonObject, Report } from "./reading";
import { isObject, readEither, readTexts, show } from "./reading";
import { hasPrincipals, readPrincipals } from "./readPrincipals";

const known = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/** Parses one statement; undefined if an essential element is missing or invalid. */
export function readStatement(
    value: unknown,
    version: PolicyVersion,
    kind: PolicyKind | undefined,
    path: string,
    report: Report,
): PolicyStatement | undefined {
    if (!isObject(value)) {
        report(path, `is ${show(value)}; give an object`);
        return undefined;
    }
    for (const name of Object.keys(value)) {
        if (!known.includes(name)) {
            report(path, `a statement has no element ${show(name)}${suggest(name, known)}`);
        }
    }
    const trusts = kind === "trust" || (kind === undefined && hasPrincipals(value));
    const sid = readSid(value, path, report);
    const effect = readEffect(value, path, report);
    const actions = readActions(value, path, report);
    const principals = trusts ? readPrincipals(value, path, report) : undefined;
    const resources = readResources(value, version, trusts, path, report);
    checkKind(value, kind, path, report);
    const conditions = Object.hasOwn(value, "Condition")
        ? readConditions(value.Condition, version, `${path}.Condition`, report)
        : [];
    if (!effect || !actions || (trusts && !principals)) return undefined;
    return {
        ...(sid ? { sid } : {}),
        effect,
        ...(principals ? { principals } : {}),
        actions,
        ...(resources ? { resources } : {}),
        conditions,
    };
}

function readSid({ Sid: sid }: JsonObject, path: string, report: Report): string | undefined {
    if (sid === undefined) return undefined;
    if (typeof sid === "string" && /^[A-Za-z0-9]*$/.test(sid)) return sid;
    report(`${path}.Sid`, `${show(sid)} is no id; give letters A to Z, a to z and digits`);
    return undefined;
}

function readEffect({ Effect: effect }: JsonObject, path: string, report: Report) {
    if (effect === "Allow" || effect === "Deny") return effect satisfies Effect;
    const given = effect === undefined ? "it is missing" : `${show(effect)} was given`;
    report(`${path}.Effect`, `is "Allow" or "Deny", in this case; ${given}`);
    return undefined;
}

function readActions(statement: JsonObject, path: string, report: Report): Selection | undefined {
    const element = readEither(statement, ["Action", "NotAction"], path, report);
    if (!element) return undefined;
    const at = `${path}.${element.name}`;
    const patterns = readTexts(statement[element.name], at, report);
    for (const action of patterns) {
        if (hasVariable(action)) report(at, `${show(action)} has a variable; an action takes none`);
        else if (!/^(\*|[\w*?-]+:[\w*?-]+)$/.test(action)) {
            report(at, `${show(action)} is no action; write service:Name, service:* or *`);
        }
    }
    return { except: element.except, patterns };
}

function readResources(
    statement: JsonObject,
    version: PolicyVersion,
    trusts: boolean,
    path: string,
    report: Report,
): Selection | undefined {
    const has = Object.hasOwn(statement, "Resource") || Object.hasOwn(statement, "NotResource");
    if (trusts && !has) return undefined;
    const element = readEither(statement, ["Resource", "NotResource"], path, report);
    if (!element) return undefined;
    const at = `${path}.${element.name}`;
    const patterns = readTexts(statement[element.name], at, report);
    for (const resource of patterns) {
        if (resource !== "*" && !/^arn:/.test(resource)) {
            report(at, `${show(resource)} is no resource; give an ARN or *`);
        } else if (version === "2012-10-17") checkVariables(resource, at, report);
    }
    return { except: element.except, patterns };
}

function checkVariables(resource: string, path: string, report: Report): void {
    const problem = variableProblem(resource);
    if (problem) report(path, problem);
    if (hasVariable(resource.split(":").slice(0, 5).join(":"))) {
        report(path, `${show(resource)} has a variable before its fifth colon; only after it may`);
    }
}

/** Reports what a statement may not contain in a policy of its kind. */
function checkKind(
    statement: JsonObject,
    kind: PolicyKind | undefined,
    path: string,
    report: Report,
): void {
    if (kind === undefined) return;
    const [names, why] =
        kind === "trust"
            ? [
                  ["NotPrincipal", "Resource", "NotResource"],
                  "a trust policy is about its role alone",
              ]
            : [["Principal", "NotPrincipal"], "the principal is whom the policy is attached to"];
    for (const name of names) {
        if (Object.hasOwn(statement, name)) report(`${path}.${name}`, `${why}; leave it out`);
    }
}
