import type { Problem } from "../model/problem";
import { compare } from "../model/problem";
import type { Environment, Place } from "../model/roster";
import { expandVariables } from "../model/variables";
import type { Ending, PlannedStatement } from "./documents";
import { fillStatement, mergeStatements, permissionSetPolicy, variablesOf } from "./documents";
import type { Holdings } from "./holdings";
import type { AwsRoleSpec, RoleAccessSpec } from "./planEnvironment";
import { planEnvironment } from "./planEnvironment";
import { mayDeploy, planWorkload, workloadsOf } from "./workloads";

/** Limits of the services, with their sources. */
export const limits = {
    /**
     * IAM and AWS STS quotas: a role's inline policies, and IAM Identity Center quotas: a permission set's
     * inline policy; in characters without white space.
     */
    inlinePolicy: 10_240,
    /** IAM and AWS STS quotas: a role's trust policy, unless raised. */
    trustPolicy: 2_048,
    /** IAM Identity Center quotas: permission sets per account, unless raised. */
    permissionSets: 250,
    /** GitHub REST reference, environments: the name of an environment. */
    githubEnvironment: 255,
    /** Identity Store API reference, CreateUser: DisplayName. */
    displayName: 1024,
} as const;

/** As long as any user id in Identity Center, to measure policies before the ids are known. */
const userIdOfFullLength = "0".repeat(47);

/** What a service would refuse, or accept only with a raised quota. */
export function checkLimits(holdings: Holdings): Problem[] {
    const { environments } = holdings.graph.roster;
    const plans = [...environments.values()].map((environment) => {
        const { roles, anchor } = planEnvironment(holdings, environment.key);
        return { environment, roles, makesProvider: anchor.aws?.oidcProvider === "managed" };
    });
    return [
        ...checkRolePolicies(holdings, plans),
        ...checkServicePolicies(holdings),
        ...checkTrust(holdings),
        ...checkNames(holdings),
        ...checkRefs(holdings),
        ...checkProviders(plans),
        ...plans.flatMap(checkQuota),
    ];
}

interface EnvironmentPlan {
    readonly environment: Environment;
    readonly roles: readonly RoleAccessSpec[];
    readonly makesProvider: boolean;
}

function checkRolePolicies(holdings: Holdings, plans: readonly EnvironmentPlan[]): Problem[] {
    const roles = new Map(
        holdings.roles.map((role) => [`${role.environment.key} ${role.name}`, role]),
    );
    return plans.flatMap(({ environment, roles: planned }) =>
        planned.flatMap(({ name, aws }) => {
            const at = roles.get(`${environment.key} ${name}`)?.role.aws?.at;
            if (!aws || !at) return [];
            return tooLong(at, `${name} in ${environment.key}`, aws.statements, endingsOf(aws));
        }),
    );
}

function checkServicePolicies({ graph: { roster } }: Holdings): Problem[] {
    return [...roster.services.values()].flatMap((service) =>
        service.in.flatMap(({ key }) => {
            const environment = roster.environments.get(key);
            if (!service.aws || !environment) return [];
            const variables = variablesOf(roster, environment, service);
            const statements = mergeStatements(
                service.aws.statements.map((statement) => fillStatement(statement, variables)),
            );
            return tooLong(service.aws.at, `${service.key} in ${key}`, statements, []);
        }),
    );
}

function checkTrust({ graph: { roster } }: Holdings): Problem[] {
    return workloadsOf(roster).flatMap((workload) => {
        const length = planWorkload(roster, workload)[0]?.aws?.trustPolicy.length ?? 0;
        if (length <= limits.trustPolicy) return [];
        const { service, target } = workload;
        const message =
            `the trust policy of ${target} has ${length} characters, of ${limits.trustPolicy} ` +
            "allowed; let one pattern stand for several branches and tags";
        return [{ severity: "error", rule: "policy-too-long", message, ...placeOf(service.at) }];
    });
}

function endingsOf({ endings }: AwsRoleSpec): Ending[] {
    return endings.map(({ until, people }) => ({
        until,
        ...(people ? { userIds: people.map(() => userIdOfFullLength) } : {}),
    }));
}

function tooLong(
    at: Place,
    what: string,
    statements: readonly PlannedStatement[],
    endings: readonly Ending[],
): Problem[] {
    const length = permissionSetPolicy(statements, endings).replace(/\s/g, "").length;
    if (length <= limits.inlinePolicy) return [];
    const largest = [
        ...statements.map((statement) => ({
            name: statement.actions.join(", "),
            length: permissionSetPolicy([statement], []).length,
        })),
        ...(endings.length > 0
            ? [{ name: "ends of people", length: permissionSetPolicy([], endings).length }]
            : []),
    ]
        .sort((a, b) => b.length - a.length || compare(a.name, b.name))
        .slice(0, 3)
        .map(({ name, length }) => `${name} (${length})`);
    const message =
        `the policy of ${what} has ${length} characters, of ${limits.inlinePolicy} allowed; ` +
        `the largest parts: ${largest.join("; ")}; name fewer services, or write one pattern for them`;
    return [{ severity: "error", rule: "policy-too-long", message, ...placeOf(at) }];
}

function checkNames({ graph: { roster } }: Holdings): Problem[] {
    const people = [...roster.people.values()].flatMap((person) =>
        nameTooLong(person.at, "display name", person.name, limits.displayName),
    );
    const services = [...roster.services.values()].flatMap((service) =>
        service.in.flatMap(({ key, at }) => {
            const environment = roster.environments.get(key);
            if (!environment) return [];
            const name = expandVariables(
                service.githubEnvironment,
                variablesOf(roster, environment, service),
            );
            return nameTooLong(at, "GitHub environment", name, limits.githubEnvironment);
        }),
    );
    return [...people, ...services];
}

function checkRefs({ graph: { roster } }: Holdings): Problem[] {
    return [...roster.services.values()].flatMap((service) =>
        service.in
            .filter(({ key }) => service.repository && !mayDeploy(roster, service, key))
            .map(({ key, at }) => ({
                severity: "error",
                rule: "missing-value",
                message:
                    `${service.key} may deploy to ${key} from no branch and no tag; allow one, ` +
                    `or take ${key} out of its \`in\``,
                ...placeOf(at),
            })),
    );
}

function nameTooLong(at: Place, what: string, text: string, limit: number): Problem[] {
    if (text.length <= limit) return [];
    const message = `the ${what} "${text.slice(0, 40)}..." has ${text.length} characters, of ${limit} allowed; shorten it`;
    return [{ severity: "error", rule: "name-too-long", message, ...placeOf(at) }];
}

/** Source: IAM User Guide, "Create an OIDC identity provider": a URL has one provider in an account. */
function checkProviders(plans: readonly EnvironmentPlan[]): Problem[] {
    const makers = new Map<string | undefined, string>();
    return plans.flatMap(({ environment: { key, at, aws }, makesProvider }) => {
        if (!makesProvider) return [];
        const other = makers.get(aws?.accountId);
        makers.set(aws?.accountId, other ?? key);
        if (other === undefined) return [];
        const message =
            `${key} is to make the OIDC provider of account ${aws?.accountId}, as is ${other}; an ` +
            "account has one: set `aws.oidcProvider: external` in one of them";
        return [{ severity: "error", rule: "duplicate-identity", message, ...placeOf(at) }];
    });
}

function checkQuota({ environment, roles }: EnvironmentPlan): Problem[] {
    const count = roles.filter(({ aws }) => aws).length;
    if (count <= limits.permissionSets) return [];
    const message =
        `${environment.key} needs ${count} permission sets, of ${limits.permissionSets} that an ` +
        "account has by default; ask AWS to raise the quota before you apply";
    return [{ severity: "warning", rule: "quota", message, ...placeOf(environment.at) }];
}

function placeOf({ file, line, column }: Place): Place {
    return { file, line, column };
}
