import { namePairs } from "./names";
import type { EnvironmentSpec } from "./planEnvironment";
import type { OrganizationSpec } from "./planOrganization";
import { token } from "./resources";

/** A resource whose deletion only takes access away, as a stack should have it. */
export interface Leaf {
    readonly type: string;
    readonly name: string;
    /** Former names, under one of which it may still be in state. */
    readonly previously: readonly string[];
}

/** The leaves of the `org` stack. */
export function organizationLeaves({ people, teams }: OrganizationSpec): Leaf[] {
    return [
        ...teams.flatMap(({ key, previously, repositories }) =>
            repositories.map(({ id }) =>
                below(token.teamRepository, { name: key, previously }, { name: String(id) }),
            ),
        ),
        ...people.flatMap(({ key, previously, github }) => {
            const person = { name: key, previously };
            return [
                { type: token.membership, ...person },
                ...github.teams.map((membership) =>
                    below(token.teamMembership, person, {
                        name: membership.team,
                        previously: membership.previously,
                    }),
                ),
                ...github.repositories.map(({ id }) =>
                    below(token.collaborator, person, { name: String(id) }),
                ),
            ];
        }),
    ];
}

/** The leaves of an environment's stack. */
export function environmentLeaves({ roles, people, workloads, secrets }: EnvironmentSpec): Leaf[] {
    return [
        ...roles.flatMap(({ name, previously, aws }) =>
            aws ? [{ type: token.assignment, name, previously }] : [],
        ),
        ...people.flatMap(({ key, previously, aws, vault }) => {
            const person = { name: key, previously };
            const held = (type: string) => (role: { role: string; previously: string[] }) =>
                below(type, person, { name: role.role, previously: role.previously });
            return [
                ...aws.map(held(token.groupMembership)),
                ...vault.map(held(token.vaultGroupMembers)),
            ];
        }),
        ...workloads.flatMap(({ key, previously, aws, vault }) => [
            ...(aws ? [{ type: token.workloadRole, name: key, previously }] : []),
            ...(vault ? [{ type: token.workloadJwtRole, name: key, previously }] : []),
        ]),
        ...secrets.flatMap(({ key, previously, github }) =>
            github ? [{ type: token.githubSecret, name: key, previously }] : [],
        ),
    ];
}

interface Named {
    readonly name: string;
    readonly previously?: readonly string[];
}

function below(type: string, holder: Named, held: Named): Leaf {
    return {
        type,
        name: `${holder.name}/${held.name}`,
        previously: namePairs(holder, held),
    };
}
