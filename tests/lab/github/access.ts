import type { Schemas } from "./schemas";
import type { Account, GitHubState, Repository, Team } from "./state";
import { accountOf } from "./state";

/** GitHub has two names for two of them. */
const ranks: readonly string[] = ["pull", "triage", "push", "maintain", "admin"];
const shortNames: Readonly<Record<string, string>> = { read: "pull", write: "push" };
type RoleName = Schemas["repository-invitation"]["permissions"];
const roleNames: Readonly<Record<string, RoleName>> = {
    ...{ pull: "read", triage: "triage", push: "write", maintain: "maintain", admin: "admin" },
};

export function isPermission(name: unknown): name is string {
    return typeof name === "string" && ranks.includes(name);
}

export function roleName(permission: string): RoleName {
    const name = roleNames[permission];
    if (name === undefined) throw new Error(`${permission} is no permission; ${ranks} are`);
    return name;
}

/** `{ pull: true, triage: true, push: false, ... }`, as GitHub adds to a repository. */
export function permissionFlags(permission: string) {
    const has = (name: string) => ranks.indexOf(name) <= ranks.indexOf(permission);
    return {
        pull: has("pull"),
        triage: has("triage"),
        push: has("push"),
        maintain: has("maintain"),
        admin: has("admin"),
    };
}

/** What a team may do, by itself or as one below others. */
export function teamPermission(
    state: GitHubState,
    team: Team,
    repositoryId: number,
): string | undefined {
    return widest(withParents(state, team).map((each) => each.repositories.get(repositoryId)));
}

/** What somebody may do, whatever gives it to him. The invited may do nothing. */
export function effectivePermission(
    state: GitHubState,
    repository: Repository,
    accountId: number,
): string | undefined {
    const member = state.members.get(accountId);
    const given: (string | undefined)[] = [repository.collaborators.get(accountId)];
    if (member?.state === "active") {
        given.push(member.role === "admin" ? "admin" : state.organization.basePermission);
        for (const team of state.teams.values()) {
            if (team.members.get(accountId)?.state !== "active") continue;
            given.push(teamPermission(state, team, repository.id));
        }
    }
    return widest(given);
}

function widest(given: readonly (string | undefined)[]): string | undefined {
    const rank = Math.max(...given.map((name = "") => ranks.indexOf(shortNames[name] ?? name)), -1);
    return ranks[rank];
}

function withParents(state: GitHubState, team: Team): Team[] {
    const parent = team.parentId === undefined ? undefined : state.teams.get(team.parentId);
    return parent ? [team, ...withParents(state, parent)] : [team];
}

export function withChildren(state: GitHubState, team: Team): Team[] {
    const children = [...state.teams.values()].filter(({ parentId }) => parentId === team.id);
    return [team, ...children.flatMap((child) => withChildren(state, child))];
}

/** A team's active members; those of the teams below it count among them. */
export function teamMembers(state: GitHubState, team: Team): Account[] {
    const ids = withChildren(state, team).flatMap(({ members }) =>
        [...members].flatMap(([id, member]) => (member.state === "active" ? [id] : [])),
    );
    return [...new Set(ids)].flatMap((id) => accountOf(state, id) ?? []);
}

/** Leaving the organisation takes away every team and every repository in it. */
export function leave(state: GitHubState, accountId: number): void {
    state.members.delete(accountId);
    for (const team of state.teams.values()) team.members.delete(accountId);
    for (const repository of state.repositories.values()) {
        repository.collaborators.delete(accountId);
    }
}

/** A team goes with the teams below it. */
export function deleteTeam(state: GitHubState, team: Team): void {
    for (const each of withChildren(state, team)) {
        state.teams.delete(each.id);
        for (const { environments } of state.repositories.values()) {
            for (const environment of environments.values()) {
                environment.reviewers = environment.reviewers.filter(
                    ({ type, id }) => type !== "Team" || id !== each.id,
                );
            }
        }
    }
}
