import { deployOf } from "../model/graph";
import type { Window } from "../model/instant";
import { formatDuration, formatInstant, holds } from "../model/instant";
import { compare } from "../model/problem";
import type { Place, Reference, Service } from "../model/roster";
import { expandVariables } from "../model/variables";
import type { Json } from "./canonical";
import type { PlannedStatement } from "./documents";
import {
    fillStatement,
    holdingStatements,
    holdingVaultRules,
    mergeStatements,
    mergeVaultRules,
    variablesOf,
    vaultRules,
} from "./documents";
import { holderName } from "./holders";
import type { Holdings, RoleHolding } from "./holdings";
import { residualFindings } from "./isolation/checkIsolation";
import type { Residual } from "./isolation/findings";
import { hasAws, hasVault, workloadSystems } from "./parts";
import type { Reason } from "./reasons";
import { grantReason, reason } from "./reasons";

/**
 * Something that guards access, limits it or delays it. `kind` says which:
 *
 * - `deployment`: what guards deployments of a service to an environment;
 * - `permissions`: what a role, or a service on its own, may do in an environment;
 * - `team`: who is in a team and who may add members;
 * - `schedule`: a grant or membership that begins later, so that whoever approves a plan sees it;
 * - `secret`: how a secret is made, renewed and delivered;
 * - `rule`: a limit set by the roster's rules; `waiver`: one that is set aside;
 * - `residual`: where environments are kept apart only by somebody's care, because a platform does not
 *   separate them.
 */
export interface Guard {
    readonly kind:
        | "deployment"
        | "permissions"
        | "team"
        | "schedule"
        | "secret"
        | "rule"
        | "waiver"
        | "residual";
    /** What it guards: a target, a role holding such as `prod:payments/developer`, a team, or a rule. */
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
        ...scheduled(holdings),
        ...secrets(holdings),
        ...rules(holdings),
        ...waivers(holdings),
        ...residualFindings(holdings).map(residual),
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
                githubEnvironment: expandVariables(service.githubEnvironment, variables),
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

function scheduled({ graph: { roster }, instant }: Holdings): Guard[] {
    const later = ({ from }: Window) => from !== undefined && instant < from;
    const when = ({ from, until }: Window) => ({
        from: from === undefined ? undefined : formatInstant(from, "from"),
        until: until === undefined ? undefined : formatInstant(until, "until"),
    });
    const keys = (references: readonly Reference[] | undefined) =>
        references?.map(({ key }) => key);
    return [
        ...roster.grants.filter(later).map(
            (grant): Guard => ({
                kind: "schedule",
                on: `${holderName(grant.principal)}/${grant.role.key}`,
                value: {
                    services: grant.services === "all" ? "all" : keys(grant.services),
                    in: keys(grant.in),
                    ...when(grant),
                },
                because: [grantReason(grant)],
            }),
        ),
        ...[...roster.teams.values()].flatMap((team) =>
            team.members.filter(later).map(
                (member): Guard => ({
                    kind: "schedule",
                    on: `${team.key}: ${member.person}`,
                    value: { role: member.role, ...when(member) },
                    because: [reason(member.at, `${member.person} comes to ${team.key} later`)],
                }),
            ),
        ),
        ...[...roster.people.values()].filter(later).map(
            (person): Guard => ({
                kind: "schedule",
                on: person.key,
                value: when(person),
                because: [reason(person.at, `${person.key} comes later`)],
            }),
        ),
    ];
}

function secrets({ graph: { roster } }: Holdings): Guard[] {
    return [...roster.secrets.values()].map((secret) => ({
        kind: "secret",
        on: secret.key,
        value: {
            service: secret.service.key,
            in: secret.in.map(({ key }) => key),
            kind: secret.kind,
            length: secret.length,
            rotateEvery: secret.rotateEvery,
            overlap: secret.overlap,
            generation: secret.generation,
            ...(secret.sealed ? { sealed: true } : {}),
            deliver: { ...secret.deliver },
            ...(secret.database ? { database: { ...secret.database } } : {}),
        },
        because: [reason(secret.at, secret.reason ?? `${secret.key} is a secret`)],
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

/**
 * Without its wording, which is left to the reasons: the digest covers the facts, not how they are phrased.
 */
function residual({ plane, on, environments, path, reducedBy }: Residual): Guard {
    const [{ file, line }] = path;
    return {
        kind: "residual",
        on: on === undefined ? plane : `${plane} ${on}`,
        value: { environments },
        because: [...path, { file, line, text: `reduced by ${reducedBy}` }],
    };
}
