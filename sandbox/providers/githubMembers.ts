import { oneOf, type ResourceType } from "../resourceType";
import { flag, text } from "../values";
import type { WorldReader } from "../world";
import type { GitHubPlace, Route } from "./githubApi";
import {
    accountOf,
    etagOf,
    join,
    leave,
    notFound,
    pair,
    refused,
    sameLogin,
    teamIdOf,
} from "./githubApi";

type GitHubResource = ResourceType<GitHubPlace>;

function membershipRoute(place: GitHubPlace, method: Route["method"], login: string): Route {
    return { place, method, path: `orgs/${place.owner}/memberships/${login}` };
}

export const membership: GitHubResource = {
    source: "terraform-provider-github resource_github_membership.go",
    inputs: {
        username: { type: "string", required: true, replaces: true, same: sameLogin },
        role: { type: "string", default: "member", checks: [oneOf("member", "admin")] },
        downgradeOnDestroy: { type: "boolean", default: false },
    },
    outputs: { etag: [] },
    // A silent upsert. Invitations are accepted at once: in a sandbox there is nobody to click.
    create({ world, place, inputs }) {
        const login = text(inputs, "username");
        const account = accountOf(world, login);
        const route = membershipRoute(place, "PUT", login);
        if (account === undefined) throw notFound(route);
        const role = text(inputs, "role") === "admin" ? "admin" : "member";
        if (role === "member" && isLastOwner(world, account.id)) {
            throw refused(route, "403 You can't demote the last owner.");
        }
        join(world, account.id, role);
        return `${place.owner}:${login}`;
    },
    read({ world, id }) {
        const [, username] = pair(id);
        const account = accountOf(world, username);
        const member = account && world.read("github/members", account.id);
        return member && { username, role: member.role, etag: etagOf(account, member) };
    },
    update: (call) => {
        membership.create(call);
    },
    // A 404 counts as done.
    delete({ world, place, id, state }) {
        const login = pair(id)[1];
        const account = accountOf(world, login);
        const member = account && world.read("github/members", account.id);
        if (member === undefined) return;
        const downgrade = flag(state, "downgradeOnDestroy");
        if (isLastOwner(world, member.accountId)) {
            const route = membershipRoute(place, downgrade ? "PUT" : "DELETE", login);
            const what = downgrade ? "demote" : "remove";
            throw refused(route, `403 You can't ${what} the last owner.`);
        }
        if (downgrade) {
            world.put("github/members", member.accountId, { ...member, role: "member" });
        } else leave(world, member.accountId);
    },
};

/** An organisation must keep an owner: the last one can be removed only after another is made. */
function isLastOwner(world: WorldReader, accountId: number): boolean {
    const owners = world
        .list("github/members")
        .filter(({ role, state }) => role === "admin" && state === "active");
    return owners.length === 1 && owners[0]?.accountId === accountId;
}

function teamMembershipRoute(place: GitHubPlace, method: Route["method"], id: string): Route {
    const [teamId, login] = pair(id);
    const path = `organizations/${place.organizationId}/team/${teamId}/memberships/${login}`;
    return { place, method, path };
}

export const teamMembership: GitHubResource = {
    source: "terraform-provider-github resource_github_team_membership.go",
    inputs: {
        teamId: { type: "string", required: true, replaces: true },
        username: { type: "string", required: true, replaces: true, same: sameLogin },
        role: { type: "string", default: "member", checks: [oneOf("member", "maintainer")] },
    },
    outputs: { etag: [] },
    // A non-member is invited to the organisation and stays pending until accepted.
    create({ world, place, inputs }) {
        const id = `${text(inputs, "teamId")}:${text(inputs, "username")}`;
        const teamId = teamIdOf(world, place, text(inputs, "teamId"));
        const account = accountOf(world, text(inputs, "username"));
        if (account === undefined || world.read("github/teams", teamId) === undefined) {
            throw notFound(teamMembershipRoute(place, "PUT", id));
        }
        const accountId = account.id;
        const member = world.read("github/members", accountId);
        const state = member?.state ?? "pending";
        const role = text(inputs, "role") === "maintainer" ? "maintainer" : "member";
        if (member === undefined) {
            world.put("github/members", accountId, { accountId, role: "member", state });
        }
        world.put("github/teamMembers", `${teamId}.${accountId}`, {
            teamId,
            accountId,
            role,
            state,
        });
        return id;
    },
    // An owner of the organisation is a maintainer of every team of theirs, whatever role was asked for.
    read({ world, place, id }) {
        const [teamId, username] = pair(id);
        const account = accountOf(world, username);
        const key = `${teamIdOf(world, place, teamId)}.${account?.id}`;
        const found = world.read("github/teamMembers", key);
        if (account === undefined || found === undefined) return undefined;
        const owner = world.read("github/members", account.id);
        const owns = owner?.role === "admin" && owner.state === "active";
        const role = owns ? "maintainer" : found.role;
        return { teamId, username, role, etag: etagOf(account, found, role) };
    },
    update: (call) => {
        teamMembership.create(call);
    },
    // A 404 fails, unlike for a membership of the organisation.
    delete({ world, place, id }) {
        const [teamId, login] = pair(id);
        const key = `${teamIdOf(world, place, teamId)}.${accountOf(world, login)?.id}`;
        if (world.read("github/teamMembers", key) === undefined) {
            throw notFound(teamMembershipRoute(place, "DELETE", id));
        }
        world.remove("github/teamMembers", key);
    },
};
