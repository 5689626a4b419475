import { suggest } from "../nearest";
import type { PrincipalId, Principals, PrincipalType } from "./policy";
import { principalTypes } from "./policy";
import type { JsonObject, Report } from "./reading";
import { isObject, readEither, readTexts, show } from "./reading";

const names = ["Principal", "NotPrincipal"] as const;

export function hasPrincipals(statement: JsonObject): boolean {
    return names.some((name) => Object.hasOwn(statement, name));
}

/** Parses `Principal` or `NotPrincipal`. */
export function readPrincipals(
    statement: JsonObject,
    path: string,
    report: Report,
): Principals | undefined {
    const element = readEither(statement, names, path, report);
    if (!element) return undefined;
    const value = statement[element.name];
    const at = `${path}.${element.name}`;
    if (value === "*") return { except: element.except, entries: [{ type: "AWS", id: "*" }] };
    if (!isObject(value)) {
        report(at, `is ${show(value)}; give "*" or an object such as { "AWS": "111122223333" }`);
        return undefined;
    }
    const entries = Object.entries(value).flatMap(([type, ids]) => {
        if (!isPrincipalType(type)) {
            report(at, `there is no principal ${show(type)}${suggest(type, principalTypes)}`);
            return [];
        }
        return readTexts(ids, `${at}.${type}`, report).map((id): PrincipalId => {
            checkId({ type, id }, `${at}.${type}`, report);
            return { type, id };
        });
    });
    return { except: element.except, entries };
}

function isPrincipalType(text: string): text is PrincipalType {
    return principalTypes.some((type) => type === text);
}

/** An account, a user, role or session, or the unique id that AWS shows once a principal is deleted. */
const awsPrincipal =
    /^(\*|\d{12}|A[A-Z0-9]{15,127}|arn:[\w-]+:iam::\d{12}:(root|(user|role)\/\S+)|arn:[\w-]+:sts::\d{12}:(assumed-role\/[^\s/]+|federated-user)\/[^\s/]+)$/;

function checkId({ type, id }: PrincipalId, path: string, report: Report): void {
    if (/[*?]/.test(id) && id !== "*") {
        report(path, `a principal has no wildcard in its name, ${show(id)} has; name each`);
    } else if (id === "*" && type !== "AWS") {
        report(path, `"*" stands for everybody under AWS alone; name the ${type} principal`);
    } else if (type === "AWS" && !awsPrincipal.test(id)) {
        report(path, `${show(id)} is no account, and no ARN of an account, user, role or session`);
    } else if (id === "" || /\s/.test(id)) {
        report(path, `${show(id)} names nobody`);
    }
}
