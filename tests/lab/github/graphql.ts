import { nodeId } from "./bodies";
import { listMembers } from "./organizationRoutes";
import type { Answer, Call } from "./route";
import { same } from "./state";

/** The two queries that are asked here: the provider's and the reader's. */
export function answerQuery(call: Call): Answer {
    const { query = "" } = call.body as Query;
    if (query.includes("membersWithRole(first: 100, after: $after)")) return listEverybody(call);
    if (query.includes("members(membership: IMMEDIATE, first: 100, after: $after)")) {
        return listOwnMembers(call);
    }
    return refusal("the lab knows no such query");
}

/** Who is in a team himself, and not through one below. */
function listOwnMembers({ state, body, rights }: Call): Answer {
    const { variables } = body as Query;
    const team = [...state.teams.values()].find(({ slug }) => slug === variables?.slug);
    if (rights === "nothing" || !same(variables?.owner ?? "", state.organization.login) || !team) {
        return refusal("Could not resolve to an Organization or a Team by that name.");
    }
    const active = [...team.members].filter(([, { state }]) => state === "active");
    const nodes = active.map(([id]) => ({ databaseId: id }));
    const pageInfo = { endCursor: null, hasNextPage: false };
    return { body: { data: { organization: { team: { members: { nodes, pageInfo } } } } } };
}

/** Who belongs to an organisation, a hundred at a time. */
function listEverybody({ state, body, rights }: Call): Answer {
    const { variables } = body as Query;
    if (rights !== "owner" || !same(variables?.login ?? "", state.organization.login)) {
        return refusal(
            `Could not resolve to an Organization with the login of '${variables?.login}'.`,
        );
    }
    const all = listMembers(state, "all");
    const begin = Number(variables?.after ?? 0);
    const end = begin + 100;
    const edges = all.slice(begin, end).map(({ id, login }) => ({
        role: state.members.get(id)?.role.toUpperCase(),
        node: { id: nodeId("U", id), login, email: "" },
    }));
    const pageInfo = { endCursor: String(end), hasNextPage: end < all.length };
    return { body: { data: { organization: { membersWithRole: { edges, pageInfo } } } } };
}

interface Query {
    readonly query?: string;
    readonly variables?: {
        readonly login?: string;
        readonly owner?: string;
        readonly slug?: string;
        readonly after?: string | null;
    };
}

/** GraphQL says what is wrong with status 200. */
function refusal(message: string): Answer {
    return { body: { data: null, errors: [{ type: "NOT_FOUND", message }] } };
}
