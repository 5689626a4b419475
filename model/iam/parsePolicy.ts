import { suggest } from "../nearest";
import { duplicateKeys } from "./duplicateKeys";
import type { PolicyDocument, PolicyKind, PolicyVersion } from "./policy";
import { policyVersions } from "./policy";
import type { JsonObject, PolicyProblem, Report } from "./reading";
import { isObject, show } from "./reading";
import { readStatement } from "./readStatement";

export type PolicyReading =
    | { readonly ok: true; readonly policy: PolicyDocument }
    | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const known = ["Version", "Id", "Statement"];

/**
 * Parses a policy from JSON text or an object and reports every problem at once; never throws. If a kind is
 * given, it also checks whether the policy can be attached as such.
 *
 * Some forms that AWS accepts with a warning are refused because their effect is unclear: a condition
 * without values, an invalid date or number, an ARN operator with an incomplete ARN.
 *
 * Sources: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM Access Analyzer policy check
 * reference".
 */
export function parsePolicy(source: unknown, kind?: PolicyKind): PolicyReading {
    const problems: PolicyProblem[] = [];
    const report: Report = (path, message) => problems.push({ path, message });
    const document = readSource(source, report);
    const policy = document && readDocument(document, kind, report);
    return policy && problems.length === 0 ? { ok: true, policy } : { ok: false, problems };
}

function readSource(source: unknown, report: Report): JsonObject | undefined {
    const value = typeof source === "string" ? parseJson(source, report) : source;
    if (value === undefined && typeof source === "string") return undefined;
    if (isObject(value)) return value;
    report("", `a policy is an object, ${show(value)} was given`);
    return undefined;
}

function parseJson(text: string, report: Report): unknown {
    try {
        const value: unknown = JSON.parse(text);
        for (const key of duplicateKeys(text)) {
            report("", `an object has the key ${show(key)} twice; keep one`);
        }
        return value;
    } catch (error) {
        report("", `the text is not valid JSON: ${error instanceof Error ? error.message : error}`);
        return undefined;
    }
}

function readDocument(
    document: JsonObject,
    kind: PolicyKind | undefined,
    report: Report,
): PolicyDocument | undefined {
    for (const name of Object.keys(document)) {
        if (!known.includes(name)) {
            report("", `a policy has no element ${show(name)}${suggest(name, known)}`);
        }
    }
    const version = readVersion(document, report);
    const id = readId(document, kind, report);
    const given = document.Statement;
    const list: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (given === undefined || list.length === 0) {
        report("Statement", "a policy has at least one statement, none was given");
        return undefined;
    }
    const statements = list.flatMap((value, index) => {
        const path = Array.isArray(given) ? `Statement[${index}]` : "Statement";
        return readStatement(value, version, kind, path, report) ?? [];
    });
    reportRepeatedSids(
        statements.flatMap(({ sid }) => sid ?? []),
        report,
    );
    return { version, ...(id === undefined ? {} : { id }), statements };
}

function readVersion({ Version: version }: JsonObject, report: Report): PolicyVersion {
    const found = policyVersions.find((one) => one === version);
    if (found === undefined && version !== undefined) {
        report("Version", `${show(version)} is no version; give ${policyVersions.join(" or ")}`);
    }
    return found ?? "2008-10-17";
}

function readId(
    { Id: id }: JsonObject,
    kind: PolicyKind | undefined,
    report: Report,
): string | undefined {
    if (id === undefined) return undefined;
    if (typeof id !== "string") report("Id", `is ${show(id)}; give a text`);
    else if (kind !== undefined && kind !== "trust") report("Id", "is for resource-based policies");
    else return id;
    return undefined;
}

function reportRepeatedSids(sids: readonly string[], report: Report): void {
    const repeated = sids.filter((sid, index) => sids.indexOf(sid) !== index);
    for (const sid of new Set(repeated)) {
        report("Statement", `the Sid ${show(sid)} is there twice; each is unique in its policy`);
    }
}
