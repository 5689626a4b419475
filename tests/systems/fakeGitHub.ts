import { type Answer, type Asked, type FakeServer, serve } from "./fakeServer";
import type { FakeRepository, GitHubState, User } from "./gitHubState";

export interface FakeGitHub extends FakeServer {
    readonly state: GitHubState;
    /** Answers a call before the organisation does. */
    intercept: (asked: Asked) => Answer | undefined;
}

/** Lists come two at a time, whatever is asked for, so that every list is read page by page. */
const pageSize = 2;

export async function startGitHub(state: GitHubState): Promise<FakeGitHub> {
    const intercepted = { intercept: (_asked: Asked): Answer | undefined => undefined };
    const server = await serve(
        (asked) => intercepted.intercept(asked) ?? answer(state, asked) ?? missing,
    );
    return Object.assign(intercepted, server, { state });
}

export const missing: Answer = { status: 404, body: { message: "Not Found" } };
const done: Answer = { status: 204 };

type Handler = (state: GitHubState, match: string[], asked: Asked) => Answer | undefined;

function answer(state: GitHubState, asked: Asked): Answer | undefined {
    const line = `${asked.method} ${asked.path}`;
    for (const [pattern, handle] of routes) {
        const match = pattern.exec(line);
        if (match) return handle(state, match.slice(1), asked);
    }
    return undefined;
}

const routes: readonly (readonly [RegExp, Handler])[] = [
    [/^GET \/user\/(\d+)$/, (state, [id]) => found(userOf(state, Number(id)))],
    [
        /^GET \/users\/(.+)$/,
        (state, [login = ""]) => found(state.users.find((user) => same(user.login, login))),
    ],
    [/^GET \/orgs\/acme$/, (state) => found(organizationOf(state))],
    [
        /^GET \/installation\/repositories$/,
        ({ selection, repositories }) =>
            selection &&
            found({ total_count: repositories.length, repository_selection: selection }),
    ],
    [
        /^GET \/orgs\/acme\/members$/,
        (state, _match, asked) => {
            const admins = asked.query.get("role") === "admin";
            return page(asked, users(state, admins ? state.admins : state.members));
        },
    ],
    [/^GET \/orgs\/acme\/memberships\/(.+)$/, membership],
    [/^DELETE \/orgs\/acme\/memberships\/(.+)$/, leave],
    [
        /^GET \/orgs\/acme\/invitations$/,
        (state, _match, asked) =>
            page(
                asked,
                state.invitations.map((each) => ({ ...each, role: "direct_member" })),
            ),
    ],
    [
        /^DELETE \/orgs\/acme\/invitations\/(\d+)$/,
        (state, [id]) => take(state.invitations, (each) => each.id === Number(id)),
    ],
    [
        /^GET \/orgs\/acme\/outside_collaborators$/,
        (state, _match, asked) => page(asked, users(state, state.outsiders)),
    ],
    [
        /^DELETE \/orgs\/acme\/outside_collaborators\/(.+)$/,
        (state, [login = ""]) => take(state.outsiders, (id) => named(state, id, login)),
    ],
    [
        /^GET \/orgs\/acme\/teams$/,
        (state, _match, asked) =>
            page(
                asked,
                state.teams.map(({ id, slug, parent }) => ({
                    id,
                    slug,
                    parent: parent === undefined ? null : { id: parent },
                })),
            ),
    ],
    [/^POST \/graphql$/, ownMembers],
    [
        /^GET \/organizations\/100200\/team\/(\d+)\/members$/,
        (state, [id], asked) => page(asked, allMembers(state, Number(id))),
    ],
    [
        /^DELETE \/organizations\/100200\/team\/(\d+)\/memberships\/(.+)$/,
        (state, [id, login = ""]) =>
            take(state.teams.find((team) => team.id === Number(id))?.members ?? [], (member) =>
                named(state, member.id, login),
            ),
    ],
    [/^GET \/orgs\/acme\/credential-authorizations$/, authorizations],
    [
        /^DELETE \/orgs\/acme\/credential-authorizations\/(\d+)$/,
        (state, [id]) => take(state.authorizations, (each) => each.credential_id === Number(id)),
    ],
    [
        /^GET \/orgs\/acme\/repos$/,
        (state, _match, asked) =>
            page(
                asked,
                state.repositories.map(({ id, name }) => ({ id, name })),
            ),
    ],
    [/^(\w+) \/repos\/acme\/([^/]+)\/(.+)$/, inRepository],
];

/** Those of the teams below are among them. */
function allMembers({ teams }: GitHubState, id: number): { id: number }[] {
    const below = teams.filter((team) => team.id === id || team.parent === id);
    return below.flatMap(({ members }) => members);
}

/** As `membership: IMMEDIATE` asks for them, one at a time. */
function ownMembers({ teams }: GitHubState, _match: string[], { body }: Asked): Answer | undefined {
    const { query = "", variables } = body as {
        readonly query?: string;
        readonly variables?: { readonly slug: string; readonly after: string | null };
    };
    const team = teams.find(({ slug }) => slug === variables?.slug);
    if (!team || !query.includes("members(membership: IMMEDIATE,")) return undefined;
    const start = Number(variables?.after ?? 0);
    const members = {
        nodes: team.members.slice(start, start + 1).map(({ id }) => ({ databaseId: id })),
        pageInfo: { hasNextPage: start + 1 < team.members.length, endCursor: String(start + 1) },
    };
    return { status: 200, body: { data: { organization: { team: { members } } } } };
}

function inRepository(state: GitHubState, match: string[], asked: Asked): Answer | undefined {
    const [method, name, rest = ""] = match;
    const found = state.repositories.find((each) => each.name === name);
    if (!found) return undefined;
    const [list, ...keys] = rest.split("/");
    const key = keys.length === 0 ? undefined : keys.join("/");
    if (list === "actions") return actions(state, found, `${method} ${rest}`, asked);
    if (list === "environments") return environments(state, found, asked, key);
    if (list === "collaborators") {
        if (method === "DELETE") {
            return take(found.collaborators, ({ id }) => named(state, id, key ?? ""));
        }
        const all = found.collaborators.map((each) => ({ ...userOf(state, each.id), ...each }));
        return page(asked, asked.query.get("affiliation") === "direct" ? all : []);
    }
    if (list === "invitations") {
        if (method === "DELETE") return take(found.invitations, ({ id }) => id === Number(key));
        const invited = found.invitations.map((each) => ({
            ...each,
            invitee: userOf(state, each.invitee),
        }));
        return page(asked, invited);
    }
    if (list !== "keys") return undefined;
    if (method === "DELETE") return take(found.keys, ({ id }) => id === Number(key));
    return page(asked, found.keys);
}

function environments(
    state: GitHubState,
    { environments: all }: FakeRepository,
    asked: Asked,
    name?: string,
): Answer | undefined {
    const shown = all.map((each) => ({
        name: each.name,
        can_admins_bypass: false,
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
        protection_rules: [
            { type: "wait_timer", wait_timer: 5 },
            {
                type: "required_reviewers",
                prevent_self_review: true,
                reviewers: each.reviewers.map(({ type, id }) => ({
                    type,
                    reviewer: type === "User" ? userOf(state, id) : { id },
                })),
            },
        ],
    }));
    if (name === undefined) return page(asked, shown, "environments");
    if (asked.method === "GET") return found(shown.find((each) => each.name === name));
    const written = all.find((each) => each.name === name);
    const body = asked.body as { reviewers: { type: string; id: number }[] };
    if (written) written.reviewers = body.reviewers;
    return written ? { status: 200, body: {} } : undefined;
}

function actions(
    state: GitHubState,
    { name }: FakeRepository,
    line: string,
    asked: Asked,
): Answer | undefined {
    const cancelled = /^POST actions\/runs\/(\d+)\/cancel$/.exec(line);
    if (cancelled) {
        const run = state.runs.find(({ id }) => id === Number(cancelled[1]));
        if (run) run.status = "completed";
        return { status: 202, body: {} };
    }
    const asks = /^GET actions\/runs\/(\d+)$/.exec(line);
    if (asks) {
        const run = state.runs.find(({ id }) => id === Number(asks[1]));
        return found(run && { ...run, run_started_at: "2026-12-01T11:00:00Z" });
    }
    // `actor` asks for "the user who created the push associated with the check suite or workflow run":
    // whoever started it again is not among those.
    const actor = asked.query.get("actor");
    const runs = state.runs
        .filter((run) => run.repository === name && run.status === asked.query.get("status"))
        .filter((run) => actor === null || named(state, run.actor, actor))
        .map(({ id, actor, triggering = actor }) => ({
            id,
            actor: userOf(state, actor),
            triggering_actor: userOf(state, triggering),
            run_started_at: "2026-12-01T11:00:00Z",
        }));
    return page(asked, runs, "workflow_runs");
}

function organizationOf({ repositories, hidden, selection }: GitHubState) {
    const total = repositories.length + hidden;
    const counted = selection === undefined ? { total_private_repos: total - 1 } : {};
    return { login: "acme", id: 100200, public_repos: 1, ...counted, plan: { name: "team" } };
}

function membership(state: GitHubState, [login = ""]: string[]): Answer | undefined {
    const user = state.users.find((each) => same(each.login, login));
    if (!user) return undefined;
    const role = state.admins.includes(user.id) ? "admin" : "member";
    if (state.pending.includes(user.id)) return found({ state: "pending", role, user });
    if (![...state.admins, ...state.members].includes(user.id)) return undefined;
    return found({ state: "active", role, user });
}

/** As at GitHub: teams and repositories go with the membership. */
function leave(state: GitHubState, [login = ""]: string[]): Answer | undefined {
    const gone = (id: number) => named(state, id, login);
    for (const team of state.teams) take(team.members, ({ id }) => gone(id));
    for (const { collaborators } of state.repositories) take(collaborators, ({ id }) => gone(id));
    const lists = [state.admins, state.members, state.pending].map((list) => take(list, gone));
    return lists.find((each) => each === done);
}

function authorizations({ authorizations: all }: GitHubState, _match: string[], asked: Asked) {
    const login = asked.query.get("login") ?? "";
    return page(
        asked,
        all.filter((each) => same(each.login, login)),
    );
}

function page(asked: Asked, all: readonly unknown[], property?: string): Answer {
    const number = Number(asked.query.get("page") ?? "1");
    const items = all.slice((number - 1) * pageSize, number * pageSize);
    const more = all.length > number * pageSize;
    const next = `<http://elsewhere.example/next>; rel="next", <x>; rel="last"`;
    return {
        body: property === undefined ? items : { total_count: all.length, [property]: items },
        ...(more ? { headers: { link: next } } : {}),
    };
}

function found(body: unknown): Answer | undefined {
    return body === undefined ? undefined : { body };
}

function take<T>(list: T[], concerns: (item: T) => boolean): Answer {
    const before = list.length;
    list.splice(0, before, ...list.filter((item) => !concerns(item)));
    return list.length === before ? missing : done;
}

function users(state: GitHubState, ids: readonly number[]): User[] {
    return ids.flatMap((id) => userOf(state, id) ?? []);
}

function userOf({ users: all }: GitHubState, id: number): User | undefined {
    return all.find((user) => user.id === id);
}

function named(state: GitHubState, id: number, login: string): boolean {
    return same(userOf(state, id)?.login ?? "", login);
}

function same(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}
