import type { Roster } from "../model/roster";
import { nameLimits, physicalName } from "../planners/names";
import {
    awsRoleResources,
    collaboratorResource,
    membershipResource,
    organizationStack,
    teamMembershipResource,
    token,
    vaultRoleResources,
} from "../planners/resources";

/**
 * Translates the systems' own names into the roster's words. What the roster does not name keeps its own
 * name, marked so that it cannot be taken for a key in the roster.
 */
export interface Vocabulary {
    /** `org/checkout` */
    repositoryTarget(id: number, name: string): string;
    /** The environment that has the account, or `account:ID`. */
    accountTarget(accountId: string): string;
    membershipLeaves(person: string): string[];
    collaboratorLeaves(person: string, repository: number): string[];
    teamLeaves(person: string, teamName: string): string[];
    /**
     * The role that a group in Identity Center or Vault, or a permission set, belongs to; undefined if
     * Rollcall creates none of that name.
     */
    role(physicalName: string): RoleName | undefined;
}

/** A role, found by the physical name that planners/names.ts gives it. */
export interface RoleName {
    readonly stack: string;
    readonly permission: string;
    /** `payments/developer`, for every key that the team and the role have had. */
    readonly names: readonly string[];
}

export function vocabularyOf(roster: Roster): Vocabulary {
    const services = new Map<number, string>();
    for (const { key, repository } of roster.services.values()) {
        if (repository && !services.has(repository.id)) services.set(repository.id, key);
    }
    const environments = new Map(
        [...roster.environments.values()].flatMap(({ key, aws }) =>
            aws ? [[aws.accountId, key] as const] : [],
        ),
    );
    return {
        repositoryTarget: (id, name) =>
            `${organizationStack}/${services.get(id) ?? `repository:${name}`}`,
        accountTarget: (accountId) => environments.get(accountId) ?? `account:${accountId}`,
        membershipLeaves: (person) => [membershipResource(person)],
        collaboratorLeaves: (person, repository) => [collaboratorResource(person, repository)],
        teamLeaves: (person, teamName) =>
            keysOf(roster.teams, teamName).map((team) => teamMembershipResource(person, team)),
        role: (name) => roleOf(roster, name.includes("+") ? (wholeName(roster, name) ?? "") : name),
    };
}

/** The membership leaves of a role's group, one for each name that the role has had. */
export function roleLeaves(
    system: "aws" | "vault",
    { stack, names }: RoleName,
    person: string,
): string[] {
    const none = { inline: false, managed: [], managedUser: false };
    return names.flatMap((name) => {
        const resources =
            system === "aws"
                ? awsRoleResources(stack, person, name, none)
                : vaultRoleResources(stack, person, name);
        return resources.slice(0, 1);
    });
}

/** A role's permission sets, as an entitlement's resources name them. */
export function permissionSetResources({ stack, names }: RoleName): string[] {
    return names.map((name) => `${stack}:RoleAccess/${name}:${token.permissionSet}::${name}`);
}

const key = /^[a-z][a-z0-9-]*$/;

/** `prod.payments.developer`, `prod.person.alice.operator`: built from oldest keys, which contain no dot. */
function roleOf(roster: Roster, groupName: string): RoleName | undefined {
    const parts = groupName.split(".");
    const [stack = "", ...rest] = parts;
    const personal = rest.length === 3 && rest[0] === "person";
    if (!parts.every((part) => key.test(part)) || !(personal || rest.length === 2)) {
        return undefined;
    }
    const [holder = "", role = ""] = rest.slice(-2);
    const roles = keysOf(roster.roles, role);
    const holders = personal
        ? keysOf(new Map<string, Renamed>([...roster.people, ...roster.leavers]), holder).map(
              (person) => `person:${person}`,
          )
        : keysOf(roster.teams, holder);
    return {
        stack,
        permission: roles[0] ?? role,
        names: holders.flatMap((one) => roles.map((other) => `${one}/${other}`)),
    };
}

/** The full name behind a shortened one: permission sets allow 32 characters. */
function wholeName(roster: Roster, cut: string): string | undefined {
    const beginning = cut.slice(0, cut.lastIndexOf("+"));
    const oldest = ({ key, previously }: Renamed) => previously.at(-1) ?? key;
    const holders = [
        ...[...roster.teams.values()].map((team) => [oldest(team)]),
        ...[...roster.people.values(), ...roster.leavers.values()].map((person) => [
            "person",
            oldest(person),
        ]),
    ];
    for (const environment of roster.environments.keys()) {
        for (const role of roster.roles.values()) {
            const found = holders
                .map((holder) => [environment, ...holder, oldest(role)])
                .filter((parts) => parts.join(".").startsWith(beginning))
                .find((parts) => physicalName(parts, nameLimits.permissionSet) === cut);
            if (found) return found.join(".");
        }
    }
    return undefined;
}

interface Renamed {
    readonly key: string;
    readonly previously: readonly string[];
}

/** All keys, the current one first, of the entry that has or had this one. */
function keysOf(map: ReadonlyMap<string, Renamed>, name: string): string[] {
    const known = [...map.values()].filter(
        (each) => each.key === name || each.previously.includes(name),
    );
    const keys = known.flatMap((each) => [each.key, ...each.previously]);
    return [...new Set([...keys, name])];
}
