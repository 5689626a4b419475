import type { Graph } from "../graph";
import { isAtLeast } from "../graph";
import type { Grant, Place, Service } from "../roster";
import { escalationsOf } from "./iamEscalation";
import { escalatingPolicies } from "./managedPolicies";
import type { Permissions } from "./permissions";
import { permissionsOf } from "./permissions";
import { isOver, isProduced, reachOf } from "./reach";
import type { Finding, Rule, RuleContext } from "./rule";
import { grantName, grantWaivers } from "./rule";
import { vaultEscalation } from "./vaultEscalation";

/**
 * Nothing lets its holder raise their own rights, in any environment.
 *
 * A role is judged as it is written, granted or not: if it were judged only when granted, the line that
 * makes it harmful would show nothing harmful.
 */
export const escalation: Rule = {
    id: "escalation",
    judge: (context) => [
        ...permissionsOf(context.graph).flatMap((permissions) => [
            ...judgeAws(permissions),
            ...judgeVault(permissions),
        ]),
        ...context.graph.roster.grants.flatMap((grant) => judgeGrant(context, grant)),
        ...judgeBasePermission(context.graph),
    ],
};

function judgeAws({ name, waiver, aws }: Permissions): Finding[] {
    if (!aws) return [];
    const finding = (at: Place, what: string, how: string): Finding => ({
        at,
        subject: what,
        message: (what) => `${name} allows ${what}, which ${how}`,
        waivers: [waiver],
    });
    const policies = aws.managed.filter((policy) => escalatingPolicies.has(policy));
    return [
        ...policies.map((policy) =>
            finding(
                aws.at,
                policy,
                "lets its holder raise their own rights: write statements instead",
            ),
        ),
        ...escalationsOf(aws.statements).map(({ statement, action, how }) =>
            finding(statement.at, action, how),
        ),
    ];
}

function judgeVault({ name, waiver, vault }: Permissions): Finding[] {
    return vault.flatMap((rule) => {
        const how = vaultEscalation(rule);
        if (how === undefined) return [];
        const message = (path: string) => `${name} has ${path} in Vault, ${how}`;
        return [{ at: rule.at, subject: rule.path, message, waivers: [waiver] }];
    });
}

/** Whoever administers or maintains a repository can change what guards its way to production. */
function judgeGrant({ graph, instant }: RuleContext, grant: Grant): Finding[] {
    const permission = graph.roster.roles.get(grant.role.key)?.github?.permission;
    if (!permission || !isAtLeast(permission, "maintain") || isOver(grant, instant)) return [];
    return reachOf(graph)
        .repositories(grant)
        .flatMap((named) => producers(graph, named))
        .map((service) => ({
            at: grant.at,
            subject: service.key,
            message: (services) =>
                `${grantName(grant)} has ${permission} on a repository that deploys ${services} to ` +
                "production, and so can get around what guards it; give push at most",
            waivers: [...grantWaivers(grant), `services.${service.key}`],
        }));
}

/** The services that are deployed to production from the repository of a service. */
function producers(graph: Graph, { repository }: Service): Service[] {
    const reach = reachOf(graph);
    const deployables = repository ? reach.deployables(repository.id) : [];
    return deployables
        .map(({ service }) => service)
        .filter((service) => isProduced(reach, service));
}

function judgeBasePermission(graph: Graph): Finding[] {
    const { at, github } = graph.roster.organization;
    if (github.basePermission !== "admin") return [];
    const services = [...graph.roster.services.values()].filter(
        (service) => service.repository && isProduced(reachOf(graph), service),
    );
    return services.map((service) => ({
        at,
        subject: service.key,
        message: (services) =>
            "basePermission admin lets every member of the organisation administer the " +
            `repositories that deploy ${services} to production; lower it in GitHub, then here`,
        waivers: [`services.${service.key}`],
    }));
}
