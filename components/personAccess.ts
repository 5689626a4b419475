import * as identitystore from "@pulumi/aws/identitystore";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { namePairs } from "../planners/names";
import { componentType } from "../planners/resources";
import { checkMember } from "./checks";
import type { OrganizationRole, TeamRole } from "./choices";
import { formerly, withNames } from "./options";
import type { RepositoryAccessArgs } from "./teamAccess";

export interface PersonAccessArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** Absent: no member of the GitHub organisation. */
    github?: GitHubMemberArgs;
    /** Roles in AWS, by membership of their groups; absent: none. */
    aws?: AwsRoleMembershipArgs[];
    /** Roles in Vault, by membership of their groups; absent: none. */
    vault?: VaultRoleMembershipArgs[];
}

export interface GitHubMemberArgs extends GitHubAccountArgs {
    /** Teams that the person is in; absent: none. */
    teams?: TeamMembershipArgs[];
}

export interface GitHubAccountArgs {
    /** GitHub's numeric id: kept in state, so that a renamed account is known to be the same. */
    id: number;
    /** The account's name of today. */
    login: string;
    /** What the person is in the organisation. */
    role: OrganizationRole;
    /** Permissions of the person's own, not through a team; absent: none. */
    repositories?: RepositoryAccessArgs[];
}

export interface TeamMembershipArgs {
    /** Names the leaf: `<person>/<team>`. */
    team: string;
    /** Names that `team` had; absent: none. */
    previously?: string[];
    /** GitHub's id of the team, as TeamAccess gives it. */
    teamId: pulumi.Input<string>;
    /** What the person is in the team; GitHub makes every owner a maintainer. */
    role: TeamRole;
}

export interface AwsRoleMembershipArgs {
    /** Names the leaf: `<person>/<role>`. */
    role: string;
    /** Names that `role` had; absent: none. */
    previously?: string[];
    /** Identity Center's store of users and groups: `d-` and ten characters. */
    identityStoreId: pulumi.Input<string>;
    /** Identity Center's id of the group, as RoleAccess gives it. */
    groupId: pulumi.Input<string>;
    /** Identity Center's id of the user, as PersonIdentity gives it. */
    userId: pulumi.Input<string>;
}

export interface VaultRoleMembershipArgs {
    /** Names the leaf: `<person>/<role>`. */
    role: string;
    /** Names that `role` had; absent: none. */
    previously?: string[];
    /** Vault's id of the group, as RoleAccess gives it. */
    groupId: pulumi.Input<string>;
    /** Vault's id of the entity, as PersonIdentity gives it. */
    entityId: pulumi.Input<string>;
}

/**
 * Everything that one person has in one stack. Each resource below it is a leaf: deleting it only
 * takes access away, and nothing depends on it. Each is named after the person, so that its URN
 * alone says whose it is.
 */
export class PersonAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.PersonAccess;

    constructor(name: string, args: PersonAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        if (args.github) checkMember(name, args.github);
        // Plain parts alone: a component waits for what its inputs come from, and so would leaves.
        super(PersonAccess.__pulumiType, name, account(args), withNames(opts, args.previously));
        const person = { parent: this, name, previously: args.previously };
        if (args.github) createMember(person, args.github);
        for (const membership of args.aws ?? []) createGroupMembership(person, membership);
        for (const membership of args.vault ?? []) createEntityMembership(person, membership);
        this.registerOutputs({});
    }
}

interface Holder {
    readonly parent: PersonAccess;
    readonly name: string;
    readonly previously: readonly string[] | undefined;
}

/** Whose account it is stays in state: what tells a renamed account from another. */
function account({ github: member }: PersonAccessArgs): pulumi.Inputs {
    return member ? { github: { id: member.id, login: member.login } } : {};
}

function createMember(person: Holder, args: GitHubMemberArgs): void {
    const { parent, name, previously } = person;
    const { login: username, role } = args;
    const membership = new github.Membership(
        name,
        { username, role },
        formerly(parent, previously),
    );
    for (const team of args.teams ?? []) {
        new github.TeamMembership(
            `${name}/${team.team}`,
            { teamId: team.teamId, username, role: team.role },
            {
                ...leaf(person, { name: team.team, previously: team.previously ?? [] }),
                // Leaving the organisation ends every team membership by itself, and the provider
                // takes the 404 that then answers its own delete for a failure.
                deletedWith: membership,
            },
        );
    }
    for (const { id, repository, permission } of args.repositories ?? []) {
        new github.RepositoryCollaborator(
            `${name}/${id}`,
            { repository, username, permission },
            // GitHub follows a renamed repository: to delete the old after creating the new would
            // delete the new.
            { ...leaf(person, { name: String(id) }), deleteBeforeReplace: true },
        );
    }
}

function createGroupMembership(
    person: Holder,
    { role, previously = [], identityStoreId, groupId, userId }: AwsRoleMembershipArgs,
): void {
    new identitystore.GroupMembership(
        `${person.name}/${role}`,
        { identityStoreId, groupId, memberId: userId },
        leaf(person, { name: role, previously }),
    );
}

function createEntityMembership(
    person: Holder,
    { role, previously = [], groupId, entityId }: VaultRoleMembershipArgs,
): void {
    new vault.identity.GroupMemberEntityIds(
        `${person.name}/${role}`,
        { groupId, memberEntityIds: [entityId], exclusive: false },
        leaf(person, { name: role, previously }),
    );
}

function leaf(person: Holder, held: { name: string; previously?: readonly string[] }) {
    return formerly(person.parent, namePairs(person, held));
}
