import type { Graph } from "../../model/graph";
import { isAtLeast, workflowServices } from "../../model/graph";
import type { Instant } from "../../model/instant";
import type {
    Environment,
    Grant,
    Person,
    Place,
    RepositoryPermission,
    Roster,
    Service,
} from "../../model/roster";
import { grantName } from "../../model/rules";
import { isOver, reachOf } from "../../model/rules/reach";
import type { Holdings } from "../holdings";
import type { Workload } from "../workloads";
import { workloadsOf } from "../workloads";

/**
 * What is declared and not over, whether it has begun or not: a grant that opens a path next year is
 * refused on the day on which it is written, not on the day on which it would stop a run.
 */
export interface Declared {
    readonly graph: Graph;
    readonly roster: Roster;
    readonly instant: Instant;
    readonly environments: readonly Environment[];
    readonly workloads: readonly Workload[];
    readonly grants: readonly Grant[];
    /** What gives access to a repository, by its id: its grants, and what every member has. */
    openings(repository: number): readonly Opening[];
}

/** A line that gives people a permission on a repository. */
export interface Opening {
    readonly at: Place;
    /** `payments/developer`, `every member` */
    readonly who: string;
    readonly permission: RepositoryPermission;
    /** The people now or later, each once. */
    readonly people: () => readonly Person[];
}

export function findDeclared({ graph, instant }: Holdings): Declared {
    const { roster } = graph;
    const grants = roster.grants.filter((grant) => !isOver(grant, instant));
    return {
        graph,
        roster,
        instant,
        environments: [...roster.environments.values()],
        workloads: workloadsOf(roster),
        grants,
        openings: findOpenings(graph, instant, grants),
    };
}

function findOpenings(graph: Graph, instant: Instant, grants: readonly Grant[]) {
    const { roster } = graph;
    const everywhere = baseOpenings(graph, instant);
    const found = new Map<number, Opening[]>();
    for (const grant of teamsFirst(grants)) {
        const permission = roster.roles.get(grant.role.key)?.github?.permission;
        if (!permission) continue;
        const people = () => peopleOf(graph, instant, grant);
        const opening = { at: grant.at, who: grantName(grant), permission, people };
        for (const { repository } of reachOf(graph).repositories(grant)) {
            if (!repository) continue;
            const before = found.get(repository.id);
            if (before) before.push(opening);
            else found.set(repository.id, [opening, ...everywhere]);
        }
    }
    return (repository: number) => found.get(repository) ?? everywhere;
}

/** A path names the first grant: preferably a team's everyday grant, not one person's. */
function teamsFirst(grants: readonly Grant[]): Grant[] {
    const ofTeam = ({ principal }: Grant) => principal.kind === "team";
    return [...grants.filter(ofTeam), ...grants.filter((grant) => !ofTeam(grant))];
}

/** The people whom a grant reaches, now or later, each once. */
function peopleOf(graph: Graph, instant: Instant, grant: Grant): Person[] {
    const holders = reachOf(graph).holders(grant);
    return [...new Set(holders.filter((one) => !isOver(one, instant)).map(({ person }) => person))];
}

const basePushes = { none: undefined, read: undefined, write: "push", admin: "admin" } as const;

/** What the organisation's base permission lets every member do to every repository. */
function baseOpenings({ roster, standing }: Graph, instant: Instant): Opening[] {
    const { at, github } = roster.organization;
    const permission = basePushes[github.basePermission];
    if (permission === undefined) return [];
    const people = () =>
        [...roster.people.values()].filter((person) => {
            const window = standing(person);
            return window !== undefined && !isOver(window, instant);
        });
    return [{ at, who: "every member", permission, people }];
}

/** What lets somebody push to a repository. */
export function pushes({ openings }: Declared, repository: number): readonly Opening[] {
    return openings(repository).filter(({ permission }) => isAtLeast(permission, "push"));
}

/** A repository from which a service is deployed: its own, or that of its pinned workflow. */
export interface Source {
    readonly id: number;
    readonly name: string;
    readonly own: boolean;
}

export function sourcesOf(roster: Roster, service: Service): Source[] {
    const sources = new Map<number, Source>();
    for (const { repository } of [service, ...workflowServices(roster, service)]) {
        if (!repository || sources.has(repository.id)) continue;
        const { id, name } = repository;
        sources.set(id, { id, name, own: id === service.repository?.id });
    }
    return [...sources.values()];
}

/** The people of a team, now or later, each once. */
export function membersOf({ graph, instant }: Declared, team: string): Person[] {
    const paths = graph.members(team).filter((path) => !isOver(path, instant));
    return [...new Set(paths.map(({ person }) => person))];
}
