import { parseDuration } from "../instant";
import { oneLine } from "../oneLine";
import { compare } from "../problem";
import type { Environment, Leaver, Organization, Person, Place, Roster, Rules } from "../roster";
import type { RosterInput } from "../schema";
import type { BuildContext } from "./build";
import {
    buildContext,
    buildEnvironments,
    buildMap,
    buildReferences,
    buildWindow,
    defined,
    sortByContent,
} from "./build";
import { buildGrant, buildRole } from "./buildAccess";
import { buildLeaver, buildPerson, buildTeam } from "./buildPeople";
import { buildEnvironment, buildSecret, buildService } from "./buildServices";
import type { Inspection } from "./inspection";

/** Builds the roster from a draft that broke no reading rule: defaults filled in, in canonical order. */
export function buildRoster(inspection: Inspection): Roster {
    const context = buildContext(inspection);
    // Nothing was reported, so everything passed the schema and nothing was taken out.
    const input = inspection.raw as RosterInput;
    const map = <T extends object, R>(
        mapping: Readonly<Record<string, T>> | undefined,
        build: (context: BuildContext, entry: T, key: string, at: Place) => R,
    ) => buildMap(context, mapping, (entry: T, key, at) => build(context, entry, key, at));
    const grants = input.grants ?? [];
    return {
        organization: buildOrganization(context, input),
        environments: inDeclaredOrder(context, map(input.environments, buildEnvironment)),
        people: map(input.people, buildPerson),
        leavers: map(input.leavers, buildLeaver),
        teams: map(input.teams, buildTeam),
        roles: map(input.roles, buildRole),
        grants: sortByContent(
            grants.map((grant, index) =>
                buildGrant(context, grant, context.locator.value(grants, index)),
            ),
        ),
        services: map(input.services, buildService),
        secrets: map(input.secrets, buildSecret),
        rules: buildRules(context, input.rules ?? {}),
    };
}

/**
 * The leavers, even of a broken roster: nothing wrong elsewhere, or in their own tombstones, may keep them
 * in.
 */
export function buildLeavers(inspection: Inspection): ReadonlyMap<string, Leaver> {
    const context = buildContext(inspection);
    const { leavers = {} } = inspection.raw;
    return new Map(
        [...inspection.leaverKeys].sort(compare).map((key) => {
            const at = context.locator.key(leavers, key);
            return [key, buildLeaver(context, leavers[key] ?? {}, key, at)];
        }),
    );
}

/** The people with whom nothing is wrong, even in a broken roster: some may be past their end. */
export function buildSoundPeople(inspection: Inspection): ReadonlyMap<string, Person> {
    const context = buildContext(inspection);
    const { broken, raw } = inspection;
    const sound = Object.entries(raw.people ?? {}).filter(
        (entry): entry is [string, RosterInput["people"][string]] =>
            entry[1] !== undefined && !broken.has(entry[1]),
    );
    return new Map(
        sound
            .sort(([a], [b]) => compare(a, b))
            .map(([key, entry]) => {
                const at = context.locator.key(raw.people ?? {}, key);
                return [key, buildPerson(context, entry, key, at)];
            }),
    );
}

function inDeclaredOrder(
    { environments }: BuildContext,
    built: ReadonlyMap<string, Environment>,
): ReadonlyMap<string, Environment> {
    return new Map(
        environments.flatMap((key): [string, Environment][] => {
            const environment = built.get(key);
            return environment ? [[key, environment]] : [];
        }),
    );
}

function buildOrganization(context: BuildContext, input: RosterInput): Organization {
    const { name, github, aws, vault } = input.organization;
    const center = aws?.identityCenter;
    return defined({
        at: context.locator.key(input, "organization"),
        name,
        github: {
            owner: github.owner,
            ownerId: github.ownerId,
            owners: buildReferences(context, github.owners),
            basePermission: github.basePermission ?? "read",
        },
        aws: center && { identityCenter: { ...center, users: center.users ?? "managed" } },
        vault:
            vault &&
            defined({
                address: vault.address,
                namespace: vault.namespace,
                login: { accessor: vault.login.accessor, alias: vault.login.alias },
            }),
    });
}

function buildRules(context: BuildContext, input: RosterInput["rules"] & object): Rules {
    const { locator } = context;
    const { removals, longestGrant = {}, separation = [], waivers = [] } = input;
    return {
        removals: { people: removals?.people ?? 0.25, grants: removals?.grants ?? 0.25 },
        minimumOwners: input.minimumOwners ?? 2,
        longestGrant: new Map(
            Object.entries(longestGrant)
                .sort(([a], [b]) => compare(a, b))
                .map(([role, text]) => [
                    role,
                    { at: locator.key(longestGrant, role), longest: parseDuration(text) ?? 0 },
                ]),
        ),
        separation: sortByContent(
            separation.map((entry, index) =>
                defined({
                    at: locator.value(separation, index),
                    roles: buildReferences(context, entry.roles),
                    in: buildEnvironments(context, entry.in),
                    reason: entry.reason && oneLine(entry.reason),
                }),
            ),
        ),
        waivers: sortByContent(
            waivers.map((entry, index) => ({
                place: locator.value(waivers, index),
                rule: entry.rule,
                at: entry.at,
                until: buildWindow(entry).until ?? 0,
                reason: oneLine(entry.reason),
            })),
        ),
    };
}
