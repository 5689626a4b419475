import type { Instant, Window } from "./instant";
import { holds, intersect, windowOf } from "./instant";
import { compare } from "./problem";
import type {
    Deploy,
    Grant,
    Member,
    Person,
    Place,
    RepositoryPermission,
    Roster,
    Service,
    Team,
} from "./roster";
import { ownerReference, repositoryPermissions } from "./roster";

/** One way in which a person is a member of a team: directly, or through a team below it. */
export interface MemberPath extends Window {
    readonly person: Person;
    /** The membership itself. */
    readonly member: Member;
    /** From the team that lists the person up to the team in question. */
    readonly teams: readonly [Team, ...Team[]];
}

/** What follows from a roster's references alone: who is where, and when. */
export interface Graph {
    readonly roster: Roster;
    /**
     * Everyone in a team, including members of the teams below it, as GitHub counts. Each path holds while
     * the membership, the person and the person's main account all do. Paths that never hold are left out;
     * those that hold only at another time are included.
     */
    members(team: string): readonly MemberPath[];
    /** When a person is here: the person's own window within that of the main account. */
    standing(person: Person): Window | undefined;
    /** The key of the person behind an account: `sameAs` if given, else its own key. */
    human(person: string): string;
}

/** Indexes a roster. References to missing entries, and cycles, are ignored. */
export function createGraph(roster: Roster): Graph {
    const below = new Map<string, Team[]>();
    for (const team of roster.teams.values()) {
        if (!team.parent) continue;
        below.set(team.parent.key, [...(below.get(team.parent.key) ?? []), team]);
    }
    const known = new Map<string, readonly MemberPath[]>();
    const standing = memoize((person: Person) => standingOf(roster, person));

    function members(key: string): readonly MemberPath[] {
        const found = known.get(key);
        if (found) return found;
        known.set(key, []); // a team that is its own ancestor stops here instead of recursing
        const team = roster.teams.get(key);
        const paths = team ? [...own(team), ...inherited(team)] : [];
        known.set(key, paths);
        return paths;
    }
    function own(team: Team): MemberPath[] {
        return team.members.flatMap((member) => {
            const person = roster.people.get(member.person);
            const here = person && standing(person);
            if (!here) return [];
            const window = intersect(here, member);
            return isEmpty(window) ? [] : [{ person, member, teams: [team], ...window }];
        });
    }
    function inherited(team: Team): MemberPath[] {
        return (below.get(team.key) ?? []).flatMap((child) =>
            members(child.key).map((path) => ({ ...path, teams: [...path.teams, team] as const })),
        );
    }
    return {
        roster,
        members,
        standing,
        human: (person) => roster.people.get(person)?.sameAs?.key ?? person,
    };
}

function standingOf(roster: Roster, person: Person): Window | undefined {
    if (roster.leavers.has(person.key)) return undefined;
    if (!person.sameAs) return windowOf(person);
    const main = roster.people.get(person.sameAs.key);
    if (!main || roster.leavers.has(main.key)) return undefined;
    const window = intersect(person, main);
    return isEmpty(window) ? undefined : window;
}

/** The people who are here at an instant. */
export function livingPeople(graph: Graph, instant: Instant): Person[] {
    return [...graph.roster.people.values()].filter((person) => {
        const window = graph.standing(person);
        return window !== undefined && holds(window, instant);
    });
}

/** What guards deployments of a service to an environment, with `${owner}` resolved. */
export function deployOf(roster: Roster, service: Service, environment: string): Deploy {
    const general = roster.environments.get(environment)?.deploy;
    const deploy = {
        at: service.at,
        branches: [],
        tags: [],
        reviewers: [],
        waitMinutes: 0,
        ...general,
        ...service.deploy,
    };
    const reviewers = new Map(
        deploy.reviewers.map((reviewer) => {
            const key = reviewer.key === ownerReference ? service.owner.key : reviewer.key;
            return [key, { key, at: reviewer.at }];
        }),
    );
    return {
        ...deploy,
        reviewers: [...reviewers.values()].sort((a, b) => compare(a.key, b.key)),
    };
}

/** The services that a grant covers: in the given environment or, without one, for its repositories. */
export function servicesOf(roster: Roster, grant: Grant, environment?: string): Service[] {
    if (!grant.services) return [];
    const named =
        grant.services === "all"
            ? [...roster.services.values()]
            : grant.services.flatMap(({ key }) => roster.services.get(key) ?? []);
    if (environment === undefined) return named;
    return named.filter((service) => service.in.some(({ key }) => key === environment));
}

/** The services whose repositories a grant's GitHub part covers, wherever the role is granted. */
export function repositoriesOf(roster: Roster, grant: Grant): Service[] {
    const services = grant.in
        ? grant.in.flatMap(({ key }) => servicesOf(roster, grant, key))
        : servicesOf(roster, grant);
    return [...new Set(services)].filter((service) => service.repository);
}

/** The services in the roster that share the repository of a service's pinned workflow. */
export function workflowServices(roster: Roster, service: Service): Service[] {
    const [owner, name] = service.workflow?.split("/") ?? [];
    if (owner?.toLowerCase() !== roster.organization.github.owner.toLowerCase()) return [];
    return [...roster.services.values()].filter(
        ({ repository }) => repository?.name.toLowerCase() === name?.toLowerCase(),
    );
}

export function isAtLeast(given: RepositoryPermission, wanted: RepositoryPermission): boolean {
    return repositoryPermissions.indexOf(given) >= repositoryPermissions.indexOf(wanted);
}

/** `roster/grants.yaml:14` */
export function formatPlace(place: Place): string {
    return `${place.file}:${place.line}`;
}

function isEmpty(window: Window): boolean {
    return (window.from ?? -Infinity) >= (window.until ?? Infinity);
}

function memoize<K extends object, V>(compute: (key: K) => V): (key: K) => V {
    const known = new Map<K, V>();
    return (key) => {
        if (!known.has(key)) known.set(key, compute(key));
        return known.get(key) as V;
    };
}
