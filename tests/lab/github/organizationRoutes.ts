import { leave } from "./access";
import { invitationBody, membershipBody, organizationBody, userBody } from "./bodies";
import { type Answer, type Call, done, found, invalid, page, type Route, route } from "./route";
import { type Account, accountNamed, accountOf, type GitHubState, nextId, same } from "./state";

/** Accounts, the organisation, who belongs to it and who is invited. */
export const organizationRoutes: readonly Route[] = [
    route("GET /user/{account_id}", "public", ({ state, params }) => {
        const account = accountOf(state, Number(params.account_id));
        return found(account && userBody(account));
    }),
    route("GET /users/{username}", "public", ({ state, params }) => {
        const account = accountNamed(state, params.username ?? "");
        return found(account && userBody(account));
    }),
    route("GET /orgs/{org}", "public", ({ state, rights, selection }) =>
        found(organizationBody(state, { owner: rights === "owner", app: selection !== undefined })),
    ),
    route("GET /orgs/{org}/members", "member", (call) =>
        page(call, listMembers(call.state, call.query.get("role") ?? "all").map(userBody)),
    ),
    route("GET /orgs/{org}/memberships/{username}", "member", ({ state, params }) => {
        const account = accountNamed(state, params.username ?? "");
        return found(account && membershipBody(state, account));
    }),
    route("PUT /orgs/{org}/memberships/{username}", "owner", setMembership),
    route("DELETE /orgs/{org}/memberships/{username}", "owner", removeMembership),
    route("GET /orgs/{org}/invitations", "owner", (call) =>
        page(
            call,
            pending(call.state).map((account) => invitationBody(call.state, account)),
        ),
    ),
    route("DELETE /orgs/{org}/invitations/{invitation_id}", "owner", ({ state, params }) => {
        const invited = pending(state).find(
            ({ id }) => state.members.get(id)?.invitationId === Number(params.invitation_id),
        );
        if (!invited) return undefined;
        leave(state, invited.id);
        return done;
    }),
    route("GET /orgs/{org}/outside_collaborators", "owner", (call) =>
        page(call, outsiders(call.state).map(userBody)),
    ),
    route("DELETE /orgs/{org}/outside_collaborators/{username}", "owner", ({ state, params }) => {
        const outsider = outsiders(state).find(({ login }) => same(login, params.username ?? ""));
        if (!outsider) return undefined;
        for (const { collaborators } of state.repositories.values()) {
            collaborators.delete(outsider.id);
        }
        return done;
    }),
];

export function listMembers(state: GitHubState, role: string): Account[] {
    return [...state.members].flatMap(([id, member]) => {
        if (member.state !== "active" || (role !== "all" && member.role !== role)) return [];
        return accountOf(state, id) ?? [];
    });
}

function pending(state: GitHubState): Account[] {
    return [...state.members].flatMap(([id, member]) =>
        member.state === "pending" ? (accountOf(state, id) ?? []) : [],
    );
}

/** They have a repository, and are no members. */
function outsiders(state: GitHubState): Account[] {
    const ids = [...state.repositories.values()].flatMap(({ collaborators }) => [
        ...collaborators.keys(),
    ]);
    return [...new Set(ids)].flatMap((id) =>
        state.members.has(id) ? [] : (accountOf(state, id) ?? []),
    );
}

/** Invites, or changes the role of somebody who is there. */
function setMembership({ state, params, body }: Call): Answer | undefined {
    const account = accountNamed(state, params.username ?? "");
    if (!account) return undefined;
    const { role = "member" } = body;
    if (role !== "admin" && role !== "member") {
        return invalid("OrganizationMembership", "role", `${role} is not a valid role`);
    }
    const member = state.members.get(account.id);
    if (member?.role === "admin" && role === "member" && isLastOwner(state, account.id)) {
        return { status: 403, body: { message: "You can't demote the last owner." } };
    }
    if (member) member.role = role;
    else invite(state, account.id, role);
    return { body: membershipBody(state, account) };
}

export function invite(state: GitHubState, accountId: number, role: "admin" | "member"): void {
    state.members.set(
        accountId,
        state.acceptAtOnce
            ? { role, state: "active" }
            : { role, state: "pending", invitationId: nextId(state) },
    );
}

function removeMembership({ state, params }: Call): Answer | undefined {
    const account = accountNamed(state, params.username ?? "");
    if (!account || !state.members.has(account.id)) return undefined;
    if (isLastOwner(state, account.id)) {
        return { status: 403, body: { message: "You can't remove the last owner." } };
    }
    leave(state, account.id);
    return done;
}

function isLastOwner(state: GitHubState, accountId: number): boolean {
    const owners = listMembers(state, "admin");
    return owners.length === 1 && owners[0]?.id === accountId;
}
