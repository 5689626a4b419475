import { effectivePermission, isPermission } from "./access";
import { collaboratorBody, repositoryBody, repositoryInvitationBody } from "./bodies";
import {
    type Answer,
    type Call,
    done,
    found,
    invalid,
    page,
    type Route,
    repositoriesOf,
    repositoryOf,
    route,
} from "./route";
import { accountNamed, nextId } from "./state";

const repository = "/repos/{owner}/{repo}";

/** Repositories and who may use them. The same by id: `/repositories/1`. */
export const repositoryRoutes: readonly Route[] = [
    route("GET /orgs/{org}/repos", "member", (call) =>
        page(
            call,
            repositoriesOf(call).map((each) => repositoryBody(call.state, each)),
        ),
    ),
    route("GET /installation/repositories", "public", listInstalled),
    route(`GET ${repository}`, "member", (call) => {
        const known = repositoryOf(call);
        return found(known && repositoryBody(call.state, known));
    }),
    route(`GET ${repository}/collaborators`, "owner", listCollaborators),
    route(`PUT ${repository}/collaborators/{username}`, "owner", addCollaborator),
    route(`DELETE ${repository}/collaborators/{username}`, "owner", (call) => {
        const known = repositoryOf(call);
        const account = accountNamed(call.state, call.params.username ?? "");
        if (!known || !account) return undefined;
        known.collaborators.delete(account.id);
        return done;
    }),
    route(`GET ${repository}/invitations`, "owner", (call) => {
        const known = repositoryOf(call);
        if (!known) return undefined;
        const bodies = [...known.invitations].map(([id, invitation]) =>
            repositoryInvitationBody(call.state, known, id, invitation),
        );
        return page(call, bodies);
    }),
    route(`DELETE ${repository}/invitations/{invitation_id}`, "owner", (call) =>
        repositoryOf(call)?.invitations.delete(Number(call.params.invitation_id))
            ? done
            : undefined,
    ),
    route(`GET ${repository}/keys`, "owner", (call) => {
        const known = repositoryOf(call);
        return known && page(call, [...known.keys.values()]);
    }),
    route(`DELETE ${repository}/keys/{key_id}`, "owner", (call) =>
        repositoryOf(call)?.keys.delete(Number(call.params.key_id)) ? done : undefined,
    ),
    // No workflow ever runs here.
    route(`GET ${repository}/actions/runs`, "member", (call) =>
        repositoryOf(call) ? page(call, [], "workflow_runs") : undefined,
    ),
];

/** Only an app's token is told. */
function listInstalled(call: Call): Answer {
    const { selection } = call;
    if (selection === undefined) {
        return { status: 403, body: { message: "You must authenticate with an installation" } };
    }
    const bodies = repositoriesOf(call).map((each) => repositoryBody(call.state, each));
    const { body, ...rest } = page(call, bodies, "repositories");
    const said = { repository_selection: selection === "all" ? "all" : "selected" };
    return { ...rest, body: { ...(body as object), ...said } };
}

/** Whoever may use it by whatever, or (`direct`) by a line of his own. */
function listCollaborators(call: Call): Answer | undefined {
    const { state, query } = call;
    const known = repositoryOf(call);
    if (!known) return undefined;
    const affiliation = query.get("affiliation") ?? "all";
    const listed = state.accounts.flatMap((account) => {
        const permission = effectivePermission(state, known, account.id);
        const own = known.collaborators.has(account.id);
        const shown =
            affiliation === "all" ||
            (own && (affiliation === "direct" || !state.members.has(account.id)));
        return permission !== undefined && shown ? [collaboratorBody(account, permission)] : [];
    });
    return page(call, listed);
}

/** A member may use it at once; everybody else is invited. */
function addCollaborator(call: Call): Answer | undefined {
    const { state } = call;
    const known = repositoryOf(call);
    const account = accountNamed(state, call.params.username ?? "");
    if (!known || !account) return undefined;
    const { permission = "push" } = call.body;
    if (!isPermission(permission)) {
        return invalid("RepositoryInvitation", "permission", `${permission} is not a permission`);
    }
    const member = state.members.get(account.id)?.state === "active";
    if (member || state.acceptAtOnce) {
        known.collaborators.set(account.id, permission);
        if (member) return done;
    }
    const id = nextId(state);
    const invitation = { accountId: account.id, permission };
    if (!state.acceptAtOnce) known.invitations.set(id, invitation);
    return { status: 201, body: repositoryInvitationBody(state, known, id, invitation) };
}
