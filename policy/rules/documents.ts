import type { PolicyDocument, PolicyKind, PolicyProblem } from "../../model/iam";
import { parsePolicy } from "../../model/iam";
import { isEverything } from "../../model/iam/iamPattern";
import type { Allowance } from "../../model/rules/allowance";
import type { Properties } from "./rule";
import { isRecord, text, texts } from "./rule";

/** What a resource grants: documents, and ARNs of managed policies. */
export interface Given {
    readonly documents: readonly unknown[];
    readonly managed: readonly string[];
}

/** What each resource type grants. */
export const givenBy: Readonly<Record<string, (properties: Properties) => Given>> = {
    "aws:iam/role:Role": ({ inlinePolicies, managedPolicyArns }) => ({
        documents: (Array.isArray(inlinePolicies) ? inlinePolicies : []).flatMap((one) =>
            isRecord(one) ? present(one.policy) : [],
        ),
        managed: texts(managedPolicyArns),
    }),
    "aws:iam/policy:Policy": ({ policy }) => ({ documents: present(policy), managed: [] }),
    "aws:iam/rolePolicy:RolePolicy": ({ policy }) => ({ documents: present(policy), managed: [] }),
    "aws:iam/userPolicy:UserPolicy": ({ policy }) => ({ documents: present(policy), managed: [] }),
    "aws:iam/groupPolicy:GroupPolicy": ({ policy }) => ({
        documents: present(policy),
        managed: [],
    }),
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": ({ inlinePolicy }) => ({
        documents: present(inlinePolicy),
        managed: [],
    }),
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": attachment("managedPolicyArn"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachment("policyArn"),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": attachment("policyArn"),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": attachment("policyArn"),
    "aws:iam/policyAttachment:PolicyAttachment": attachment("policyArn"),
};

function attachment(property: string): (properties: Properties) => Given {
    return (properties) => ({ documents: [], managed: texts(properties[property]) });
}

function present(value: unknown): unknown[] {
    return value === undefined || value === "" ? [] : [value];
}

/**
 * The AWS managed policy in an ARN: `job-function/ViewOnlyAccess` in
 * `arn:aws:iam::aws:policy/job-function/ViewOnlyAccess`.
 */
export function awsPolicyName(arn: string): string | undefined {
    return /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
}

export type Reading =
    | { readonly policy: PolicyDocument }
    | { readonly problem: string; readonly source: string };

/** Parses a document given as text or as an object. One that cannot be read is reported, never ignored. */
export function readDocument(source: unknown, kind: PolicyKind): Reading {
    // An object may contain values that are not known yet; serialising it touches all of them at once.
    const written = text(source) ?? JSON.stringify(source) ?? "";
    const reading = parsePolicy(written, kind);
    if (reading.ok) return { policy: reading.policy };
    return { problem: describe(reading.problems), source: written };
}

function describe([first, ...more]: readonly PolicyProblem[]): string {
    const where = first?.path ? `${first.path}: ` : "";
    const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
    return `${where}${first?.message ?? "it is empty"}${rest}`;
}

/**
 * What a document allows, minus what it denies unconditionally on every resource. A narrower deny leaves
 * something allowed, so it is not subtracted.
 */
export function allowancesOf({ statements }: PolicyDocument): Allowance[] {
    const denied = statements
        .filter(
            ({ effect, actions, resources, conditions }) =>
                effect === "Deny" &&
                !actions.except &&
                conditions.length === 0 &&
                resources?.except === false &&
                resources.patterns.includes("*"),
        )
        .flatMap(({ actions }) => actions.patterns);
    return statements
        .filter(({ effect }) => effect === "Allow")
        .map(({ actions, resources, conditions }) => ({
            actions: actions.except ? ["*"] : actions.patterns,
            except: [...denied, ...(actions.except ? actions.patterns : [])],
            // Everything except some resources is nearly everything.
            resources: !resources || resources.except ? ["*"] : resources.patterns,
            conditions: groupConditions(conditions),
        }));
}

function groupConditions(
    conditions: PolicyDocument["statements"][number]["conditions"],
): Allowance["conditions"] {
    const groups: Record<string, Record<string, readonly string[]>> = {};
    for (const { written, key, values } of conditions) {
        groups[written] = { ...groups[written], [key]: values };
    }
    return groups;
}

/**
 * Whether a document has the form of a permissions boundary: everything is allowed, and then some of it
 * denied. Such a document grants nothing as a boundary and nearly everything when attached, so its use
 * decides.
 */
export function isBoundary({ statements }: PolicyDocument): boolean {
    return (
        statements.some(({ effect }) => effect === "Deny") &&
        statements.some(
            ({ effect, actions, resources }) =>
                effect === "Allow" &&
                !actions.except &&
                actions.patterns.includes("*") &&
                resources?.except === false &&
                resources.patterns.some(isEverything),
        )
    );
}
