import { accountOf } from "./arn";
import type { Decision, Failure, Reason, StatementRef } from "./decision";
import type { Effect, PolicyDocument, PolicyKind, PolicyStatement, PrincipalId } from "./policy";
import type { Naming } from "./principals";
import { isRootUser } from "./principals";
import type { AccessRequest } from "./request";
import { readContext } from "./request";
import type { Outcome, Question } from "./statements";
import { judgeStatement } from "./statements";

/** The policies that apply to the principal and to the resource of a request. */
export interface ApplicablePolicies {
    /** Those of the user or role that asks, including those of groups and managed policies. */
    readonly identity?: readonly PolicyDocument[];
    /** The permissions boundary of the user or role that asks. */
    readonly boundary?: PolicyDocument;
    /** Passed when the session was created; one of them must allow. */
    readonly session?: readonly PolicyDocument[];
    /** By level, from the organisation's root down to the account: one policy at each level must allow. */
    readonly serviceControl?: readonly (readonly PolicyDocument[])[];
    /** The trust policy of the role to be assumed. */
    readonly trust?: PolicyDocument;
}

/**
 * Whether AWS would allow a request.
 *
 * A Deny in any policy refuses it. Otherwise every kind of policy that counts must have an Allow: each
 * level of service control policies, the trust policy, the identity policies, the boundary and the session
 * policies. A principal that a trust policy names directly needs nothing else if it is in the role's own
 * account or comes from outside AWS.
 *
 * Not covered: resource-based policies other than a role's trust policy, resource control policies, and
 * what individual services add.
 *
 * Source: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access" and
 * "Cross-account policy evaluation logic".
 */
export function evaluate(request: AccessRequest, policies: ApplicablePolicies): Decision {
    const judged = judgeAll({ ...request, values: readContext(request.context) }, policies);
    const failed = judged.flatMap(failureOf);
    const denies = judged.find(({ effect, outcome }) => effect === "Deny" && outcome.applies);
    if (denies) return { allowed: false, reason: "explicit-deny", by: denies.at, failed };
    const allows = judged.filter(({ effect, outcome }) => effect === "Allow" && outcome.applies);
    for (const gate of gatesOf(request, policies, allows)) {
        if (!allows.some(({ at, level }) => at.policy === gate.kind && level === gate.level)) {
            return { allowed: false, reason: gate.reason, failed };
        }
    }
    const giver = allows.find(({ at }) => at.policy === (policies.trust ? "trust" : "identity"));
    return { allowed: true, reason: "allowed", ...(giver ? { by: giver.at } : {}), failed };
}

interface Judged {
    readonly at: StatementRef;
    /** The level of a service control policy; 0 for all others. */
    readonly level: number;
    readonly effect: Effect;
    readonly outcome: Outcome;
}

function judgeAll(question: Question, policies: ApplicablePolicies): Judged[] {
    const levels: [PolicyKind, readonly (readonly PolicyDocument[])[]][] = [
        ["serviceControl", policies.serviceControl ?? []],
        ["trust", policies.trust ? [[policies.trust]] : []],
        ["identity", [policies.identity ?? []]],
        ["boundary", policies.boundary ? [[policies.boundary]] : []],
        ["session", [policies.session ?? []]],
    ];
    return levels.flatMap(([policy, lists]) =>
        lists
            .flatMap((list, level) => list.map((document) => ({ document, level })))
            .flatMap(({ document, level }, index) =>
                document.statements.map((statement, position) => ({
                    at: {
                        policy,
                        index,
                        statement: position,
                        ...(statement.sid ? { sid: statement.sid } : {}),
                    },
                    level,
                    effect: statement.effect,
                    outcome: judgeStatement(
                        policy === "trust" ? withPrincipals(statement) : statement,
                        document.version,
                        question,
                    ),
                })),
            ),
    );
}

/** In a trust policy, an Allow that names no principal allows nobody. */
function withPrincipals(statement: PolicyStatement): PolicyStatement {
    if (statement.principals || statement.effect === "Deny") return statement;
    return { ...statement, principals: { except: false, entries: [] } };
}

function failureOf({ at, effect, outcome }: Judged): Failure[] {
    if (effect === "Deny" || outcome.applies) return [];
    return [{ at, element: outcome.element, conditions: outcome.conditions }];
}

/** Policies one of which must allow, and the reason to give if none does. */
interface Gate {
    readonly kind: PolicyKind;
    readonly level: number;
    readonly reason: Reason;
}

function gatesOf(
    { principal, resource }: AccessRequest,
    policies: ApplicablePolicies,
    allows: readonly Judged[],
): Gate[] {
    const naming = policies.trust ? closestNaming(allows) : undefined;
    const needed = policies.trust
        ? whatElseMustAllow(principal, resource, naming ?? "direct")
        : (["identity", "boundary", "session"] as const);
    const gate = (kind: PolicyKind, reason: Reason, level = 0): Gate => ({ kind, level, reason });
    return [
        ...(policies.serviceControl ?? []).map((_, level) =>
            gate("serviceControl", "service-control", level),
        ),
        ...(policies.trust ? [gate("trust", "trust")] : []),
        ...needed.flatMap((kind) => {
            if (kind === "identity") {
                return isRootUser(principal) ? [] : [gate(kind, "implicit-deny")];
            }
            return policies[kind] ? [gate(kind, kind)] : [];
        }),
    ];
}

type Further = "identity" | "boundary" | "session";

/**
 * What must allow besides the trust policy, within the role's own account, depending on how it names the
 * principal.
 */
const furtherByNaming: Readonly<Record<Naming, readonly Further[]>> = {
    direct: [],
    role: ["boundary", "session"],
    account: ["identity", "boundary", "session"],
};

function whatElseMustAllow(
    principal: PrincipalId | undefined,
    role: string,
    naming: Naming,
): readonly Further[] {
    if (principal?.type !== "AWS") return [];
    return furtherByNaming[accountOf(principal.id) === accountOf(role) ? naming : "account"];
}

function closestNaming(allows: readonly Judged[]): Naming | undefined {
    const namings = allows.flatMap(({ at, outcome }) =>
        at.policy === "trust" && outcome.applies && outcome.naming ? [outcome.naming] : [],
    );
    return (["direct", "role", "account"] as const).find((naming) => namings.includes(naming));
}
