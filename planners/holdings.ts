import type { Graph, MemberPath } from "../model/graph";
import { deployOf, isAtLeast, livingPeople, repositoriesOf, servicesOf } from "../model/graph";
import type { Instant, Window } from "../model/instant";
import { cover, holds, windowOf } from "../model/instant";
import { compare } from "../model/problem";
import type {
    Environment,
    Grant,
    Person,
    RepositoryPermission,
    Role,
    Roster,
    Service,
    Team,
} from "../model/roster";
import type { Reason } from "./reasons";
import { grantReason, memberReasons, personReason, reviewerReason } from "./reasons";

/** Who holds something: a team, or a person by a personal grant. */
export type Holder =
    | { readonly kind: "team"; readonly key: string; readonly team: Team }
    | { readonly kind: "person"; readonly key: string; readonly person: Person };

/** A person who has what a holder holds, for how long, and why. */
export interface HolderMember extends Window {
    readonly person: Person;
    /** The team that lists the person and those above it, up to the holder; none for a personal grant. */
    readonly teams: readonly (readonly string[])[];
    readonly because: readonly Reason[];
}

/** What one grant adds to a holding: a service, or the environment itself. */
export interface Scope extends Window {
    readonly grant: Grant;
    readonly service?: Service;
}

/** A role held in an environment: all grants of one holder and role there, merged. */
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

/** A permission on a repository: the widest that any grant gives to one holder. */
export interface RepositoryHolding extends Window {
    readonly holder: Holder;
    readonly repository: { readonly name: string; readonly id: number };
    readonly permission: RepositoryPermission;
    /** Every service of the repository; grants name some of them. */
    readonly services: readonly Service[];
    readonly named: ReadonlySet<string>;
    readonly because: readonly Reason[];
    readonly members: readonly HolderMember[];
    /**
     * A personal permission that the person also has through a team, or as an owner of the organisation.
     * GitHub reports the widest permission that a collaborator has, which would look like a change in every
     * run: so nothing is provisioned for it.
     */
    readonly covered: boolean;
}

/** What is in force at one instant, before it is split into systems and stacks. */
export interface Holdings {
    readonly graph: Graph;
    readonly instant: Instant;
    /** People who are here, by key. */
    readonly people: ReadonlyMap<string, Person>;
    /** Environment by environment in declared order, then by name. */
    readonly roles: readonly RoleHolding[];
    readonly repositories: readonly RepositoryHolding[];
}

export function findHoldings(graph: Graph, instant: Instant): Holdings {
    const people = new Map(livingPeople(graph, instant).map((person) => [person.key, person]));
    const grants = graph.roster.grants.filter((grant) => holds(grant, instant));
    const holders = createHolders(graph, people);
    const members = memoizeByKey((holder: Holder) => membersOf(graph, instant, holder));
    return {
        graph,
        instant,
        people,
        roles: findRoles(graph.roster, grants, holders, members),
        repositories: findRepositories(graph.roster, grants, holders, members),
    };
}

/** The name of a holder in resource names: a person's differs from that of a team with the same key. */
export function holderName(holder: { readonly kind: string; readonly key: string }): string {
    return holder.kind === "person" ? `person:${holder.key}` : holder.key;
}

type FindHolder = (principal: Grant["principal"]) => Holder | undefined;
type FindMembers = (holder: Holder) => readonly HolderMember[];

function createHolders(graph: Graph, people: ReadonlyMap<string, Person>): FindHolder {
    return ({ kind, key }) => {
        if (kind === "team") {
            const team = graph.roster.teams.get(key);
            return team && { kind, key, team };
        }
        const person = people.get(key);
        return person && { kind, key, person };
    };
}

/** The people of a holder at the instant, each once: of several ways in, the longest counts. */
function membersOf(graph: Graph, instant: Instant, holder: Holder): HolderMember[] {
    if (holder.kind === "person") {
        const window = graph.standing(holder.person);
        return window ? [{ person: holder.person, teams: [], because: [], ...window }] : [];
    }
    const found = new Map<string, HolderMember>();
    for (const path of graph.members(holder.key).filter((path) => holds(path, instant))) {
        const { person } = path;
        const before = found.get(person.key);
        found.set(
            person.key,
            before
                ? join(before, path)
                : {
                      person,
                      teams: [teamKeys(path)],
                      because: reasonsOf(path),
                      ...windowOf(path),
                  },
        );
    }
    return [...found.values()].sort((a, b) => compare(a.person.key, b.person.key));
}

function join(before: HolderMember, path: MemberPath): HolderMember {
    return {
        person: before.person,
        teams: [...before.teams, teamKeys(path)],
        because: [...before.because, ...reasonsOf(path)],
        ...cover(before, path),
    };
}

function teamKeys(path: MemberPath): string[] {
    return path.teams.map(({ key }) => key);
}

function reasonsOf(path: MemberPath): readonly Reason[] {
    return [...memberReasons(path), ...personReason(path.person)];
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

/** Every name that the holding had: each earlier key of the holder with each of the role. */
function previousNames(holder: Holder, role: Role): string[] {
    const keys = holder.kind === "team" ? holder.team.previously : holder.person.previously;
    const holders = [holder.key, ...keys].map((key) => holderName({ kind: holder.kind, key }));
    return holders
        .flatMap((name) => [role.key, ...role.previously].map((key) => `${name}/${key}`))
        .slice(1);
}

interface Contribution extends Window {
    readonly holder: Holder;
    readonly service: Service;
    readonly permission: RepositoryPermission;
    readonly named: boolean;
    readonly reason: Reason;
}

function findRepositories(
    roster: Roster,
    grants: readonly Grant[],
    findHolder: FindHolder,
    findMembers: FindMembers,
): RepositoryHolding[] {
    const grouped = new Map<string, Contribution[]>();
    for (const contribution of [
        ...granted(roster, grants, findHolder),
        ...reviewed(roster, findHolder),
    ]) {
        const id = `${holderName(contribution.holder)} ${contribution.service.repository?.id}`;
        const group = grouped.get(id);
        if (group) group.push(contribution);
        else grouped.set(id, [contribution]);
    }
    const found = [...grouped.entries()]
        .sort(([a], [b]) => compare(a, b))
        .flatMap(([, group]) => widest(roster, group, findMembers));
    return found.map((holding) => ({ ...holding, covered: isCovered(roster, holding, found) }));
}

function isCovered(
    roster: Roster,
    { holder, repository, permission }: WidestHolding,
    all: readonly WidestHolding[],
): boolean {
    if (holder.kind === "team") return false;
    if (roster.organization.github.owners.some(({ key }) => key === holder.key)) return true;
    return all.some(
        (other) =>
            other.holder.kind === "team" &&
            other.repository.id === repository.id &&
            isAtLeast(other.permission, permission) &&
            other.members.some(({ person }) => person.key === holder.key),
    );
}

type WidestHolding = Omit<RepositoryHolding, "covered">;

function granted(roster: Roster, grants: readonly Grant[], findHolder: FindHolder): Contribution[] {
    return grants.flatMap((grant) => {
        const holder = findHolder(grant.principal);
        const permission = roster.roles.get(grant.role.key)?.github?.permission;
        if (!holder || !permission) return [];
        const reason = grantReason(grant);
        return repositoriesOf(roster, grant).map((service) => ({
            holder,
            service,
            permission,
            named: true,
            reason,
            ...windowOf(grant),
        }));
    });
}

/** GitHub lets only those review who can see the repository, so a reviewing team gets `pull`. */
function reviewed(roster: Roster, findHolder: FindHolder): Contribution[] {
    return [...roster.services.values()].flatMap((service) =>
        (service.repository ? service.in : []).flatMap(({ key }) =>
            deployOf(roster, service, key).reviewers.flatMap((reviewer) => {
                const holder = findHolder({ kind: "team", key: reviewer.key });
                const reason = reviewerReason(reviewer, service, key);
                return holder
                    ? [{ holder, service, permission: "pull" as const, named: true, reason }]
                    : [];
            }),
        ),
    );
}

function widest(
    roster: Roster,
    group: readonly Contribution[],
    findMembers: FindMembers,
): WidestHolding[] {
    const [first] = group;
    const repository = first?.service.repository;
    if (!first || !repository) return [];
    const permission = group.reduce(
        (best, { permission }) => (isAtLeast(permission, best) ? permission : best),
        first.permission,
    );
    const widest = group.filter((contribution) => contribution.permission === permission);
    return [
        {
            holder: first.holder,
            repository,
            permission,
            services: [...roster.services.values()].filter(
                (service) => service.repository?.id === repository.id,
            ),
            named: new Set(widest.map(({ service }) => service.key)),
            because: [...new Set(widest.map(({ reason }) => reason))],
            members: findMembers(first.holder),
            ...widest.map(windowOf).reduce(cover),
        },
    ];
}

function memoizeByKey<V>(compute: (holder: Holder) => V): (holder: Holder) => V {
    const known = new Map<string, V>();
    return (holder) => {
        const key = holderName(holder);
        const found = known.get(key);
        if (found !== undefined) return found;
        const value = compute(holder);
        known.set(key, value);
        return value;
    };
}
