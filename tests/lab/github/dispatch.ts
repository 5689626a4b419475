import { environmentRoutes } from "./environmentRoutes";
import { answerQuery } from "./graphql";
import { organizationRoutes } from "./organizationRoutes";
import { repositoryRoutes } from "./repositoryRoutes";
import { type Answer, type Call, type Route, rights } from "./route";
import { type GitHubState, same } from "./state";
import { teamRoutes } from "./teamRoutes";
import { valueRoutes } from "./valueRoutes";

const routes: readonly Route[] = [
    ...organizationRoutes,
    ...teamRoutes,
    ...repositoryRoutes,
    ...environmentRoutes,
    ...valueRoutes,
];

export function isQuery({ method, path }: Pick<Call, "method" | "path">): boolean {
    return method === "POST" && path === "/graphql";
}

/** GitHub does not say whether something is not there or not to be seen. */
const missing: Answer = { status: 404, body: { message: "Not Found" } };

export interface Dispatched {
    /** The route in GitHub's notation, or why there is none. */
    readonly route: string;
    readonly answer: Answer;
}

/** Finds who answers a call. */
export function dispatch(call: Call, known: boolean): Dispatched {
    if (!known) {
        return { route: "no token", answer: { status: 401, body: { message: "Bad credentials" } } };
    }
    if (isQuery(call)) return { route: "/graphql", answer: answerQuery(call) };
    const moved = redirect(call);
    if (moved) return { route: "redirect", answer: moved };
    const path = canonical(call);
    for (const each of routes) {
        const match = each.method === call.method ? each.pattern.exec(path) : null;
        if (!match) continue;
        const allowed = rights.indexOf(call.rights) >= rights.indexOf(each.needs);
        const params = decode(match.groups ?? {});
        const here = belongsHere(call.state, params);
        const answer = allowed && here ? each.handle({ ...call, params }) : undefined;
        return { route: each.path, answer: answer ?? missing };
    }
    return { route: "unknown", answer: missing };
}

function decode(groups: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
}

function belongsHere(
    { organization }: GitHubState,
    { org, owner }: Readonly<Record<string, string>>,
): boolean {
    return [org, owner].every((name) => name === undefined || same(name, organization.login));
}

/** The way by ids is another one to the same place. */
function canonical({ state, path }: Call): string {
    const { login, id } = state.organization;
    return path
        .replace(/^\/organizations\/(\d+)/, (all, number) =>
            Number(number) === id ? `/orgs/${login}` : all,
        )
        .replace(/^(\/orgs\/[^/]+)\/team\/(\d+)/, (all, before, number) => {
            const team = state.teams.get(Number(number));
            return team ? `${before}/teams/${team.slug}` : all;
        })
        .replace(/^\/repositories\/(\d+)/, (all, number) => {
            const repository = state.repositories.get(Number(number));
            return repository ? `/repos/${login}/${repository.name}` : all;
        });
}

/** A repository's former name leads to its id: for ever, but for a write with the same method. */
function redirect({ state, url, method, path, query }: Call): Answer | undefined {
    const [, owner = "", name = "", rest = ""] = /^\/repos\/([^/]+)\/([^/]+)(.*)$/.exec(path) ?? [];
    if (!same(owner, state.organization.login)) return undefined;
    const repositories = [...state.repositories.values()];
    if (repositories.some((each) => same(each.name, name))) return undefined;
    const moved = repositories.find(({ formerNames }) =>
        formerNames.some((old) => same(old, name)),
    );
    if (!moved) return undefined;
    const asked = query.size > 0 ? `?${query}` : "";
    return {
        status: method === "GET" ? 301 : 307,
        headers: { location: `${url}/repositories/${moved.id}${rest}${asked}` },
        body: { message: "Moved Permanently" },
    };
}
