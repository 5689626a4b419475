import * as pulumi from "@pulumi/pulumi";
import type { Person, Roster } from "../model/roster";
import type { EnvironmentPersonSpec, EnvironmentSpec } from "../planners/planEnvironment";

/** Ids by the person's key. */
export type Ids = Readonly<Record<string, string>>;

/** The ids of people in the systems, as far as they are known. */
export interface Identities {
    /** Of users in Identity Center. */
    readonly userIds: Ids;
    /** Of entities in Vault. */
    readonly entityIds: Ids;
}

/**
 * The ids that `org` made, under the keys that people have now: a renamed person is there under
 * the earlier key until org is applied. Users that SCIM makes are named by the roster itself.
 */
export function findIdentities(roster: Roster, made: Identities): Identities {
    const external = roster.organization.aws?.identityCenter.users === "external";
    return {
        userIds: byPerson(roster, (person) =>
            external ? person.aws?.userId : idOf(made.userIds, person),
        ),
        entityIds: byPerson(roster, (person) => idOf(made.entityIds, person)),
    };
}

function byPerson(roster: Roster, find: (person: Person) => string | undefined): Ids {
    return Object.fromEntries(
        [...roster.people.values()].flatMap((person) => {
            const id = find(person);
            return id === undefined ? [] : [[person.key, id]];
        }),
    );
}

function idOf(ids: Ids, { key, previously }: Person): string | undefined {
    return [key, ...previously].map((name) => ids[name]).find((id) => id !== undefined);
}

/** What an environment can provision with the ids that are known, and who has to wait. */
export interface Provisionable {
    readonly spec: EnvironmentSpec;
    /** Keys of people without an id who have nothing here yet. */
    readonly waiting: readonly string[];
}

/**
 * Leaves out people whose id is not known yet, because `org` failed before it made them.
 *
 * Throws where such a person has leaves here already: to go on without the id would delete them.
 */
export function findProvisionable(
    spec: EnvironmentSpec,
    identities: Identities,
    provisioned: ReadonlySet<string>,
): Provisionable {
    const waiting = spec.people.filter((person) => lacksId(person, identities));
    const lost = waiting.filter(({ key, previously }) =>
        [key, ...previously].some((name) => provisioned.has(name)),
    );
    if (lost.length > 0) {
        throw new pulumi.RunError(
            `the org stack no longer knows the ids of ${lost.map(({ key }) => key).join(", ")}, ` +
                "who have access here; apply the org stack first, then this one",
        );
    }
    const keys = new Set(waiting.map(({ key }) => key));
    return { spec: without(spec, keys), waiting: [...keys] };
}

function lacksId(
    { key, aws, vault }: EnvironmentPersonSpec,
    { userIds, entityIds }: Identities,
): boolean {
    return (
        (aws.length > 0 && userIds[key] === undefined) ||
        (vault.length > 0 && entityIds[key] === undefined)
    );
}

/** Who gets nothing here needs no denial either. */
function without(spec: EnvironmentSpec, keys: ReadonlySet<string>): EnvironmentSpec {
    if (keys.size === 0) return spec;
    return {
        people: spec.people.filter(({ key }) => !keys.has(key)),
        roles: spec.roles.map((role) => ({
            ...role,
            ...(role.aws
                ? {
                      aws: {
                          ...role.aws,
                          endings: role.aws.endings.flatMap((ending) => {
                              const people = ending.people?.filter((key) => !keys.has(key));
                              if (!people) return [ending];
                              return people.length > 0 ? [{ ...ending, people }] : [];
                          }),
                      },
                  }
                : {}),
        })),
    };
}
