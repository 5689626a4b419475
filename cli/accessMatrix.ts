import { deployOf } from "../model/graph";
import { holds } from "../model/instant";
import { compare } from "../model/problem";
import type { Person, Roster } from "../model/roster";
import { repositoryPermissions } from "../model/roster";
import type { Entitlement, System } from "../planners/entitlements";
import type { Holdings } from "../planners/holdings";
import { targetOf } from "../planners/parts";
import { organizationTarget, repositoryTarget } from "./targets";
import { groupBy } from "./text/groupBy";

/** People x environments: a table for the organisation itself, then one for each service. */
export interface AccessMatrix {
    readonly tables: readonly MatrixTable[];
    /** People who have anything, however little. */
    readonly people: number;
}

export interface MatrixTable {
    /** A service's key; the organisation's name in the first table. */
    readonly key: string;
    readonly description: string;
    readonly columns: readonly MatrixColumn[];
    /** Only people who have something here. */
    readonly rows: readonly MatrixRow[];
}

export interface MatrixColumn {
    readonly target: string;
    /** `organisation`, `repository`, or an environment's key. */
    readonly label: string;
    /** Absent: GitHub, where people's access knows no environments. */
    readonly environment?: string;
    readonly production: boolean;
    /** Teams of which one person must approve a deployment; given for a service's environments. */
    readonly reviewers?: readonly string[];
}

export interface MatrixRow {
    readonly person: Person;
    /** The teams whose grants the person has, including the teams above their own. */
    readonly teams: readonly string[];
    /** One for each column. */
    readonly cells: readonly (readonly CellEntry[])[];
}

/** What a person may do on a target: entitlements that a reader takes for one. */
export interface CellEntry {
    readonly permission: string;
    readonly systems: readonly System[];
    /** What it is reached through; empty where a grant gives it. */
    readonly via: readonly string[];
    readonly until?: string;
}

export function createMatrix(
    holdings: Holdings,
    entitlements: readonly Entitlement[],
): AccessMatrix {
    const { roster } = holdings.graph;
    const held = groupBy(entitlements, ({ principal, target }) => `${principal} ${target}`);
    const teams = teamsOf(holdings);
    const rowsOf = (columns: readonly MatrixColumn[]): MatrixRow[] =>
        [...holdings.people.values()].flatMap((person) => {
            const cells = columns.map(({ target }) =>
                cellOf(held.get(`person:${person.key} ${target}`) ?? []),
            );
            if (cells.every((cell) => cell.length === 0)) return [];
            return [{ person, teams: teams.get(person.key) ?? [], cells }];
        });
    const tables = tablesOf(roster).map((table) => ({ ...table, rows: rowsOf(table.columns) }));
    const people = new Set(tables.flatMap(({ rows }) => rows.map(({ person }) => person.key)));
    return { tables, people: people.size };
}

/** The matrix as plain data: every permission, by whatever way it is reached. */
export function matrixRows(
    holdings: Holdings,
    entitlements: readonly Entitlement[],
): { person: string; cells: Record<string, string[]> }[] {
    const byPerson = groupBy(entitlements, ({ principal }) => principal);
    return [...holdings.people.keys()].map((person) => {
        const byTarget = groupBy(byPerson.get(`person:${person}`) ?? [], ({ target }) => target);
        const cells = [...byTarget].map(([target, some]) => [
            target,
            [...new Set(some.map(({ permission }) => permission))].sort(compare),
        ]);
        return { person, cells: Object.fromEntries(cells) };
    });
}

function tablesOf(roster: Roster): Omit<MatrixTable, "rows">[] {
    const { organization, environments, services } = roster;
    const stages = [...environments.values()];
    return [
        {
            key: organization.name,
            description: "The organisation and its environments themselves",
            columns: [
                { target: organizationTarget, label: "organisation", production: false },
                ...stages.map(({ key, production }) => ({
                    target: key,
                    label: key,
                    environment: key,
                    production,
                })),
            ],
        },
        ...[...services.values()].map((service) => ({
            key: service.key,
            description: service.description,
            columns: [
                ...(service.repository
                    ? [
                          {
                              target: repositoryTarget(service.key),
                              label: "repository",
                              production: false,
                          },
                      ]
                    : []),
                ...stages
                    .filter(({ key }) => service.in.some((stage) => stage.key === key))
                    .map(({ key, production }) => ({
                        target: targetOf(key, service),
                        label: key,
                        environment: key,
                        production,
                        reviewers: deployOf(roster, service, key).reviewers.map(({ key }) => key),
                    })),
            ],
        })),
    ];
}

/** Teams by person. */
function teamsOf({ graph, instant }: Holdings): Map<string, string[]> {
    const teams = new Map<string, string[]>();
    for (const team of graph.roster.teams.keys()) {
        const now = graph.members(team).filter((path) => holds(path, instant));
        for (const person of new Set(now.map(({ person }) => person.key))) {
            const list = teams.get(person);
            if (list) list.push(team);
            else teams.set(person, [team]);
        }
    }
    return teams;
}

/** In GitHub a weaker permission beside a stronger one means nothing: the widest holds. */
const gitHubRanks: readonly string[] = [...repositoryPermissions, "member", "owner"];

function cellOf(entitlements: readonly Entitlement[]): CellEntry[] {
    const groups = groupBy(withoutWeaker(entitlements), ({ permission, until, via }) =>
        JSON.stringify([via !== undefined, permission, until]),
    );
    return [...groups.values()]
        .flatMap(([first, ...rest]) => (first ? [entryOf(first, rest)] : []))
        .sort(
            (a, b) =>
                Number(a.via.length > 0) - Number(b.via.length > 0) ||
                compare(a.permission, b.permission),
        );
}

function entryOf(first: Entitlement, rest: readonly Entitlement[]): CellEntry {
    const all = [first, ...rest];
    return {
        permission: first.permission,
        systems: [...new Set(all.map(({ system }) => system))],
        via: [...new Set(all.flatMap(({ via }) => via ?? []))],
        ...(first.until === undefined ? {} : { until: first.until }),
    };
}

function withoutWeaker(entitlements: readonly Entitlement[]): Entitlement[] {
    const rank = ({ permission }: Entitlement) => gitHubRanks.indexOf(permission);
    const widest = (some: readonly Entitlement[]) => Math.max(-1, ...some.map(rank));
    const given = widest(entitlements.filter(({ via }) => via === undefined));
    const reached = widest(entitlements.filter(({ via }) => via !== undefined));
    return entitlements.filter((entitlement) => {
        if (entitlement.system !== "github") return true;
        return entitlement.via === undefined
            ? rank(entitlement) === given
            : rank(entitlement) === reached && reached > given;
    });
}
