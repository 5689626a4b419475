import { deleteTeam, isPermission, teamMembers, teamPermission, withChildren } from "./access";
import { membershipInTeam, teamBody, teamRepositoryBody, userBody } from "./bodies";
import { invite } from "./organizationRoutes";
import {
    type Answer,
    type Call,
    done,
    found,
    invalid,
    page,
    type Route,
    repositoryOf,
    route,
    teamOf,
} from "./route";
import { accountNamed, administrator, type GitHubState, nextId, type Team } from "./state";

const team = "/orgs/{org}/teams/{team_slug}";

/** Teams, who is in them, and what they may use. The same by id: `/organizations/1/team/2`. */
export const teamRoutes: readonly Route[] = [
    route("GET /orgs/{org}/teams", "member", (call) =>
        page(
            call,
            [...call.state.teams.values()].map((each) => teamBody(call.state, each)),
        ),
    ),
    route("POST /orgs/{org}/teams", "owner", createTeam),
    route(`GET ${team}`, "member", (call) => {
        const known = teamOf(call);
        return found(known && teamBody(call.state, known));
    }),
    route(`PATCH ${team}`, "owner", changeTeam),
    route(`DELETE ${team}`, "owner", (call) => {
        const known = teamOf(call);
        if (!known) return undefined;
        deleteTeam(call.state, known);
        return done;
    }),
    route(`GET ${team}/members`, "member", (call) => {
        const known = teamOf(call);
        return known && page(call, listMembers(call.state, known));
    }),
    route(`GET ${team}/memberships/{username}`, "member", readMembership),
    route(`PUT ${team}/memberships/{username}`, "owner", setMembership),
    route(`DELETE ${team}/memberships/{username}`, "owner", (call) => {
        const account = accountNamed(call.state, call.params.username ?? "");
        return account && teamOf(call)?.members.delete(account.id) ? done : undefined;
    }),
    route(`GET ${team}/repos/{owner}/{repo}`, "member", readRepository),
    route(`PUT ${team}/repos/{owner}/{repo}`, "owner", (call) => {
        const [known, repository] = [teamOf(call), repositoryOf(call)];
        if (!known || !repository) return undefined;
        const { permission = "push" } = call.body;
        if (!isPermission(permission)) {
            return invalid("TeamMember", "permission", `${permission} is not a valid permission`);
        }
        known.repositories.set(repository.id, permission);
        return done;
    }),
    route(`DELETE ${team}/repos/{owner}/{repo}`, "owner", (call) => {
        const [known, repository] = [teamOf(call), repositoryOf(call)];
        if (!known || !repository) return undefined;
        known.repositories.delete(repository.id);
        return done;
    }),
];

/** Those of the teams below are marked: GitHub tells so since 2026, later than its types are. */
function listMembers(state: GitHubState, known: Team) {
    return teamMembers(state, known).map((account) => {
        const own = known.members.get(account.id);
        return { ...userBody(account), role: own?.role ?? "member", inherited: own === undefined };
    });
}

/** Whoever makes a team maintains it at first. */
function createTeam({ state, body }: Call): Answer {
    const id = nextId(state);
    const created: Team = {
        id,
        name: "",
        slug: "",
        description: "",
        privacy: "secret",
        notificationSetting: "notifications_enabled",
        parentId: undefined,
        members: new Map([[administrator.id, { role: "maintainer", state: "active" }]]),
        repositories: new Map(),
    };
    const problem = write(state, created, body);
    if (problem) return problem;
    state.teams.set(id, created);
    return { status: 201, body: teamBody(state, created) };
}

function changeTeam(call: Call): Answer | undefined {
    const known = teamOf(call);
    if (!known) return undefined;
    return write(call.state, known, call.body) ?? { body: teamBody(call.state, known) };
}

/** What is not said stays as it is; a parent is taken away by `null`. Says what is wrong. */
function write(state: GitHubState, target: Team, body: Call["body"]): Answer | undefined {
    const { name = target.name, parent_team_id: parentId = target.parentId } = body;
    const { privacy = parentId ? "closed" : target.privacy } = body;
    const slug = slugOf(String(name));
    const others = [...state.teams.values()].filter(({ id }) => id !== target.id);
    if (slug === "" || others.some((other) => other.slug === slug)) {
        return invalid("Team", "name", "Name must be unique for this org");
    }
    if (typeof parentId === "number") {
        const parent = state.teams.get(parentId);
        if (!parent) return invalid("Team", "parent_team_id", "Parent team does not exist");
        if (privacy === "secret" || parent.privacy === "secret") {
            return invalid("Team", "privacy", "Secret teams cannot be nested");
        }
        if (withChildren(state, target).some(({ id }) => id === parentId)) {
            return invalid("Team", "parent_team_id", "A team cannot be below itself");
        }
    }
    const { description = target.description, notification_setting: notify } = body;
    Object.assign(target, {
        name,
        slug,
        description: description ?? "",
        privacy,
        notificationSetting: notify ?? target.notificationSetting,
        parentId: typeof parentId === "number" ? parentId : undefined,
    });
    return undefined;
}

function slugOf(name: string): string {
    return name
        .toLowerCase()
        .replace(/[^a-z0-9_]+/g, "-")
        .replace(/^-+|-+$/g, "");
}

/** Members of the teams below are members too; an owner maintains every team that he is in. */
function readMembership(call: Call): Answer | undefined {
    const { state } = call;
    const known = teamOf(call);
    const account = accountNamed(state, call.params.username ?? "");
    if (!known || !account) return undefined;
    const below = teamMembers(state, known).some(({ id }) => id === account.id);
    const inherited = below ? ({ role: "member", state: "active" } as const) : undefined;
    const membership = known.members.get(account.id) ?? inherited;
    if (!membership) return undefined;
    const owner = state.members.get(account.id);
    const maintains = owner?.role === "admin" && owner.state === "active";
    return { body: membershipInTeam(maintains ? "maintainer" : membership.role, membership.state) };
}

/** Somebody who is no member is invited to the organisation as well. */
function setMembership(call: Call): Answer | undefined {
    const { state } = call;
    const known = teamOf(call);
    const account = accountNamed(state, call.params.username ?? "");
    if (!known || !account) return undefined;
    const { role = "member" } = call.body;
    if (role !== "member" && role !== "maintainer") {
        return invalid("TeamMembership", "role", `${role} is not a valid role`);
    }
    if (!state.members.has(account.id)) invite(state, account.id, "member");
    const standing = state.members.get(account.id)?.state ?? "pending";
    known.members.set(account.id, { role, state: standing });
    return readMembership(call) ?? { body: membershipInTeam(role, standing) };
}

/** Without the media type for it GitHub answers only whether the team may use it at all. */
function readRepository(call: Call): Answer | undefined {
    const { state } = call;
    const [known, repository] = [teamOf(call), repositoryOf(call)];
    const permission = known && repository && teamPermission(state, known, repository.id);
    if (!repository || permission === undefined) return undefined;
    if (!call.accept.includes("repository+json")) return done;
    return { body: teamRepositoryBody(state, repository, permission) };
}
