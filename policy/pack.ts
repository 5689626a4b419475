import type {
    Policies,
    PolicyResource,
    ReportViolation,
    ResourceValidationPolicy,
    StackValidationPolicy,
} from "@pulumi/policy";
import { matches } from "../model/iam/iamPattern";
import type { PolicyRule, StackResource } from "./rules/rule";

/** Settings of every policy, besides its enforcement level. */
interface Settings {
    /** Resources that the policy ignores, as `TYPE::NAME`; a `*` stands for any characters. */
    readonly except?: readonly string[];
}

const configSchema = {
    properties: {
        except: {
            type: "array" as const,
            items: { type: "string" as const },
            description: "resources that it ignores, as TYPE::NAME; * stands for any characters",
        },
    },
};

/**
 * The rules as Pulumi runs them: one policy per rule for single resources, and one for the stack if needed.
 */
export function policiesOf(rules: readonly PolicyRule[]): Policies {
    return rules.flatMap((rule) => [
        ...(rule.checks ? [resourcePolicy(rule, rule.checks)] : []),
        ...(rule.judgeStack ? [stackPolicy(rule, rule.judgeStack)] : []),
    ]);
}

function resourcePolicy(
    rule: PolicyRule,
    checks: NonNullable<PolicyRule["checks"]>,
): ResourceValidationPolicy {
    return {
        ...describe(rule),
        validateResource: ({ type, props, urn, getConfig }, report) => {
            const check = checks[type];
            if (!check || isPassedOver(rule, urn, getConfig<Settings>())) return;
            for (const message of check(props)) report(message);
        },
    };
}

function stackPolicy(
    rule: PolicyRule,
    judge: NonNullable<PolicyRule["judgeStack"]>,
): StackValidationPolicy {
    return {
        ...describe(rule),
        name: `${rule.name}-stack`,
        validateStack: ({ resources, getConfig }, report: ReportViolation) => {
            const settings = getConfig<Settings>();
            for (const { urn, message } of judge(resources.map(stackResource))) {
                if (!isPassedOver(rule, urn, settings)) report(message, urn);
            }
        },
    };
}

function describe({ name, description, severity, remedy }: PolicyRule) {
    return {
        name,
        description,
        severity,
        remediationSteps: remedy,
        enforcementLevel: "mandatory" as const,
        configSchema,
    };
}

function stackResource({ urn, type, props, propertyDependencies }: PolicyResource): StackResource {
    const sources = Object.entries(propertyDependencies).map(
        ([property, from]) => [property, from.map((resource) => resource.urn)] as const,
    );
    return { urn, type, properties: props, sources: Object.fromEntries(sources) };
}

function isPassedOver(rule: PolicyRule, urn: string, { except = [] }: Settings): boolean {
    if (rule.isExempt?.(urn)) return true;
    const [, , types = "", ...name] = urn.split("::");
    const resource = `${types.slice(types.lastIndexOf("$") + 1)}::${name.join("::")}`;
    return except.some((pattern) => matches(pattern, resource));
}
