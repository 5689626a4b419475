import type { Decision, Element, FailedCondition, Failure, StatementRef } from "./decision";
import { elements, kindOfReason } from "./decision";
import type { PolicyKind } from "./policy";

const kindNames: Readonly<Record<PolicyKind, string>> = {
    identity: "identity policy",
    boundary: "permissions boundary",
    session: "session policy",
    serviceControl: "service control policy",
    trust: "trust policy",
};

/**
 * The Allow that came closest, among policies in which an Allow was missing: it matched the most elements
 * and then failed the fewest conditions. Undefined if there is none.
 */
export function nearestFailure({ reason, failed }: Decision): Failure | undefined {
    const kind = kindOfReason[reason];
    return failed
        .filter(({ at }) => at.policy === kind)
        .sort(
            (a, b) =>
                elements.indexOf(b.element) - elements.indexOf(a.element) ||
                a.conditions.length - b.conditions.length,
        )[0];
}

/** A decision in one line that names the statement and the conditions that stopped it. */
export function explainDecision(decision: Decision): string {
    const { allowed, reason, by } = decision;
    if (allowed) return `allowed${by ? ` by ${nameStatement(by)}` : ": the account's root user"}`;
    if (reason === "explicit-deny") return `denied by ${by ? nameStatement(by) : "a statement"}`;
    const kind = kindNames[kindOfReason[reason] ?? "identity"];
    const near = nearestFailure(decision);
    if (!near) return `refused: no ${kind} allows it`;
    return `refused: no ${kind} allows it; nearest is ${nameStatement(near.at)}: ${explainFailure(near)}`;
}

const elementFailures: Readonly<Record<Exclude<Element, "condition">, string>> = {
    principal: "its principal is somebody else",
    action: "its action is another",
    resource: "its resource is another",
};

/** Why an Allow did not apply. */
export function explainFailure({ element, conditions }: Failure): string {
    if (element !== "condition") return elementFailures[element];
    return conditions.map(explainCondition).join("; ");
}

function explainCondition({ operator, key, expected, actual }: FailedCondition): string {
    const has = actual.length === 0 ? "none" : list(actual, " and ");
    return `${operator} ${key} ${list(expected, " or ")}, the request has ${has}`;
}

function list(values: readonly string[], conjunction: string): string {
    return values.map((value) => JSON.stringify(value)).join(conjunction);
}

function nameStatement({ policy, index, statement, sid }: StatementRef): string {
    const single = policy === "trust" || policy === "boundary";
    const which = `${kindNames[policy]}${single ? "" : ` ${index + 1}`}`;
    return `the ${which}, statement ${statement + 1}${sid ? ` (${sid})` : ""}`;
}
