import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";

export interface TeamAccessArgs {
    description: string;
    /** The id of the team above; absent: none. */
    parentTeamId?: pulumi.Input<string>;
    repositories: RepositoryAccessArgs[];
}

export interface RepositoryAccessArgs {
    /** GitHub's numeric id: names the leaf, because a rename does not change it. */
    id: number;
    /** The repository's name, without its owner. */
    repository: string;
    /** `pull`, `triage`, `push`, `maintain` or `admin`. */
    permission: string;
}

/** A GitHub team, and a leaf for each repository that it may use. */
export class TeamAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = "rollcall:index:TeamAccess";

    /** GitHub's numeric id of the team, as a string. */
    readonly teamId: pulumi.Output<string>;

    constructor(name: string, args: TeamAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        super(TeamAccess.__pulumiType, name, args, opts);
        const team = createTeam(this, name, args);
        for (const repository of args.repositories) {
            grantRepository(this, name, team, repository);
        }
        this.teamId = team.id;
        this.registerOutputs({ teamId: this.teamId });
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
        { parent },
    );
}

function grantRepository(
    parent: TeamAccess,
    name: string,
    team: github.Team,
    { id, repository, permission }: RepositoryAccessArgs,
): void {
    new github.TeamRepository(
        `${name}/${id}`,
        { teamId: team.id, repository, permission },
        // GitHub follows a renamed repository: to delete the old after creating the new would
        // delete the new.
        { parent, deleteBeforeReplace: true },
    );
}
