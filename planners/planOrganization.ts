import { holds } from "../model/instant";
import { splitName } from "../model/personName";
import type { Leaver, Person, RepositoryPermission, Roster, Team } from "../model/roster";
import type { DeployEnvironmentSpec } from "./deployEnvironments";
import { planDeployEnvironments } from "./deployEnvironments";
import type { Holdings } from "./holdings";
import { peopleWithIdentity, vaultAlias } from "./identities";
import type { RepositoryHolding } from "./repositoryHoldings";

/** The `org` stack: identities, and access in GitHub. */
export interface OrganizationSpec {
    readonly identities: PersonIdentitySpec[];
    readonly teams: TeamAccessSpec[];
    readonly people: OrganizationPersonSpec[];
    readonly deployEnvironments: DeployEnvironmentSpec[];
}

/** Who a person is in AWS and Vault. */
export interface PersonIdentitySpec {
    readonly key: string;
    readonly previously: string[];
    /** Absent if Rollcall creates no user in Identity Center. */
    readonly aws?: {
        readonly identityStoreId: string;
        readonly userName: string;
        readonly displayName: string;
        readonly givenName: string;
        readonly familyName: string;
        readonly email: string;
    };
    /** Absent if there is no entity in Vault. */
    readonly vault?: {
        readonly alias: string;
        readonly mountAccessor: string;
        /** True for a leaver: existing tokens and new logins are refused. */
        readonly disabled: boolean;
    };
}

export interface TeamAccessSpec {
    readonly key: string;
    readonly previously: string[];
    readonly description: string;
    readonly parent?: string;
    readonly repositories: RepositoryAccessSpec[];
}

/** A permission on a repository, named after its id, which a rename does not change. */
export interface RepositoryAccessSpec {
    readonly id: number;
    readonly repository: string;
    readonly permission: RepositoryPermission;
}

/** A person's own access in GitHub. */
export interface OrganizationPersonSpec {
    readonly key: string;
    readonly previously: string[];
    readonly github: {
        readonly id: number;
        readonly login: string;
        readonly role: "admin" | "member";
        readonly teams: TeamMembershipSpec[];
        readonly repositories: RepositoryAccessSpec[];
    };
}

export interface TeamMembershipSpec {
    readonly team: string;
    readonly previously: string[];
    readonly role: "member" | "maintainer";
}

/**
 * The `org` stack at the holdings' instant.
 *
 * `users` holds the keys of people who already have a user in Identity Center, according to the stack's
 * last outputs: a leaver's existing user is kept, so that a deny on its id still applies to it, but none is
 * created for a leaver.
 */
export function planOrganization(holdings: Holdings, users: ReadonlySet<string>): OrganizationSpec {
    const { graph, people } = holdings;
    return {
        identities: planIdentities(holdings, users),
        teams: [...graph.roster.teams.values()].map((team) => planTeam(holdings, team)),
        people: [...people.values()].flatMap((person) => planPerson(holdings, person)),
        deployEnvironments: planDeployEnvironments(graph.roster),
    };
}

function planIdentities(holdings: Holdings, users: ReadonlySet<string>): PersonIdentitySpec[] {
    const { roster } = holdings.graph;
    const living = peopleWithIdentity(holdings).map((person) =>
        withoutEmpty(roster, person, { user: awsUser(roster, person), disabled: false }),
    );
    const leaving = leaversOf(holdings).map((leaver) => {
        const known = [leaver.key, ...leaver.previously].some((key) => users.has(key));
        return withoutEmpty(roster, leaver, {
            user: known ? awsUser(roster, leaver) : undefined,
            disabled: true,
        });
    });
    return [...living, ...leaving].flat();
}

/** Tombstones, and people past their own end: both are treated the same. */
function leaversOf({ graph, people, instant }: Holdings): (Person | Leaver)[] {
    const { roster } = graph;
    const gone = [...roster.people.values()].filter((person) => {
        if (people.has(person.key) || roster.leavers.has(person.key)) return false;
        const window = graph.standing(person);
        return window === undefined || !(instant < (window.from ?? -Infinity));
    });
    return [...roster.leavers.values(), ...gone];
}

function withoutEmpty(
    roster: Roster,
    subject: Person | Leaver,
    has: { user: PersonIdentitySpec["aws"]; disabled: boolean },
): PersonIdentitySpec[] {
    const alias = vaultAlias(roster, subject);
    const accessor = roster.organization.vault?.login.accessor;
    if (!has.user && (alias === undefined || accessor === undefined)) return [];
    return [
        {
            key: subject.key,
            previously: [...subject.previously],
            ...(has.user ? { aws: has.user } : {}),
            ...(alias !== undefined && accessor !== undefined
                ? { vault: { alias, mountAccessor: accessor, disabled: has.disabled } }
                : {}),
        },
    ];
}

function awsUser(roster: Roster, subject: Person | Leaver): PersonIdentitySpec["aws"] {
    const center = roster.organization.aws?.identityCenter;
    if (center?.users !== "managed" || subject.email === undefined) return undefined;
    return {
        identityStoreId: center.identityStoreId,
        // The oldest key: another user name would be another user, without the memberships.
        userName: subject.previously.at(-1) ?? subject.key,
        displayName: subject.name,
        ...splitName(subject.name),
        email: subject.email,
    };
}

function planTeam({ repositories }: Holdings, team: Team): TeamAccessSpec {
    return {
        key: team.key,
        previously: [...team.previously],
        description: team.description,
        ...(team.parent ? { parent: team.parent.key } : {}),
        repositories: repositoriesOf(repositories, "team", team.key),
    };
}

function planPerson(holdings: Holdings, person: Person): OrganizationPersonSpec[] {
    if (!person.github) return [];
    const { owners } = holdings.graph.roster.organization.github;
    return [
        {
            key: person.key,
            previously: [...person.previously],
            github: {
                ...person.github,
                role: owners.some(({ key }) => key === person.key) ? "admin" : "member",
                teams: planMemberships(holdings, person),
                repositories: repositoriesOf(holdings.repositories, "person", person.key),
            },
        },
    ];
}

/** GitHub makes the organisation's owners maintainers of every team that they are in. */
function planMemberships({ graph, instant }: Holdings, person: Person): TeamMembershipSpec[] {
    const { owners } = graph.roster.organization.github;
    const isOwner = owners.some(({ key }) => key === person.key);
    return [...graph.roster.teams.values()].flatMap((team) => {
        const member = team.members.find(
            (member) => member.person === person.key && holds(member, instant),
        );
        if (!member) return [];
        const role = isOwner ? "maintainer" : member.role;
        return [{ team: team.key, previously: [...team.previously], role }];
    });
}

function repositoriesOf(
    holdings: readonly RepositoryHolding[],
    kind: "team" | "person",
    key: string,
): RepositoryAccessSpec[] {
    return holdings
        .filter(({ holder, covered }) => holder.kind === kind && holder.key === key && !covered)
        .map(({ repository, permission }) => ({
            id: repository.id,
            repository: repository.name,
            permission,
        }))
        .sort((a, b) => a.id - b.id);
}
