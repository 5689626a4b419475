import type { GitHubTeam } from "../collections";
import { oneOf, type ResourceType } from "../resourceType";
import { text, type Values } from "../values";
import type { WorldReader, WorldTransaction } from "../world";
import {
    childrenOf,
    deleteTeam,
    etagOf,
    type GitHubPlace,
    invalid,
    membersCount,
    nodeId,
    notFound,
    organizationOf,
    parentOf,
    type Route,
    slugOf,
    teamIdOf,
} from "./githubApi";

export const team: ResourceType<GitHubPlace> = {
    source: "terraform-provider-github resource_github_team.go",
    inputs: {
        name: { type: "string", autoName: 255 },
        description: { type: "string" },
        privacy: { type: "string", default: "secret", checks: [oneOf("secret", "closed")] },
        notificationSetting: {
            type: "string",
            default: "notifications_enabled",
            checks: [oneOf("notifications_enabled", "notifications_disabled")],
        },
        parentTeamId: {
            type: "string",
            same: (_old, given, { state }) =>
                given === state.parentTeamReadId || given === state.parentTeamReadSlug,
        },
        ldapDn: { type: "string" },
        createDefaultMaintainer: { type: "boolean", default: false },
        parentTeamReadId: { type: "string", computed: true },
        parentTeamReadSlug: { type: "string", computed: true },
    },
    outputs: {
        slug: ["name"],
        membersCount: [],
        nodeId: [],
        etag: [],
        parentTeamReadId: ["parentTeamId"],
        parentTeamReadSlug: ["parentTeamId"],
    },
    create({ world, place, inputs }) {
        const organization = organizationOf(world, place);
        const id = organization.lastTeamId + 1;
        const route: Route = { place, method: "POST", path: `orgs/${place.owner}/teams` };
        write(world, route, teamFrom(world, place, id, inputs));
        world.put("github/organizations", organization.id, { ...organization, lastTeamId: id });
        return String(id);
    },
    read({ world, place, id }) {
        const found = world.read("github/teams", id);
        if (found === undefined) return undefined;
        const parent = parentOf(world, found);
        const parentId = parent === undefined ? "" : String(parent.id);
        return {
            name: found.name,
            description: found.description,
            privacy: found.privacy,
            notificationSetting: found.notificationSetting,
            slug: found.slug,
            parentTeamId: parentId,
            parentTeamReadId: parentId,
            parentTeamReadSlug: parent?.slug ?? "",
            membersCount: membersCount(world, found),
            nodeId: nodeId("T", place.organizationId, found.id),
            etag: etagOf(found, membersCount(world, found)),
        };
    },
    update({ world, place, id, inputs }) {
        const path = `organizations/${place.organizationId}/team/${id}`;
        const route: Route = { place, method: "PATCH", path };
        if (world.read("github/teams", id) === undefined) throw notFound(route);
        write(world, route, teamFrom(world, place, Number(id), inputs));
    },
    // A team that is already gone, for example with its parent, counts as deleted.
    delete({ world, id }) {
        const found = world.read("github/teams", id);
        if (found !== undefined) deleteTeam(world, found);
    },
};

function teamFrom(world: WorldReader, place: GitHubPlace, id: number, inputs: Values): GitHubTeam {
    const parent = text(inputs, "parentTeamId");
    const name = text(inputs, "name");
    return {
        id,
        name,
        slug: slugOf(name),
        description: text(inputs, "description"),
        privacy: text(inputs, "privacy"),
        notificationSetting: text(inputs, "notificationSetting"),
        ...(parent === "" ? {} : { parentId: teamIdOf(world, place, parent) }),
    };
}

/** Two teams may not share a slug; only closed teams nest, and never in a cycle. */
function write(world: WorldTransaction, route: Route, given: GitHubTeam): void {
    const others = world.list("github/teams").filter(({ id }) => id !== given.id);
    if (given.slug === "" || others.some(({ slug }) => slug === given.slug)) {
        throw invalid(route, "Team", "name", "Name must be unique for this org");
    }
    const parent = parentOf(world, given);
    if (given.parentId !== undefined && parent === undefined) {
        throw invalid(route, "Team", "parent_team_id", "Parent team does not exist");
    }
    for (let above = parent; above !== undefined; above = parentOf(world, above)) {
        if (above.id !== given.id) continue;
        throw invalid(
            route,
            "Team",
            "parent_team_id",
            "Parent team cannot be a child of this team",
        );
    }
    const nests = parent !== undefined || childrenOf(world, given).length > 0;
    if (nests && [given, parent].some((each) => each?.privacy === "secret")) {
        throw invalid(route, "Team", "privacy", "Secret teams cannot be nested");
    }
    world.put("github/teams", given.id, given);
}
