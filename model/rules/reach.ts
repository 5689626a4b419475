import type { Graph, MemberPath } from "../graph";
import { deployOf, isAtLeast, repositoriesOf, servicesOf, workflowServices } from "../graph";
import type { Instant, Window } from "../instant";
import { intersect } from "../instant";
import type { Environment, Grant, Person, Service } from "../roster";

/** A person who has what a grant gives, by the grant itself or by being in its team. */
export interface Holder extends Window {
    readonly person: Person;
    readonly path?: MemberPath;
}

/** A service that somebody who may push to a repository can deploy. */
export interface Deployable {
    readonly service: Service;
    /** Environments that no reviewer guards. */
    readonly unreviewed: readonly string[];
    /** It lives in the repository, so that the repository's administrators can lift any guard. */
    readonly own: boolean;
}

/** What grants reach, computed once for all rules. */
export interface Reach {
    readonly production: ReadonlyMap<string, Environment>;
    /** Keys of the environments in which a grant gives something. */
    environments(grant: Grant): readonly string[];
    /** One service for each repository that the grant's GitHub part reaches. */
    repositories(grant: Grant): readonly Service[];
    /** Everything that lives in a repository, or is deployed by a workflow that does. */
    deployables(repository: number): readonly Deployable[];
    grantsOf(role: string): readonly Grant[];
    /** Everybody whom a grant ever reaches, with the time; one entry for each way. */
    holders(grant: Grant): readonly Holder[];
}

const known = new WeakMap<Graph, Reach>();

/** The reach of a graph's grants: computed at the first call, shared by every rule after that. */
export function reachOf(graph: Graph): Reach {
    const found = known.get(graph);
    if (found) return found;
    const reach = createReach(graph);
    known.set(graph, reach);
    return reach;
}

function createReach(graph: Graph): Reach {
    const { roster } = graph;
    const grants = groupBy(roster.grants, ({ role }) => role.key);
    const deployables = findDeployables(graph);
    const repositories = memoizeByScope((grant) => {
        const services = repositoriesOf(roster, grant);
        return [...new Map(services.map((each) => [each.repository?.id, each])).values()];
    });
    return {
        production: new Map([...roster.environments].filter(([, { production }]) => production)),
        environments: memoizeByScope((grant) =>
            (grant.in ?? [])
                .map(({ key }) => key)
                .filter((key) => !grant.services || servicesOf(roster, grant, key).length > 0),
        ),
        repositories: (grant) =>
            roster.roles.get(grant.role.key)?.github ? repositories(grant) : [],
        deployables: (repository) => deployables.get(repository) ?? [],
        grantsOf: (role) => grants.get(role) ?? [],
        holders: createHolders(graph),
    };
}

function findDeployables({ roster }: Graph): Map<number, readonly Deployable[]> {
    const workflows = new Map<string, readonly number[]>();
    const steering = (service: Service): readonly number[] => {
        if (!service.workflow) return [];
        const found = workflows.get(service.workflow);
        if (found) return found;
        const ids = workflowServices(roster, service).flatMap((each) => each.repository?.id ?? []);
        workflows.set(service.workflow, ids);
        return ids;
    };
    const pairs = [...roster.services.values()].flatMap((service) => {
        const own = service.repository?.id;
        if (own === undefined) return [];
        const unreviewed = service.in
            .map(({ key }) => key)
            .filter((key) => deployOf(roster, service, key).reviewers.length === 0);
        return [...new Set([own, ...steering(service)])].map((repository) => ({
            repository,
            deployable: { service, unreviewed, own: repository === own },
        }));
    });
    return new Map(
        [...groupBy(pairs, ({ repository }) => repository)].map(([repository, found]) => [
            repository,
            found.map(({ deployable }) => deployable),
        ]),
    );
}

/** Most grants of a team hold at the same time, always: what they have in common is computed once. */
function createHolders(graph: Graph): (grant: Grant) => readonly Holder[] {
    const people = memoize((grant) => personHolders(graph, grant));
    const teams = new Map<string, readonly Holder[]>();
    return (grant) => {
        const { principal, from, until } = grant;
        if (principal.kind === "person") return people(grant);
        const id = `${principal.key} ${from} ${until}`;
        const found = teams.get(id) ?? teamHolders(graph, grant);
        teams.set(id, found);
        return found;
    };
}

function teamHolders(graph: Graph, grant: Grant): Holder[] {
    return graph
        .members(grant.principal.key)
        .map((path) => ({ person: path.person, path, ...intersect(path, grant) }))
        .filter(everHolds);
}

function personHolders(graph: Graph, grant: Grant): Holder[] {
    const person = graph.roster.people.get(grant.principal.key);
    const standing = person && graph.standing(person);
    return standing ? [{ person, ...intersect(standing, grant) }].filter(everHolds) : [];
}

function everHolds(window: Window): boolean {
    return (window.from ?? -Infinity) < (window.until ?? Infinity);
}

/** Whether something is over: what no longer holds gives nobody anything. */
export function isOver(window: Window, instant: Instant): boolean {
    return window.until !== undefined && window.until <= instant;
}

/** Keys of the production environments in which a grant gives something, now or later. */
export function productionOf({ environments, production }: Reach, grant: Grant): string[] {
    return environments(grant).filter((key) => production.has(key));
}

/** Whether a service is deployed to production. */
export function isProduced({ production }: Reach, service: Service): boolean {
    return service.in.some(({ key }) => production.has(key));
}

/**
 * The environments into which a grant's holder can deploy without a reviewer: by pushing where nobody
 * reviews, and everywhere as an administrator, who can remove the reviewers.
 */
export function deploysAlone(graph: Graph, grant: Grant): Map<string, Service> {
    const reach = reachOf(graph);
    const permission = graph.roster.roles.get(grant.role.key)?.github?.permission;
    const found = new Map<string, Service>();
    if (!permission || !isAtLeast(permission, "push")) return found;
    for (const { repository } of reach.repositories(grant)) {
        if (!repository) continue;
        for (const { service, unreviewed, own } of reach.deployables(repository.id)) {
            const lifts = own && permission === "admin";
            const alone = lifts ? service.in.map(({ key }) => key) : unreviewed;
            for (const key of alone) if (!found.has(key)) found.set(key, service);
        }
    }
    return found;
}

export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
    const groups = new Map<K, T[]>();
    for (const item of items) {
        const key = keyOf(item);
        const group = groups.get(key);
        if (group) group.push(item);
        else groups.set(key, [item]);
    }
    return groups;
}

function memoize<V>(compute: (grant: Grant) => V): (grant: Grant) => V {
    const values = new Map<Grant, V>();
    return (grant) => {
        if (!values.has(grant)) values.set(grant, compute(grant));
        return values.get(grant) as V;
    };
}

/** For what follows from `services` and `in` alone: grants with the same scope share it. */
function memoizeByScope<V>(compute: (grant: Grant) => V): (grant: Grant) => V {
    const one = memoize(compute);
    const first = new Map<string, Grant>();
    return (grant) => {
        if (grant.services !== "all") return one(grant);
        const id = grant.in?.map(({ key }) => key).join(" ") ?? "";
        const same = first.get(id) ?? grant;
        first.set(id, same);
        return one(same);
    };
}
