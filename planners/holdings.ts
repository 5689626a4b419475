import type { Graph } from "../model/graph";
import { livingPeople, servicesOf } from "../model/graph";
import type { Instant, Window } from "../model/instant";
import { holds, windowOf } from "../model/instant";
import { compare } from "../model/problem";
import type { Environment, Grant, Person, Role, Roster, Service } from "../model/roster";
import type { FindHolder, FindMembers, Holder, HolderMember } from "./holders";
import { createHolders, createMembers, holderName } from "./holders";
import type { RepositoryHolding } from "./repositoryHoldings";
import { findRepositories } from "./repositoryHoldings";

/** What one grant adds to a holding: a service, or the environment itself. */
export interface Scope extends Window {
    readonly grant: Grant;
    readonly service?: Service;
}

/** A role held in an environment: all grants of one role to one holder there, merged. */
export interface RoleHolding {
    /** `payments/developer`, `person:alice/operator` */
    readonly name: string;
    readonly previously: string[];
    readonly holder: Holder;
    readonly role: Role;
    readonly environment: Environment;
    readonly scopes: readonly [Scope, ...Scope[]];
    readonly members: readonly HolderMember[];
}

/** What is in force at one instant, before it is split by system and stack. */
export interface Holdings {
    readonly graph: Graph;
    readonly instant: Instant;
    /** The people who are here, by key. */
    readonly people: ReadonlyMap<string, Person>;
    /** By environment in declared order, then by name. */
    readonly roles: readonly RoleHolding[];
    readonly repositories: readonly RepositoryHolding[];
}

/** Who holds what at an instant: the plan and what is provisioned both follow from this. */
export function findHoldings(graph: Graph, instant: Instant): Holdings {
    const people = new Map(livingPeople(graph, instant).map((person) => [person.key, person]));
    const grants = graph.roster.grants.filter((grant) => holds(grant, instant));
    const holders = createHolders(graph, people);
    const members = createMembers(graph, instant);
    return {
        graph,
        instant,
        people,
        roles: findRoles(graph.roster, grants, holders, members),
        repositories: findRepositories(graph.roster, grants, holders, members),
    };
}

function findRoles(
    roster: Roster,
    grants: readonly Grant[],
    findHolder: FindHolder,
    findMembers: FindMembers,
): RoleHolding[] {
    const found = new Map<string, RoleHolding>();
    for (const grant of grants) {
        const holder = findHolder(grant.principal);
        const role = roster.roles.get(grant.role.key);
        if (!holder || !role) continue;
        for (const { key } of grant.in ?? []) {
            const environment = roster.environments.get(key);
            const [first, ...rest] = environment ? scopesOf(roster, grant, key) : [];
            if (!environment || !first) continue;
            const name = `${holderName(holder)}/${role.key}`;
            const before = found.get(`${key} ${name}`);
            found.set(`${key} ${name}`, {
                name,
                previously: previousNames(holder, role),
                holder,
                role,
                environment,
                scopes: before ? [...before.scopes, first, ...rest] : [first, ...rest],
                members: findMembers(holder),
            });
        }
    }
    const order = [...roster.environments.keys()];
    return [...found.values()].sort(
        (a, b) =>
            order.indexOf(a.environment.key) - order.indexOf(b.environment.key) ||
            compare(a.name, b.name),
    );
}

function scopesOf(roster: Roster, grant: Grant, environment: string): Scope[] {
    const window = windowOf(grant);
    if (!grant.services) return [{ grant, ...window }];
    return servicesOf(roster, grant, environment).map((service) => ({ grant, service, ...window }));
}

/** Every name that the holding has had: each former key of the holder combined with each of the role. */
function previousNames(holder: Holder, role: Role): string[] {
    const keys = holder.kind === "team" ? holder.team.previously : holder.person.previously;
    const holders = [holder.key, ...keys].map((key) => holderName({ kind: holder.kind, key }));
    return holders
        .flatMap((name) => [role.key, ...role.previously].map((key) => `${name}/${key}`))
        .slice(1);
}
