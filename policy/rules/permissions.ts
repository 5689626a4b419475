import type { Allowance } from "../../model/rules/allowance";
import { escalationsOf } from "../../model/rules/iamEscalation";
import { policyWidth, widthsOf } from "../../model/rules/iamWidth";
import { escalatingPolicies } from "../../model/rules/managedPolicies";
import type { Given } from "./documents";
import { allowancesOf, awsPolicyName, givenBy, isBoundary, readDocument } from "./documents";
import type { Check, PolicyRule, StackFinding, StackResource } from "./rule";
import { known, text } from "./rule";

const policyType = "aws:iam/policy:Policy";

/** Judges the statements of one holder, and AWS managed policies. */
interface Judge {
    readonly statements: (statements: readonly Allowance[]) => string[];
    readonly managed: (name: string) => string | undefined;
}

const widely: Judge = {
    statements: (statements) =>
        widthsOf(statements).map(({ action, why }) => `allows ${action}, ${why}`),
    managed: (name) => {
        const why = policyWidth(name);
        return why && `allows ${name}, ${why}`;
    },
};

const upwards: Judge = {
    statements: (statements) =>
        escalationsOf(statements).map(({ action, how }) => `allows ${action}, which ${how}`),
    managed: (name) =>
        escalatingPolicies.has(name)
            ? `allows ${name}, which lets its holder raise their own rights: write statements instead`
            : undefined,
};

export const wildcard: PolicyRule = {
    name: "wildcard",
    description:
        "No policy in AWS allows everything, a whole service, or writing where AWS could narrow it.",
    severity: "high",
    remedy: "Name the actions, and the resources where AWS can tell them apart.",
    ...rules(widely),
};

export const escalation: PolicyRule = {
    name: "escalation",
    description: "Nothing in AWS lets its holder raise their own rights.",
    severity: "critical",
    remedy: "Leave the action out, or name each role and the service that it is passed to.",
    ...rules(upwards),
};

function rules(judge: Judge): Pick<PolicyRule, "checks" | "judgeStack"> {
    const checks: [string, Check][] = Object.entries(givenBy).map(([type, read]) => [
        type,
        (properties) => judgeGiven(judge, read(properties), type === policyType),
    ]);
    return {
        checks: Object.fromEntries(checks),
        judgeStack: (resources) => judgeAttached(judge, resources),
    };
}

/** The documents of one holder are judged together: an escalation path may combine several. */
function judgeGiven(judge: Judge, { documents, managed }: Given, mayBound: boolean): string[] {
    const readings = documents.map((source) => readDocument(source, "identity"));
    const unreadable = readings.flatMap((reading) =>
        "problem" in reading
            ? [`the policy cannot be read, so nobody can say what it allows: ${reading.problem}`]
            : [],
    );
    const policies = readings.flatMap((reading) => ("policy" in reading ? [reading.policy] : []));
    const judged = policies.filter((policy) => !(mayBound && isBoundary(policy)));
    const named = managed.flatMap((arn) => {
        const name = awsPolicyName(arn);
        return (name && judge.managed(name)) || [];
    });
    return unique([...unreadable, ...named, ...judge.statements(judged.flatMap(allowancesOf))]);
}

/** A policy that has the form of a boundary but is attached to somebody. */
function judgeAttached(judge: Judge, resources: readonly StackResource[]): StackFinding[] {
    return resources
        .filter(({ type }) => type === policyType)
        .flatMap((resource) => {
            const holder = resources.find((other) => known(() => attaches(other, resource)));
            const reading =
                holder && known(() => readDocument(resource.properties.policy, "identity"));
            if (!reading || !("policy" in reading) || !isBoundary(reading.policy)) return [];
            return unique(judge.statements(allowancesOf(reading.policy))).map((said) => ({
                urn: resource.urn,
                message: `${said}; it is attached to somebody, not only a boundary`,
            }));
        });
}

/** By reference, or by its literal ARN. */
function attaches({ type, properties, sources }: StackResource, policy: StackResource): boolean {
    const read = givenBy[type];
    if (!read || type === policyType) return false;
    const referred = Object.entries(sources).some(
        ([property, urns]) =>
            /^(managedPolicyArns|policyArn)$/.test(property) && urns.includes(policy.urn),
    );
    if (referred) return true;
    const name = text(policy.properties.name);
    const ending = `:policy${text(policy.properties.path) ?? "/"}${name}`;
    return name !== undefined && read(properties).managed.some((arn) => arn.endsWith(ending));
}

function unique(messages: readonly string[]): string[] {
    return [...new Set(messages)];
}
