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

/** What an environment can provision with what `org` has made, and who has to wait. */
export interface Provisionable {
    readonly spec: EnvironmentSpec;
    /** Keys of people without an id, and of services without a protected environment on GitHub. */
    readonly waiting: readonly string[];
}

/** What this stack had when it was last applied, by keys. */
export interface Provisioned {
    readonly people: readonly string[];
    readonly services: readonly string[];
    readonly secrets: readonly string[];
}

/**
 * Leaves out what `org` has not made the ground for yet, because it failed before it got there:
 * people without an id, and services whose environment on GitHub is not protected, with the
 * secrets that go there.
 *
 * Throws where one of them has leaves here already: to go on without them would delete those.
 */
export function findProvisionable(
    spec: EnvironmentSpec,
    known: Identities & { readonly protectedServices: ReadonlySet<string> },
    provisioned: Provisioned,
): Provisionable {
    const people = spec.people.filter((person) => lacksId(person, known));
    const services = spec.workloads.filter(({ key }) => !known.protectedServices.has(key));
    const secrets = spec.secrets.filter(
        ({ service, github }) => github && !known.protectedServices.has(service),
    );
    const lost = [
        ...people.filter((person) => stoodUnder(person, provisioned.people)),
        ...services.filter((service) => stoodUnder(service, provisioned.services)),
        ...secrets.filter((secret) => stoodUnder(secret, provisioned.secrets)),
    ];
    if (lost.length > 0) {
        throw new pulumi.RunError(
            `the org stack no longer knows ${lost.map(({ key }) => key).join(", ")}, which have ` +
                "access here; apply the org stack first, then this one",
        );
    }
    return {
        spec: without(spec, keysOf(people), keysOf(services), keysOf(secrets)),
        waiting: [...keysOf(people), ...keysOf(services), ...keysOf(secrets)],
    };
}

function stoodUnder(
    { key, previously }: { readonly key: string; readonly previously: readonly string[] },
    keys: readonly string[],
): boolean {
    return [key, ...previously].some((name) => keys.includes(name));
}

function keysOf(items: readonly { readonly key: string }[]): Set<string> {
    return new Set(items.map(({ key }) => key));
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
function without(
    spec: EnvironmentSpec,
    keys: ReadonlySet<string>,
    services: ReadonlySet<string>,
    secrets: ReadonlySet<string>,
): EnvironmentSpec {
    return {
        ...spec,
        workloads: spec.workloads.filter(({ key }) => !services.has(key)),
        secrets: spec.secrets.filter(({ key }) => !secrets.has(key)),
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
