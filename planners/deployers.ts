import { deployOf, isAtLeast, workflowServices } from "../model/graph";
import type { Window } from "../model/instant";
import { cover, intersect } from "../model/instant";
import type { Person, Roster, Service } from "../model/roster";
import type { Draft } from "./entitlements";
import type { Holdings } from "./holdings";
import { workloadSystems } from "./parts";
import type { Reason } from "./reasons";
import { personReason, reason } from "./reasons";
import { organizationStack } from "./resources";

/** A person who may write to a repository, with the time and the reasons. */
interface Writer extends Window {
    readonly person: Person;
    readonly because: readonly Reason[];
}

/** Who may change what a repository deploys, and who may also change its protection. */
interface Writers {
    readonly pushers: ReadonlyMap<string, Writer>;
    readonly admins: ReadonlyMap<string, Writer>;
}

/**
 * What people reach without a line that grants it. Owners administer every repository. Anyone who may push
 * to a service's repository, or to that of its pinned workflow, may deploy it wherever no reviewer is
 * required, and so holds what the service holds there. Administrators hold it everywhere, because they can
 * remove the reviewers.
 */
export function findDeployers(holdings: Holdings): Draft[] {
    const { roster } = holdings.graph;
    const owners = organizationWriters(holdings);
    const writers = repositoryWriters(holdings, owners);
    return [...roster.services.values()].flatMap((service) => [
        ...administered(roster, service, owners),
        ...deployable(roster, service, writers),
    ]);
}

/** Owners, and everybody if the organisation's base permission lets all members write. */
function organizationWriters({ graph, people }: Holdings): Writers {
    const { owners, basePermission } = graph.roster.organization.github;
    const admins = new Map<string, Writer>();
    const pushers = new Map<string, Writer>();
    const ownerPlaces = new Map(owners.map((owner) => [owner.key, owner.at]));
    const base = reason(
        graph.roster.organization.at,
        `every member has ${basePermission} on every repository`,
    );
    for (const person of people.values()) {
        const window = graph.standing(person);
        if (!person.github || !window) continue;
        const at = ownerPlaces.get(person.key);
        const why = at ? reason(at, `${person.key} owns the organisation`) : base;
        const writer = { person, because: [why, ...personReason(person)], ...window };
        if (at || basePermission === "admin") admins.set(person.key, writer);
        if (basePermission === "write") pushers.set(person.key, writer);
    }
    return { pushers, admins };
}

function repositoryWriters(
    { repositories }: Holdings,
    everywhere: Writers,
): (repository: number) => Writers {
    const found = new Map<number, { pushers: Map<string, Writer>; admins: Map<string, Writer> }>();
    for (const { repository, permission, members, because, ...window } of repositories) {
        if (!isAtLeast(permission, "push")) continue;
        const writers = found.get(repository.id) ?? {
            pushers: new Map(everywhere.pushers),
            admins: new Map(everywhere.admins),
        };
        found.set(repository.id, writers);
        const kind = permission === "admin" ? writers.admins : writers.pushers;
        for (const member of members) {
            if (!member.person.github) continue;
            const writer = {
                person: member.person,
                because: [...because, ...member.because],
                ...intersect(window, member),
            };
            const before = kind.get(member.person.key);
            kind.set(member.person.key, before ? joinWriters(before, writer) : writer);
        }
    }
    return (repository) => found.get(repository) ?? everywhere;
}

function joinWriters(one: Writer, other: Writer): Writer {
    return {
        person: one.person,
        because: [...one.because, ...other.because],
        ...cover(one, other),
    };
}

function administered(roster: Roster, service: Service, everywhere: Writers): Draft[] {
    if (!service.repository) return [];
    const via = `organization:${roster.organization.github.owner}`;
    return [
        ...[...everywhere.admins.values()].map((writer) => ({ writer, permission: "admin" })),
        ...[...everywhere.pushers.values()].map((writer) => ({ writer, permission: "push" })),
    ].map(({ writer: { person, because, ...window }, permission }) => ({
        principal: `person:${person.key}`,
        stack: organizationStack,
        system: "github",
        target: `org/${service.key}`,
        permission,
        via,
        because,
        resources: [],
        window,
    }));
}

/**
 * Keys of the people who can run a service's pipeline in an environment without anybody's approval: they
 * can read whatever the pipeline is given there.
 */
export function findPipelineHolders(
    holdings: Holdings,
): (service: Service, environment: string) => string[] {
    const { roster } = holdings.graph;
    const writersOf = repositoryWriters(holdings, organizationWriters(holdings));
    return (service, environment) =>
        sourcesOf(roster, service).flatMap(({ id }) =>
            holdersOf(roster, service, environment, writersOf(id), {
                own: id === service.repository?.id,
            }).map(({ person }) => person.key),
        );
}

/** The repositories that decide what a service deploys: its own and its workflow's. */
function sourcesOf(roster: Roster, service: Service) {
    if (!service.repository) return [];
    const sources = [service, ...workflowServices(roster, service)].flatMap(({ repository }) =>
        repository ? [[repository.id, repository] as const] : [],
    );
    return [...new Map(sources).values()];
}

function deployable(
    roster: Roster,
    service: Service,
    writersOf: (repository: number) => Writers,
): Draft[] {
    const sources = sourcesOf(roster, service);
    return service.in.flatMap(({ key: environment }) =>
        workloadSystems(roster, service, environment).flatMap((system) =>
            sources.flatMap((repository) =>
                holdersOf(roster, service, environment, writersOf(repository.id), {
                    own: repository.id === service.repository?.id,
                }).map(({ person, because, ...window }) => ({
                    principal: `person:${person.key}`,
                    stack: environment,
                    system,
                    target: `${environment}/${service.key}`,
                    permission: "service",
                    via: `repository:${repository.name}`,
                    because,
                    resources: [],
                    window,
                })),
            ),
        ),
    );
}

function holdersOf(
    roster: Roster,
    service: Service,
    environment: string,
    { pushers, admins }: Writers,
    { own }: { readonly own: boolean },
): Writer[] {
    const { at, reviewers } = deployOf(roster, service, environment);
    const unreviewed = reason(at, `nobody reviews deployments of ${service.key} to ${environment}`);
    const administered = reason(at, `an administrator can change what guards ${environment}`);
    const withReason = (writers: ReadonlyMap<string, Writer>, why: Reason) =>
        [...writers.values()].map((writer) => ({ ...writer, because: [...writer.because, why] }));
    if (reviewers.length === 0) {
        return [...withReason(pushers, unreviewed), ...withReason(admins, unreviewed)];
    }
    // The protection belongs to the service's own repository: administering only the workflow's repository
    // does not allow removing it.
    return own ? withReason(admins, administered) : [];
}
