import { deployOf } from "../model/graph";
import { formatDuration, formatInstant, holds } from "../model/instant";
import { compare } from "../model/problem";
import type { Place, Service } from "../model/roster";
import type { Json } from "./canonical";
import type { PlannedStatement } from "./documents";
import {
    fill,
    fillStatement,
    holdingStatements,
    holdingVaultRules,
    mergeStatements,
    mergeVaultRules,
    variablesOf,
    vaultRules,
} from "./documents";
import type { Holdings, RoleHolding } from "./holdings";
import { hasAws, hasVault, workloadSystems } from "./parts";
import type { Reason } from "./reasons";
import { reason } from "./reasons";

/**
 * Something that stands in the way of access, or says how far it goes. `kind` says what:
 *
 * - `deployment`: what stands before a deployment of a service to an environment;
 * - `permissions`: what a role, or a service of its own, may do in an environment;
 * - `team`: who is in a team and who may add to it;
 * - `rule`: a limit of the roster's own rules; `waiver`: one that is set aside.
 */
export interface Guard {
    readonly kind: "deployment" | "permissions" | "team" | "rule" | "waiver";
    /** What it guards: a target, a role holding as `prod:payments/developer`, a team, a rule. */
    readonly on: string;
    readonly value: Json;
    readonly because: readonly Reason[];
}

export function findGuards(holdings: Holdings): Guard[] {
    return [
        ...deployments(holdings),
        ...holdings.roles.map((holding) => rolePermissions(holdings, holding)),
        ...servicePermissions(holdings),
        ...teams(holdings),
        ...rules(holdings),
        ...waivers(holdings),
    ].sort((a, b) => compare(a.kind, b.kind) || compare(a.on, b.on));
}

function deployments({ graph: { roster } }: Holdings): Guard[] {
    return inEveryEnvironment(roster.services.values(), (service, environment, at) => {
        const deploy = deployOf(roster, service, environment);
        const known = roster.environments.get(environment);
        const variables = known ? variablesOf(roster, known, service) : {};
        return {
            kind: "deployment",
            on: `${environment}/${service.key}`,
            value: {
                branches: deploy.branches,
                tags: deploy.tags,
                reviewers: deploy.reviewers.map(({ key }) => key),
                waitMinutes: deploy.waitMinutes,
                githubEnvironment: fill(service.githubEnvironment, variables),
                subject: service.subject,
                workflow: service.workflow,
                oidcProvider: known?.aws?.oidcProvider,
                variables: service.variables,
            },
            because: [reason(at, `${service.key} is in ${environment}`)],
        };
    });
}

function inEveryEnvironment(
    services: Iterable<Service>,
    guard: (service: Service, environment: string, at: Place) => Guard,
): Guard[] {
    return [...services].flatMap((service) =>
        service.in.map(({ key, at }) => guard(service, key, at)),
    );
}

function rolePermissions({ graph: { roster } }: Holdings, holding: RoleHolding): Guard {
    const { role, environment, name } = holding;
    return {
        kind: "permissions",
        on: `${environment.key}:${name}`,
        value: {
            ...(hasAws(roster, holding) && role.aws
                ? {
                      sessionMinutes: role.aws.sessionMinutes,
                      statements: statementValues(holdingStatements(roster, holding)),
                      managed: role.aws.managed,
                  }
                : {}),
            ...(hasVault(roster, holding)
                ? { vault: holdingVaultRules(roster, holding).map((rule) => ({ ...rule })) }
                : {}),
        },
        because: [reason(role.at, `what ${role.key} may do`)],
    };
}

function servicePermissions({ graph: { roster } }: Holdings): Guard[] {
    return inEveryEnvironment(roster.services.values(), (service, key, at) => {
        const environment = roster.environments.get(key);
        const systems = workloadSystems(roster, service, key);
        const variables = environment ? variablesOf(roster, environment, service) : {};
        return {
            kind: "permissions",
            on: `${key}:service:${service.key}`,
            value: {
                ...(systems.includes("aws") && service.aws
                    ? {
                          sessionMinutes: service.aws.sessionMinutes,
                          statements: statementValues(
                              mergeStatements(
                                  service.aws.statements.map((statement) =>
                                      fillStatement(statement, variables),
                                  ),
                              ),
                          ),
                          managed: service.aws.managed,
                      }
                    : {}),
                ...(systems.includes("vault") && environment
                    ? {
                          vault: mergeVaultRules(
                              vaultRules(service.vault, environment, variables),
                          ).map((rule) => ({ ...rule })),
                      }
                    : {}),
            },
            because: [reason(at, `what ${service.key} may do itself`)],
        };
    });
}

function statementValues(statements: readonly PlannedStatement[]): Json {
    return statements.map((statement) => ({ ...statement }));
}

function teams({ graph, instant, people }: Holdings): Guard[] {
    return [...graph.roster.teams.values()].map((team) => ({
        kind: "team",
        on: team.key,
        value: {
            parent: team.parent?.key,
            members: Object.fromEntries(
                team.members
                    .filter((member) => people.has(member.person) && holds(member, instant))
                    .map((member) => [member.person, member.role]),
            ),
        },
        because: [reason(team.at, `who is in ${team.key}`)],
    }));
}

function rules({ graph: { roster } }: Holdings): Guard[] {
    const { at } = roster.organization;
    const { removals, minimumOwners, longestGrant, separation } = roster.rules;
    const rule = (on: string, value: Json, place: Place): Guard => ({
        kind: "rule",
        on,
        value,
        because: [reason(place, `rule ${on}`)],
    });
    return [
        rule("removals", { ...removals }, at),
        rule("minimumOwners", minimumOwners, at),
        rule("basePermission", roster.organization.github.basePermission, at),
        ...[...longestGrant].map(([role, limit]) =>
            rule(`longestGrant.${role}`, formatDuration(limit.longest), limit.at),
        ),
        ...separation.map((apart) =>
            rule(
                `separation.${apart.roles.map(({ key }) => key).join("+")}`,
                apart.in.map(({ key }) => key),
                apart.at,
            ),
        ),
        ...[...roster.environments.values()].map((environment) =>
            rule(`production.${environment.key}`, environment.production, environment.at),
        ),
    ];
}

function waivers({ graph: { roster }, instant }: Holdings): Guard[] {
    return roster.rules.waivers
        .filter((waiver) => instant < waiver.until)
        .map((waiver) => ({
            kind: "waiver",
            on: `${waiver.rule} at ${waiver.at}`,
            value: { until: formatInstant(waiver.until, "until"), reason: waiver.reason },
            because: [reason(waiver.place, waiver.reason)],
        }));
}
