import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../planners/resources";
import { checkMember, checkRepositories } from "./checks";
import type { TeamRole } from "./choices";
import type { EnvironmentProtectionArgs } from "./deployEnvironment";
import { DeployEnvironment } from "./deployEnvironment";
import type { GitHubAccountArgs } from "./personAccess";
import { PersonAccess } from "./personAccess";
import type { PersonIdentityArgs } from "./personIdentity";
import { PersonIdentity } from "./personIdentity";
import type { RepositoryAccessArgs } from "./teamAccess";
import { TeamAccess } from "./teamAccess";

export interface OrganizationAccessArgs {
    /** Who people are in AWS and Vault; absent: nobody. */
    identities?: OrganizationIdentityArgs[];
    /** The teams that there are; absent: none. */
    teams?: OrganizationTeamArgs[];
    /** Members of the organisation; absent: nobody. */
    people?: OrganizationPersonArgs[];
    /** Protected environments; absent: none. */
    deployEnvironments?: OrganizationDeployEnvironmentArgs[];
}

/** See {@link DeployEnvironment}. */
export interface OrganizationDeployEnvironmentArgs extends EnvironmentProtectionArgs {
    /** Names its component, such as `checkout/prod`. */
    name: string;
    /** Where it is. */
    repository: OrganizationRepositoryArgs;
    /** Keys of teams of which one must approve: at most six, each with access; empty: nobody. */
    reviewers: string[];
}

export interface OrganizationRepositoryArgs {
    /** GitHub's numeric id, by which reviewers must have access to it. */
    id: number;
    /** Without its owner. */
    name: string;
}

/** See {@link PersonIdentity}. */
export interface OrganizationIdentityArgs extends PersonIdentityArgs {
    /** The person's key, which names the component; another key goes with `previously`. */
    key: string;
}

/** See {@link TeamAccess}. */
export interface OrganizationTeamArgs {
    /** The team's key, which names it on GitHub. */
    key: string;
    /** Keys that the team had; absent: none. */
    previously?: string[];
    /** What GitHub says of the team. */
    description: string;
    /** The key of the team above, which is given too; absent: none. */
    parent?: string;
    /** What the team may use; absent: nothing. */
    repositories?: RepositoryAccessArgs[];
}

/** See {@link PersonAccess}. */
export interface OrganizationPersonArgs {
    /** The person's key, which names the component and its leaves. */
    key: string;
    /** Keys that the person had; absent: none. */
    previously?: string[];
    /** The person's account, and what it has. */
    github: OrganizationMemberArgs;
}

export interface OrganizationMemberArgs extends GitHubAccountArgs {
    /** Teams that the person is in; absent: none. */
    teams?: OrganizationMembershipArgs[];
}

export interface OrganizationMembershipArgs {
    /** The key of a team that is given too. */
    team: string;
    /** Keys that the team had; absent: none. */
    previously?: string[];
    /** What the person is in the team; GitHub makes every owner a maintainer. */
    role: TeamRole;
}

/** The `org` stack: who people are, which teams there are, who is in them, what is protected. */
export class OrganizationAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.OrganizationAccess;

    /** Identity Center's ids of the users, by the person's key. */
    readonly userIds: Record<string, pulumi.Output<string>>;
    /** Vault's ids of the entities, by the person's key. */
    readonly entityIds: Record<string, pulumi.Output<string>>;
    /** Names of environments on GitHub that are protected, by `<service>/<environment>`. */
    readonly protectedEnvironments: Record<string, pulumi.Output<string>>;

    constructor(
        name: string,
        args: OrganizationAccessArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        checkOrganization(args);
        super(OrganizationAccess.__pulumiType, name, {}, opts);
        const { deployEnvironments = [] } = args;
        const identities = createIdentities(this, args.identities ?? []);
        const teams = createTeams(this, args.teams ?? []);
        createPeople(this, args.people ?? [], teams);
        this.userIds = collect(identities, ({ awsUserId }) => awsUserId);
        this.entityIds = collect(identities, ({ vaultEntityId }) => vaultEntityId);
        this.protectedEnvironments = createEnvironments(this, deployEnvironments, teams);
        this.registerOutputs({
            userIds: this.userIds,
            entityIds: this.entityIds,
            protectedEnvironments: this.protectedEnvironments,
        });
    }
}

/** Every key that is named is given, and no team is above itself. */
function checkOrganization(args: OrganizationAccessArgs): void {
    const { teams = [], people = [], deployEnvironments = [] } = args;
    const given = new Map(teams.map((team) => [team.key, team]));
    for (const team of teams) {
        checkRepositories(team.key, team.repositories);
        checkAbove(team, given);
    }
    for (const { key, github } of people) {
        checkMember(key, github);
        for (const { team } of github.teams ?? []) {
            if (!given.has(team)) throw new Error(`${key} is in team ${team}, which is not given`);
        }
    }
    for (const { name, repository, reviewers } of deployEnvironments) {
        for (const team of reviewers) {
            if (given.get(team)?.repositories?.some(({ id }) => id === repository.id)) continue;
            throw new Error(`${team} reviews ${name} without access to its repository`);
        }
    }
}

function checkAbove(
    { key, parent }: OrganizationTeamArgs,
    given: ReadonlyMap<string, OrganizationTeamArgs>,
): void {
    const met = new Set([key]);
    for (let above = parent; above !== undefined; above = given.get(above)?.parent) {
        if (!given.has(above)) throw new Error(`team ${key} is below ${above}, which is not given`);
        if (met.has(above)) throw new Error(`team ${above} is above itself; take one parent away`);
        met.add(above);
    }
}

function createIdentities(
    parent: OrganizationAccess,
    people: readonly OrganizationIdentityArgs[],
): Map<string, PersonIdentity> {
    return new Map(
        people.map(({ key, ...args }) => [key, new PersonIdentity(key, args, { parent })]),
    );
}

function createTeams(
    parent: OrganizationAccess,
    teams: readonly OrganizationTeamArgs[],
): Map<string, TeamAccess> {
    const declared = new Map(teams.map((team) => [team.key, team]));
    const created = new Map<string, TeamAccess>();
    const create = (team: OrganizationTeamArgs): TeamAccess => {
        const { key, previously = [], parent: above, description, repositories = [] } = team;
        const found = created.get(key);
        if (found) return found;
        const container = above === undefined ? undefined : declared.get(above);
        const access = new TeamAccess(
            key,
            {
                previously,
                description,
                repositories,
                ...(container ? { parentTeamId: create(container).teamId } : {}),
            },
            { parent },
        );
        created.set(key, access);
        return access;
    };
    for (const team of teams) create(team);
    return created;
}

function createPeople(
    parent: OrganizationAccess,
    people: readonly OrganizationPersonArgs[],
    teams: ReadonlyMap<string, TeamAccess>,
): void {
    for (const { key, previously = [], github } of people) {
        const memberships = (github.teams ?? []).flatMap((membership) => {
            const team = teams.get(membership.team);
            return team ? [{ ...membership, teamId: team.teamId }] : [];
        });
        new PersonAccess(
            key,
            { previously, github: { ...github, teams: memberships } },
            { parent },
        );
    }
}

function createEnvironments(
    parent: OrganizationAccess,
    environments: readonly OrganizationDeployEnvironmentArgs[],
    teams: ReadonlyMap<string, TeamAccess>,
): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
        environments.map(({ name, repository, reviewers, ...args }) => {
            const reviewerTeamIds = reviewers.flatMap(
                (team) => teams.get(team)?.reviewerIds[repository.id] ?? [],
            );
            const created = new DeployEnvironment(
                name,
                { ...args, repository: repository.name, reviewerTeamIds },
                { parent },
            );
            return [name, created.environment];
        }),
    );
}

function collect(
    identities: ReadonlyMap<string, PersonIdentity>,
    pick: (identity: PersonIdentity) => pulumi.Output<string> | undefined,
): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
        [...identities].flatMap(([key, identity]) => {
            const id = pick(identity);
            return id ? [[key, id]] : [];
        }),
    );
}
