import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { namePairs } from "../planners/names";
import { componentType } from "../planners/resources";
import { checkRepositories } from "./checks";
import type { RepositoryPermission } from "./choices";
import { formerly, withNames } from "./options";

export interface TeamAccessArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** What GitHub says of the team. */
    description: string;
    /** GitHub's id of the team above, as `teamId` has it; absent: none. */
    parentTeamId?: pulumi.Input<string>;
    /** What the team may use; absent: nothing. */
    repositories?: RepositoryAccessArgs[];
}

export interface RepositoryAccessArgs {
    /** GitHub's numeric id: names the leaf, because a rename does not change it. */
    id: number;
    /** The repository's name, without its owner. */
    repository: pulumi.Input<string>;
    /** What the team, or the person, may do with it. */
    permission: RepositoryPermission;
}

/** A GitHub team, and a leaf for each repository that it may use. */
export class TeamAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.TeamAccess;

    /** GitHub's numeric id of the team, as a string. */
    readonly teamId: pulumi.Output<string>;
    /** The same, by the repository's id, known once the team may use that repository. */
    readonly reviewerIds: Record<string, pulumi.Output<string>>;

    constructor(name: string, args: TeamAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        const { description, repositories = [], previously } = args;
        checkRepositories(name, repositories);
        // Plain parts alone: a component waits for what its inputs come from.
        super(TeamAccess.__pulumiType, name, { description }, withNames(opts, previously));
        const team = createTeam(this, name, args);
        this.teamId = team.id;
        this.reviewerIds = Object.fromEntries(
            repositories.map((repository) => {
                const names = namePairs({ name, previously }, { name: String(repository.id) });
                const leaf = grantRepository(name, team, repository, formerly(this, names));
                return [repository.id, leaf.teamId];
            }),
        );
        this.registerOutputs({ teamId: this.teamId, reviewerIds: this.reviewerIds });
    }
}

function createTeam(parent: TeamAccess, name: string, args: TeamAccessArgs): github.Team {
    return new github.Team(
        name,
        {
            name,
            description: args.description,
            privacy: "closed", // GitHub nests no secret teams
            createDefaultMaintainer: false, // else whoever holds the token maintains every team
            ...(args.parentTeamId === undefined ? {} : { parentTeamId: args.parentTeamId }),
        },
        formerly(parent, args.previously),
    );
}

function grantRepository(
    name: string,
    team: github.Team,
    { id, repository, permission }: RepositoryAccessArgs,
    options: pulumi.CustomResourceOptions,
): github.TeamRepository {
    return new github.TeamRepository(
        `${name}/${id}`,
        { teamId: team.id, repository, permission },
        // GitHub follows a renamed repository: to delete the old after creating the new would
        // delete the new.
        { ...options, deleteBeforeReplace: true },
    );
}
