import type { Window } from "../model/instant";
import { cover, formatInstant, intersect, windowOf } from "../model/instant";
import { compare } from "../model/problem";
import type { Person, Roster } from "../model/roster";
import { findDeployers } from "./deployers";
import type { HolderMember } from "./holders";
import type { Holdings, RoleHolding } from "./holdings";
import { isInAws, vaultAlias } from "./identities";
import { databasesOf, hasAws, hasVault, targetOf, workloadSystems } from "./parts";
import { hasInlinePolicy } from "./planEnvironment";
import type { Reason } from "./reasons";
import { grantReason, personReason, reason } from "./reasons";
import type { RepositoryHolding } from "./repositoryHoldings";
import {
    awsRoleResources,
    collaboratorResource,
    membershipResource,
    organizationStack,
    teamMembershipResource,
    teamRepositoryResources,
    teamResource,
    vaultRoleResources,
    workloadAwsResources,
    workloadVaultResources,
} from "./resources";

export type System = "github" | "aws" | "vault";

/** The smallest unit of access: who may do what, where, until when and why. */
export interface Entitlement {
    /** `person:alice`, `service:checkout` */
    readonly principal: string;
    readonly stack: string;
    readonly system: System;
    /** `org/github`, `org/<service>` (its repository), `<environment>`, `<environment>/<service>` */
    readonly target: string;
    /**
     * In GitHub `owner`, `member` or a repository permission; in AWS and Vault the role's key, or `service`
     * for a service's own permissions.
     */
    readonly permission: string;
    readonly from?: string;
    readonly until?: string;
    /** Who ends it, the system itself or the next run. Present if `until` is. */
    readonly enforcement?: "target" | "sweep";
    /** What it is reached through if no line grants it: `repository:checkout`. */
    readonly via?: string;
    readonly because: readonly Reason[];
    /**
     * The whole chain of resources, the principal's own leaf first: deleting one ends the access. If it can
     * be reached in several ways, the chains of all of them. Empty with `via`.
     */
    readonly resources: readonly string[];
}

/** An entitlement before duplicates are merged. */
export interface Draft extends Omit<Entitlement, "from" | "until" | "enforcement"> {
    readonly window: Window;
}

/** What follows from the holdings: one entitlement per principal, place, permission and `via`. */
export function findEntitlements(holdings: Holdings): Entitlement[] {
    const found = new Map<string, Draft>();
    const add = (draft: Draft) => {
        const key = identityOf(draft);
        const before = found.get(key);
        found.set(key, before ? join(before, draft) : draft);
    };
    addOrganization(holdings, add);
    for (const holding of holdings.repositories) addRepository(holding, add);
    for (const holding of holdings.roles) addRole(holdings.graph.roster, holding, add);
    addServices(holdings.graph.roster, add);
    for (const draft of findDeployers(holdings)) add(draft);
    return [...found.entries()].sort(([a], [b]) => compare(a, b)).map(([, draft]) => finish(draft));
}

type Add = (draft: Draft) => void;

/**
 * The identity of an entitlement: two with the same one are merged. Sorting by it sorts by principal, then
 * place.
 */
export function identityOf(
    entitlement: Pick<
        Entitlement,
        "principal" | "stack" | "system" | "target" | "permission" | "via"
    >,
): string {
    const { principal, stack, system, target, permission, via } = entitlement;
    return `${principal} ${stack} ${system} ${target} ${permission} ${via ?? ""}`;
}

function join(before: Draft, draft: Draft): Draft {
    return {
        ...before,
        window: cover(before.window, draft.window),
        because: [...before.because, ...draft.because],
        resources: [...new Set([...before.resources, ...draft.resources])],
    };
}

function finish(draft: Draft): Entitlement {
    const { principal, stack, system, target, permission, via, because, resources } = draft;
    const { from, until } = draft.window;
    return {
        principal,
        stack,
        system,
        target,
        permission,
        ...(from === undefined ? {} : { from: formatInstant(from, "from") }),
        ...(until === undefined
            ? {}
            : {
                  until: formatInstant(until, "until"),
                  enforcement: system === "aws" && !via ? "target" : "sweep",
              }),
        ...(via === undefined ? {} : { via }),
        because: distinct(because),
        resources,
    };
}

/** If several ways share lines, each line is listed once, at its first place. */
function distinct(because: readonly Reason[]): readonly Reason[] {
    if (because.length < 2) return because;
    const seen = new Map(
        because.map((one) => [`${one.file}:${one.line}:${one.text}`, one] as const),
    );
    return seen.size === because.length ? because : [...seen.values()];
}

/** Membership of the GitHub organisation. */
function addOrganization({ graph, people }: Holdings, add: Add): void {
    const owners = new Map(
        graph.roster.organization.github.owners.map((owner) => [owner.key, owner]),
    );
    for (const person of people.values()) {
        if (!person.github) continue;
        const owner = owners.get(person.key);
        add({
            ...onOrganization(person, "org/github"),
            permission: owner ? "owner" : "member",
            because: [
                owner
                    ? reason(owner.at, `${person.key} owns the organisation`)
                    : reason(person.at, `${person.key} is in people`),
                ...personReason(person),
            ],
            resources: [membershipResource(person.key)],
            window: graph.standing(person) ?? {},
        });
    }
}

function addRepository(holding: RepositoryHolding, add: Add): void {
    const { holder, repository, permission, services, named, covered } = holding;
    for (const member of holding.members) {
        if (!member.person.github) continue;
        const { key } = member.person;
        const resources =
            holder.kind === "team"
                ? [
                      ...teamMemberships(member),
                      ...teamRepositoryResources(holder.key, repository.id),
                      membershipResource(key),
                  ]
                : [
                      ...(covered ? [] : [collaboratorResource(key, repository.id)]),
                      membershipResource(key),
                  ];
        for (const service of services) {
            const own = named.has(service.key);
            add({
                ...onOrganization(member.person, `org/${service.key}`),
                permission,
                ...(own ? {} : { via: `repository:${repository.name}` }),
                because: [...holding.because, ...member.because],
                resources: own ? resources : [],
                window: intersect(holding, member),
            });
        }
    }
}

/** For each way in: the membership in the team that lists the person, and the teams above it. */
function teamMemberships({ person, teams }: HolderMember): string[] {
    return teams.flatMap(([first, ...above]) =>
        first === undefined || above.length === 0
            ? [teamMembershipResource(person.key, first ?? "")]
            : [
                  teamMembershipResource(person.key, first),
                  ...[first, ...above.slice(0, -1)].map(teamResource),
              ],
    );
}

function onOrganization(person: Person, target: string) {
    return {
        principal: `person:${person.key}`,
        stack: organizationStack,
        system: "github",
        target,
    } as const;
}

/** What a role gives its members in AWS and Vault. */
function addRole(roster: Roster, holding: RoleHolding, add: Add): void {
    const { role, environment, name, members } = holding;
    const stack = environment.key;
    const scopes = targetsOf(holding);
    const parts = hasAws(roster, holding) ? awsParts(roster, holding) : undefined;
    const vault = hasVault(roster, holding);
    for (const member of members) {
        const { person } = member;
        const systems = [
            ...(parts && isInAws(roster, person)
                ? [["aws", awsRoleResources(stack, person.key, name, parts)]]
                : []),
            ...(vault && vaultAlias(roster, person) !== undefined
                ? [["vault", vaultRoleResources(stack, person.key, name)]]
                : []),
        ] as [System, string[]][];
        for (const [system, resources] of systems) {
            for (const { target, window, because } of scopes) {
                add({
                    principal: `person:${person.key}`,
                    stack,
                    system,
                    target,
                    permission: role.key,
                    because: [...because, ...member.because],
                    resources,
                    window: intersect(window, member),
                });
            }
        }
    }
}

/** A holding's targets, each with its window and the grants that name it. */
function targetsOf(
    holding: RoleHolding,
): { target: string; window: Window; because: readonly Reason[] }[] {
    return holding.scopes.map((scope) => ({
        target: targetOf(holding.environment.key, scope.service),
        window: windowOf(scope),
        because: [grantReason(scope.grant)],
    }));
}

function awsParts(roster: Roster, holding: RoleHolding) {
    return {
        inline: hasInlinePolicy(roster, holding),
        managed: holding.role.aws?.managed ?? [],
        managedUser: roster.organization.aws?.identityCenter.users === "managed",
    };
}

/** What services may do from their own workflows. */
function addServices(roster: Roster, add: Add): void {
    for (const service of roster.services.values()) {
        if (!service.repository) continue;
        for (const { key, at } of service.in) {
            const databases = databasesOf(roster, service, key);
            for (const system of workloadSystems(roster, service, key)) {
                add({
                    principal: `service:${service.key}`,
                    stack: key,
                    system,
                    target: `${key}/${service.key}`,
                    permission: "service",
                    because: [
                        reason(at, `${service.key} is in ${key}`),
                        ...(system === "vault"
                            ? databases.map((one) =>
                                  reason(one.at, `${one.key} is a database of it`),
                              )
                            : []),
                    ],
                    resources:
                        system === "aws"
                            ? workloadAwsResources(key, service.key)
                            : workloadVaultResources(key, service.key, {
                                  own: service.vault.length > 0,
                                  databases: databases.map((one) => one.key),
                              }),
                    window: {},
                });
            }
        }
    }
}
