import * as pulumi from "@pulumi/pulumi";
import { checkMember, checkRepositories } from "./checks";
import type { OrganizationRole, TeamRole } from "./choices";
import { DeployEnvironment } from "./deployEnvironment";
import { PersonAccess } from "./personAccess";
import type { IdentityCenterUserArgs, VaultEntityArgs } from "./personIdentity";
import { PersonIdentity } from "./personIdentity";
import type { RepositoryAccessArgs } from "./teamAccess";
import { TeamAccess } from "./teamAccess";

export interface OrganizationAccessArgs {
    identities: OrganizationIdentityArgs[];
    teams: OrganizationTeamArgs[];
    people: OrganizationPersonArgs[];
    deployEnvironments: OrganizationDeployEnvironmentArgs[];
}

/** See {@link DeployEnvironment}. */
export interface OrganizationDeployEnvironmentArgs {
    /** `checkout/prod` */
    name: string;
    /** Names that it had. */
    previously: string[];
    repository: OrganizationRepositoryArgs;
    environment: string;
    branchPatterns: string[];
    tagPatterns: string[];
    /** Keys of teams, each with access to the repository. */
    reviewers: string[];
    waitMinutes: number;
    variables: Record<string, string>;
}

export interface OrganizationRepositoryArgs {
    /** GitHub's numeric id. */
    id: number;
    /** Without its owner. */
    name: string;
}

/** See {@link PersonIdentity}. */
export interface OrganizationIdentityArgs {
    key: string;
    /** Keys that the person had. */
    previously: string[];
    aws?: IdentityCenterUserArgs;
    vault?: VaultEntityArgs;
}

/** See {@link TeamAccess}. */
export interface OrganizationTeamArgs {
    key: string;
    /** Keys that the team had. */
    previously: string[];
    description: string;
    /** The key of the team above. */
    parent?: string;
    repositories: RepositoryAccessArgs[];
}

/** See {@link PersonAccess}. */
export interface OrganizationPersonArgs {
    key: string;
    /** Keys that the person had. */
    previously: string[];
    github: OrganizationMemberArgs;
}

export interface OrganizationMemberArgs {
    /** GitHub's numeric id of the account. */
    id: number;
    login: string;
    role: OrganizationRole;
    teams: OrganizationMembershipArgs[];
    repositories: RepositoryAccessArgs[];
}

export interface OrganizationMembershipArgs {
    /** The team's key. */
    team: string;
    /** Keys that the team had. */
    previously: string[];
    role: TeamRole;
}

/** The `org` stack: who people are, which teams there are, who is in them, what is protected. */
export class OrganizationAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = "rollcall:index:OrganizationAccess";

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
        const identities = createIdentities(this, args.identities);
        const teams = createTeams(this, args.teams);
        createPeople(this, args.people, teams);
        this.userIds = collect(identities, ({ awsUserId }) => awsUserId);
        this.entityIds = collect(identities, ({ vaultEntityId }) => vaultEntityId);
        this.protectedEnvironments = createEnvironments(this, args.deployEnvironments, teams);
        this.registerOutputs({
            userIds: this.userIds,
            entityIds: this.entityIds,
            protectedEnvironments: this.protectedEnvironments,
        });
    }
}

/** Every key that is named is given, and no team is above itself. */
function checkOrganization({ teams, people, deployEnvironments }: OrganizationAccessArgs): void {
    const given = new Map(teams.map((team) => [team.key, team]));
    for (const team of teams) {
        checkRepositories(team.key, team.repositories);
        checkAbove(team, given);
    }
    for (const { key, github } of people) {
        checkMember(key, github);
        for (const { team } of github.teams) {
            if (!given.has(team)) throw new Error(`${key} is in team ${team}, which is not given`);
        }
    }
    for (const { name, repository, reviewers } of deployEnvironments) {
        for (const team of reviewers) {
            if (given.get(team)?.repositories.some(({ id }) => id === repository.id)) continue;
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
        const { key, previously, parent: above, description, repositories } = team;
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
    for (const { key, previously, github } of people) {
        const memberships = github.teams.flatMap((membership) => {
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
