import { nodeId } from "./bodies";
import { listMembers } from "./organizationRoutes";
import type { Answer, Call } from "./route";
import { same } from "./state";

/** The one query that the provider sends: who belongs to an organisation, a hundred at a time. */
export function answerQuery({ state, body, rights }: Call): Answer {
    const { query, variables } = body as Query;
    if (!query?.includes("membersWithRole(first: 100, after: $after)")) {
        return refusal("the lab knows no such query");
    }
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
    readonly variables?: { readonly login?: string; readonly after?: string | null };
}

/** GraphQL says what is wrong with status 200. */
function refusal(message: string): Answer {
    return { body: { data: null, errors: [{ type: "NOT_FOUND", message }] } };
}
