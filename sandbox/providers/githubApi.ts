import { createHash } from "node:crypto";
import type {
    Collection,
    GitHubAccount,
    GitHubOrganization,
    GitHubRepository,
    GitHubTeam,
} from "../collections";
import type { WorldReader, WorldTransaction } from "../world";

/** The organisation that a provider works in. */
export interface GitHubPlace {
    readonly organizationId: number;
    readonly owner: string;
    readonly baseUrl: string;
}

/** Where a call went, for error messages; `path` is relative to the base URL. */
export interface Route {
    readonly place: { readonly baseUrl: string };
    readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    readonly path: string;
}

/** An error in the format of go-github, which the real provider is built on. */
export function refused({ place, method, path }: Route, answer: string, details = ""): Error {
    return new Error(`${method} ${place.baseUrl}${path}: ${answer} [${details}]`);
}

/** GitHub answers 404 both for what does not exist and for what the caller may not see. */
export function notFound(route: Route): Error {
    return refused(route, "404 Not Found");
}

/** A 422 for one invalid field. */
export function invalid(route: Route, resource: string, field: string, message: string): Error {
    const details = `{Resource:${resource} Field:${field} Code:custom Message:${message}}`;
    return refused(route, "422 Validation Failed", details);
}

export function organizationOf(world: WorldReader, place: GitHubPlace): GitHubOrganization {
    const organization = world.read("github/organizations", place.organizationId);
    if (organization === undefined) throw new Error(`organisation ${place.owner} is gone`);
    return organization;
}

/** Logins are case-insensitive. A login that an account had before belongs to nobody. */
export function accountOf(world: WorldReader, login: string): GitHubAccount | undefined {
    return world.list("github/accounts").find((account) => sameName(account.login, login));
}

/** A repository by its name or a former one: GitHub redirects calls made under former names. */
export function repositoryOf(world: WorldReader, name: string): GitHubRepository | undefined {
    const repositories = world.list("github/repositories");
    return (
        repositories.find((repository) => sameName(repository.name, name)) ??
        repositories.find(({ formerNames }) => formerNames.some((each) => sameName(each, name)))
    );
}

/** The environment's key in the world: environment names are case-insensitive. */
export function environmentKey(repositoryId: number, name: string): string {
    return `${repositoryId}.${name.toLowerCase()}`;
}

/** A team's id from its id or slug; an unknown slug is refused, an id is not checked. */
export function teamIdOf(world: WorldReader, place: GitHubPlace, idOrSlug: string): number {
    if (/^\d+$/.test(idOrSlug)) return Number(idOrSlug);
    const team = world.list("github/teams").find(({ slug }) => sameName(slug, idOrSlug));
    if (team !== undefined) return team.id;
    throw notFound({ place, method: "GET", path: `orgs/${place.owner}/teams/${idOrSlug}` });
}

export function sameLogin(old: unknown, given: unknown): boolean {
    return typeof old === "string" && typeof given === "string" && sameName(old, given);
}

/** Splits an id of the form `a:b` at its first colon. */
export function pair(id: string): readonly [string, string] {
    const colon = id.indexOf(":");
    if (colon >= 0) return [id.slice(0, colon), id.slice(colon + 1)];
    throw new Error(`unexpected ID format ("${id}"); expected 2 parts separated by ":"`);
}

export function childrenOf(world: WorldReader, team: GitHubTeam): readonly GitHubTeam[] {
    return world.list("github/teams").filter(({ parentId }) => parentId === team.id);
}

export function parentOf(world: WorldReader, team: GitHubTeam): GitHubTeam | undefined {
    return team.parentId === undefined ? undefined : world.read("github/teams", team.parentId);
}

export function sameName(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}

/** Makes somebody a member of the organisation, which also accepts pending team invitations. */
export function join(world: WorldTransaction, accountId: number, role: "member" | "admin"): void {
    world.put("github/members", accountId, { accountId, role, state: "active" });
    for (const member of world.list("github/teamMembers")) {
        if (member.accountId !== accountId || member.state === "active") continue;
        const key = `${member.teamId}.${accountId}`;
        world.put("github/teamMembers", key, { ...member, state: "active" });
    }
}

/** As at GitHub, whoever leaves the organisation loses its teams and repositories. */
export function leave(world: WorldTransaction, accountId: number): void {
    world.remove("github/members", accountId);
    removeAll(world, "github/teamMembers", (key) => key.endsWith(`.${accountId}`));
    removeAll(world, "github/collaborators", (key) => key.endsWith(`.${accountId}`));
}

/**
 * As at GitHub, deleting a team also deletes its memberships, repository access, reviewer entries and child
 * teams.
 */
export function deleteTeam(world: WorldTransaction, team: GitHubTeam): void {
    for (const child of childrenOf(world, team)) deleteTeam(world, child);
    world.remove("github/teams", team.id);
    removeAll(world, "github/teamMembers", (key) => key.startsWith(`${team.id}.`));
    removeAll(world, "github/teamRepositories", (key) => key.startsWith(`${team.id}.`));
    for (const each of world.list("github/environments")) {
        if (!each.reviewers.teams.includes(team.id)) continue;
        const teams = each.reviewers.teams.filter((id) => id !== team.id);
        world.put("github/environments", environmentKey(each.repositoryId, each.name), {
            ...each,
            reviewers: { ...each.reviewers, teams },
        });
    }
}

type Related = "github/teamMembers" | "github/teamRepositories" | "github/collaborators";

const keyOf = {
    "github/teamMembers": (world: WorldReader) =>
        world.list("github/teamMembers").map((each) => `${each.teamId}.${each.accountId}`),
    "github/teamRepositories": (world: WorldReader) =>
        world.list("github/teamRepositories").map((each) => `${each.teamId}.${each.repositoryId}`),
    "github/collaborators": (world: WorldReader) =>
        world.list("github/collaborators").map((each) => `${each.repositoryId}.${each.accountId}`),
} as const satisfies Partial<Record<Collection, (world: WorldReader) => string[]>>;

function removeAll(
    world: WorldTransaction,
    collection: Related,
    concerns: (key: string) => boolean,
): void {
    for (const key of keyOf[collection](world)) if (concerns(key)) world.remove(collection, key);
}

const permissions = ["none", "pull", "triage", "push", "maintain", "admin"];
const shortNames: Readonly<Record<string, string>> = { read: "pull", write: "push" };

export function isPermission(name: string): boolean {
    return permissions.indexOf(name) > 0;
}

/**
 * What somebody may do in a repository, through whatever grants it: GitHub's list of collaborators shows
 * this. A pending member of the organisation gets nothing from the membership or from teams yet.
 */
export function effectivePermission(
    world: WorldReader,
    place: GitHubPlace,
    repositoryId: number,
    accountId: number,
): string | undefined {
    const member = world.read("github/members", accountId);
    const direct = world.read("github/collaborators", `${repositoryId}.${accountId}`)?.permission;
    const given = direct === undefined ? [] : [direct];
    if (member?.state === "active") {
        if (member.role === "admin") given.push("admin");
        given.push(organizationOf(world, place).basePermission);
        given.push(...teamPermissions(world, repositoryId, accountId));
    }
    const rank = Math.max(
        -1,
        ...given.map((name) => permissions.indexOf(shortNames[name] ?? name)),
    );
    return rank > 0 ? permissions[rank] : undefined;
}

/** What is granted to the team itself, not inherited. */
export function teamPermission(
    world: WorldReader,
    teamId: number,
    repositoryId: number,
): string | undefined {
    return world.read("github/teamRepositories", `${teamId}.${repositoryId}`)?.permission;
}

/** A team inherits its parent's repositories. */
function teamPermissions(world: WorldReader, repositoryId: number, accountId: number): string[] {
    const given: string[] = [];
    for (const member of world.list("github/teamMembers")) {
        if (member.accountId !== accountId || member.state !== "active") continue;
        let team = world.read("github/teams", member.teamId);
        while (team !== undefined) {
            const permission = teamPermission(world, team.id, repositoryId);
            if (permission !== undefined) given.push(permission);
            team = parentOf(world, team);
        }
    }
    return given;
}

/** Counts members of the team and of its descendants, as GitHub does. */
export function membersCount(world: WorldReader, team: GitHubTeam): number {
    const teams = [team.id];
    for (const id of teams) {
        const children = world.list("github/teams").filter(({ parentId }) => parentId === id);
        teams.push(...children.map((child) => child.id));
    }
    const members = world
        .list("github/teamMembers")
        .filter(({ teamId, state }) => state === "active" && teams.includes(teamId));
    return new Set(members.map(({ accountId }) => accountId)).size;
}

export function slugOf(name: string): string {
    return name
        .toLowerCase()
        .replace(/[^a-z0-9_]+/g, "-")
        .replace(/^-+|-+$/g, "");
}

export function etagOf(...parts: readonly unknown[]): string {
    return `W/"${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}"`;
}

/** GitHub's global node ids: a prefix for the kind, then numbers in MessagePack, base64url-encoded. */
export function nodeId(prefix: "O" | "T" | "U", ...ids: readonly number[]): string {
    const numbers = ids.flatMap((id) => [
        0xce,
        id >>> 24,
        (id >>> 16) & 255,
        (id >>> 8) & 255,
        id & 255,
    ]);
    const packed = Buffer.from([0x91 + ids.length, 0, ...numbers]);
    return `${prefix}_${packed.toString("base64url")}`;
}
