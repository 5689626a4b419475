import type { Roster } from "../model/roster";
import type { EnvironmentPersonSpec } from "../planners/planEnvironment";

/** Ids by the person's key. */
export type Ids = Readonly<Record<string, string>>;

/** Whom an environment can provision with the ids that are known. */
export interface Provisionable {
    readonly people: EnvironmentPersonSpec[];
    /** Keys of people without an id who have nothing here yet: they wait for the next run. */
    readonly waiting: readonly string[];
}

/** Identity Center's ids: those that `org` made, or those that SCIM did and the roster names. */
export function userIdsOf(roster: Roster, made: Ids): Ids {
    if (roster.organization.aws?.identityCenter.users !== "external") return made;
    return Object.fromEntries(
        [...roster.people.values()].flatMap(({ key, aws }) => (aws ? [[key, aws.userId]] : [])),
    );
}

/**
 * Sorts out people whose id is not known yet, because `org` failed before it made them.
 *
 * Throws where such a person has leaves here already: to go on without the id would delete them.
 */
export function findProvisionable(
    people: readonly EnvironmentPersonSpec[],
    ids: { readonly userIds: Ids; readonly entityIds: Ids },
    provisioned: ReadonlySet<string>,
): Provisionable {
    const lacks = ({ key, aws, vault }: EnvironmentPersonSpec) =>
        (aws.length > 0 && ids.userIds[key] === undefined) ||
        (vault.length > 0 && ids.entityIds[key] === undefined);
    const lost = people.filter(
        (person) =>
            lacks(person) && [person.key, ...person.previously].some((key) => provisioned.has(key)),
    );
    if (lost.length > 0) {
        throw new Error(
            `the org stack no longer knows the ids of ${lost.map(({ key }) => key).join(", ")}, ` +
                "who have access here; apply the org stack first, then this one",
        );
    }
    return {
        people: people.filter((person) => !lacks(person)),
        waiting: people.filter(lacks).map(({ key }) => key),
    };
}
