import { suggest } from "../nearest";
import type { OperatorName } from "./operators";
import { isOperatorName, operators } from "./operators";
import type { Condition, PolicyVersion, SetOperator } from "./policy";
import { setOperators } from "./policy";
import { hasVariable, variableProblem } from "./policyVariables";
import type { Report } from "./reading";
import { isObject, show } from "./reading";

/** Parses a `Condition` element into one condition per key and operator. */
export function readConditions(
    value: unknown,
    version: PolicyVersion,
    path: string,
    report: Report,
): Condition[] {
    if (!isObject(value)) {
        report(path, `is ${show(value)}; give an object of operators`);
        return [];
    }
    return Object.entries(value).flatMap(([written, keys]) => {
        const at = `${path}.${written}`;
        const operator = readOperator(written, at, report);
        if (!isObject(keys)) {
            report(at, `is ${show(keys)}; give an object of condition keys`);
            return [];
        }
        reportRepeatedKeys(Object.keys(keys), at, report);
        return Object.entries(keys).flatMap(([key, list]) => {
            if (!/^[^\s:]+:\S/.test(key)) {
                report(at, `the condition key ${show(key)} has no service; write service:key`);
            }
            const values = readValues(list, `${at}.${key}`, report);
            if (!operator || !values) return [];
            const condition: Condition = { ...operator, written, key, values };
            checkValues(condition, version, `${at}.${key}`, report);
            return [condition];
        });
    });
}

interface WrittenOperator {
    readonly operator: OperatorName;
    readonly set?: SetOperator;
    readonly ifExists: boolean;
}

function readOperator(written: string, path: string, report: Report): WrittenOperator | undefined {
    const set = setOperators.find((name) => written.startsWith(`${name}:`));
    const rest = set ? written.slice(set.length + 1) : written;
    const ifExists = rest.endsWith("IfExists");
    const operator = ifExists ? rest.slice(0, -"IfExists".length) : rest;
    if (!isOperatorName(operator)) {
        const hint = suggest(operator, Object.keys(operators));
        report(path, `there is no condition operator ${show(written)}${hint}`);
        return undefined;
    }
    if (operator === "Null" && ifExists) {
        report(path, "Null asks itself whether the key exists; leave out IfExists");
        return undefined;
    }
    return { operator, ifExists, ...(set ? { set } : {}) };
}

function reportRepeatedKeys(keys: readonly string[], path: string, report: Report): void {
    const seen = new Set<string>();
    for (const key of keys) {
        if (seen.has(key.toLowerCase())) {
            report(path, `the condition key ${show(key)} is there twice, in another case`);
        }
        seen.add(key.toLowerCase());
    }
}

/** Texts; numbers and booleans may be unquoted. */
function readValues(value: unknown, path: string, report: Report): string[] | undefined {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const wrong = list.filter((one) => !["string", "number", "boolean"].includes(typeof one));
    if (wrong.length > 0) {
        report(
            path,
            `is ${show(wrong[0])}; give a text, a number, true or false, or a list of them`,
        );
        return undefined;
    }
    return list.map(String);
}

function checkValues(
    { written, operator, set, ifExists, values }: Condition,
    version: PolicyVersion,
    path: string,
    report: Report,
): void {
    const { accepts, form, reading } = operators[operator];
    if (values.length === 0 && !set && !ifExists) {
        report(path, "has no value, and what AWS makes of that is not documented; give one");
    }
    for (const value of values) {
        const variable = version === "2012-10-17" && hasVariable(value);
        if (variable && reading === "plain") {
            report(path, `${written} takes no policy variable; give ${form}`);
        } else if (!accepts(value)) {
            report(path, `${written} takes ${form}, not ${show(value)}`);
        }
        const problem = variable && variableProblem(value);
        if (problem) report(path, problem);
    }
}
