import * as aws from "@pulumi/aws";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { formerly } from "./options";
import type { RepositoryAccessArgs } from "./teamAccess";

export interface PersonAccessArgs {
    /** Absent: no member of the GitHub organisation. */
    github?: GitHubMemberArgs;
    /** Roles in AWS, by membership of their groups. */
    aws?: AwsRoleMembershipArgs[];
    /** Roles in Vault, by membership of their groups. */
    vault?: VaultRoleMembershipArgs[];
}

export interface GitHubMemberArgs {
    /** GitHub's numeric id: kept in state, so that a renamed account is known to be the same. */
    id: number;
    login: string;
    /** `admin`, an owner of the organisation, or `member`. */
    role: string;
    teams: TeamMembershipArgs[];
    /** Permissions of the person's own, not through a team. */
    repositories: RepositoryAccessArgs[];
}

export interface TeamMembershipArgs {
    /** Names the leaf: `<person>/<team>`. */
    team: string;
    /** Names that `team` had. */
    previously: string[];
    teamId: pulumi.Input<string>;
    /** `member` or `maintainer`. */
    role: string;
}

export interface AwsRoleMembershipArgs {
    /** Names the leaf: `<person>/<role>`. */
    role: string;
    /** Names that `role` had. */
    previously: string[];
    identityStoreId: string;
    groupId: pulumi.Input<string>;
    userId: pulumi.Input<string>;
}

export interface VaultRoleMembershipArgs {
    /** Names the leaf: `<person>/<role>`. */
    role: string;
    /** Names that `role` had. */
    previously: string[];
    groupId: pulumi.Input<string>;
    entityId: pulumi.Input<string>;
}

/**
 * Everything that one person has in one stack. Each resource below it is a leaf: deleting it only
 * takes access away, and nothing depends on it. Each is named after the person, so that its URN
 * alone says whose it is.
 */
export class PersonAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = "rollcall:index:PersonAccess";

    constructor(name: string, args: PersonAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        super(PersonAccess.__pulumiType, name, args, opts);
        if (args.github) createMember(this, name, args.github);
        for (const membership of args.aws ?? []) createGroupMembership(this, name, membership);
        for (const membership of args.vault ?? []) createEntityMembership(this, name, membership);
        this.registerOutputs({});
    }
}

function createMember(parent: PersonAccess, name: string, args: GitHubMemberArgs): void {
    const { login: username, role } = args;
    const membership = new github.Membership(name, { username, role }, { parent });
    for (const team of args.teams) {
        new github.TeamMembership(
            `${name}/${team.team}`,
            { teamId: team.teamId, username, role: team.role },
            {
                ...formerly(parent, leafNames(name, team.previously)),
                // Leaving the organisation ends every team membership by itself, and the provider
                // takes the 404 that then answers its own delete for a failure.
                deletedWith: membership,
            },
        );
    }
    for (const { id, repository, permission } of args.repositories) {
        new github.RepositoryCollaborator(
            `${name}/${id}`,
            { repository, username, permission },
            // GitHub follows a renamed repository: to delete the old after creating the new would
            // delete the new.
            { parent, deleteBeforeReplace: true },
        );
    }
}

function createGroupMembership(
    parent: PersonAccess,
    name: string,
    { role, previously, identityStoreId, groupId, userId }: AwsRoleMembershipArgs,
): void {
    new aws.identitystore.GroupMembership(
        `${name}/${role}`,
        { identityStoreId, groupId, memberId: userId },
        formerly(parent, leafNames(name, previously)),
    );
}

function createEntityMembership(
    parent: PersonAccess,
    name: string,
    { role, previously, groupId, entityId }: VaultRoleMembershipArgs,
): void {
    new vault.identity.GroupMemberEntityIds(
        `${name}/${role}`,
        { groupId, memberEntityIds: [entityId], exclusive: false },
        formerly(parent, leafNames(name, previously)),
    );
}

function leafNames(name: string, previously: readonly string[]): string[] {
    return previously.map((former) => `${name}/${former}`);
}
