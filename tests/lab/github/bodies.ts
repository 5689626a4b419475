import { createHash } from "node:crypto";
import { permissionFlags, roleName, teamMembers } from "./access";
import type { Part, Schemas } from "./schemas";
import type { KeyPair } from "./sealedBox";
import type {
    Account,
    Environment,
    GitHubState,
    Policy,
    Repository,
    Reviewer,
    StoredValue,
    Team,
} from "./state";
import { accountOf } from "./state";

/** Time as GitHub writes it: without fractions. */
export function timestamp(): string {
    return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/** GitHub's global ids are opaque: a prefix for the kind, and something in base64url. */
export function nodeId(prefix: string, id: number): string {
    return `${prefix}_${Buffer.from(`kgDO${id}`).toString("base64url")}`;
}

/** Of an answer, not of a thing: what a write answered is never taken for what a read would. */
export function etagOf(method: string, body: string): string {
    return `W/"${createHash("sha256").update(`${method} ${body}`).digest("hex")}"`;
}

export function userBody({ id, login }: Account): Part<Schemas["simple-user"]> {
    return { id, login, node_id: nodeId("U", id), type: "User", site_admin: false };
}

/** What outsiders are shown, what only owners are, and of that only the plan to an app that may read it. */
export function organizationBody(
    { organization, repositories }: GitHubState,
    { owner, app }: { readonly owner: boolean; readonly app: boolean },
): Part<Schemas["organization-full"]> {
    const { id, login, basePermission } = organization;
    const hidden = [...repositories.values()].filter((repository) => repository.private);
    return {
        id,
        login,
        name: login,
        node_id: nodeId("O", id),
        description: "",
        type: "Organization",
        public_repos: repositories.size - hidden.length,
        ...(owner
            ? {
                  ...(app ? {} : { total_private_repos: hidden.length }),
                  default_repository_permission: basePermission,
                  two_factor_requirement_enabled: true,
                  plan: {
                      name: "enterprise",
                      space: 976_562_499,
                      private_repos: 999_999,
                      seats: 100,
                  },
              }
            : {}),
    };
}

export function membershipBody(
    state: GitHubState,
    account: Account,
): Part<Schemas["org-membership"]> | undefined {
    const member = state.members.get(account.id);
    return (
        member && {
            state: member.state,
            role: member.role,
            organization: { login: state.organization.login, id: state.organization.id },
            user: userBody(account),
        }
    );
}

export function teamBody(state: GitHubState, team: Team): Part<Schemas["team-full"]> {
    const parent = team.parentId === undefined ? undefined : state.teams.get(team.parentId);
    return {
        id: team.id,
        node_id: nodeId("T", team.id),
        name: team.name,
        slug: team.slug,
        description: team.description,
        privacy: team.privacy === "secret" ? "secret" : "closed",
        notification_setting:
            team.notificationSetting === "notifications_disabled"
                ? "notifications_disabled"
                : "notifications_enabled",
        permission: "pull",
        members_count: teamMembers(state, team).length,
        repos_count: team.repositories.size,
        parent: parent ? { id: parent.id, name: parent.name, slug: parent.slug } : null,
    };
}

export function repositoryBody(
    { organization }: GitHubState,
    repository: Repository,
): Part<Schemas["full-repository"]> {
    const { id, name } = repository;
    return {
        id,
        name,
        full_name: `${organization.login}/${name}`,
        node_id: nodeId("R", id),
        private: repository.private,
        visibility: repository.private ? "private" : "public",
        archived: false,
        default_branch: "main",
        owner: { login: organization.login, id: organization.id, type: "Organization" },
    };
}

export function teamRepositoryBody(
    state: GitHubState,
    repository: Repository,
    permission: string,
): Part<Schemas["team-repository"]> {
    return {
        id: repository.id,
        name: repository.name,
        full_name: `${state.organization.login}/${repository.name}`,
        private: repository.private,
        permissions: permissionFlags(permission),
        role_name: roleName(permission),
    };
}

export function collaboratorBody(
    account: Account,
    permission: string,
): Part<Schemas["collaborator"]> {
    return {
        ...userBody(account),
        permissions: permissionFlags(permission),
        role_name: roleName(permission),
    };
}

export function invitationBody(
    state: GitHubState,
    account: Account,
): Part<Schemas["organization-invitation"]> {
    const member = state.members.get(account.id);
    return {
        id: member?.invitationId ?? 0,
        login: account.login,
        email: null,
        role: member?.role === "admin" ? "admin" : "direct_member",
    };
}

/** `accountId` and `permission`, as GitHub shows an invitation to a repository. */
export function repositoryInvitationBody(
    state: GitHubState,
    repository: Repository,
    id: number,
    { accountId, permission }: { readonly accountId: number; readonly permission: string },
): Part<Schemas["repository-invitation"]> {
    const account = accountOf(state, accountId);
    return {
        id,
        invitee: account ? userBody(account) : null,
        permissions: roleName(permission),
        repository: { id: repository.id, name: repository.name },
    };
}

export function environmentBody(
    state: GitHubState,
    environment: Environment,
): Part<Schemas["environment"]> & { readonly can_admins_bypass: boolean } {
    const { id, name, waitTimer, reviewers, branchPolicy } = environment;
    const rules: Part<NonNullable<Schemas["environment"]["protection_rules"]>> = [];
    if (waitTimer > 0) rules.push({ id: id * 10, type: "wait_timer", wait_timer: waitTimer });
    if (reviewers.length > 0) {
        rules.push({
            id: id * 10 + 1,
            type: "required_reviewers",
            prevent_self_review: environment.preventSelfReview,
            reviewers: reviewers.map((reviewer) => reviewerBody(state, reviewer)),
        });
    }
    if (branchPolicy) rules.push({ id: id * 10 + 2, type: "branch_policy" });
    return {
        id,
        name,
        node_id: nodeId("EN", id),
        protection_rules: rules,
        deployment_branch_policy: branchPolicy,
        can_admins_bypass: environment.canAdminsBypass,
    };
}

type ReviewerRule = Extract<
    NonNullable<Schemas["environment"]["protection_rules"]>[number],
    { reviewers?: unknown }
>;
type ReviewerBody = Part<NonNullable<ReviewerRule["reviewers"]>[number]>;

function reviewerBody(state: GitHubState, { type, id }: Reviewer): ReviewerBody {
    if (type === "User") {
        const account = accountOf(state, id);
        return { type, reviewer: account ? userBody(account) : { id } };
    }
    const team = state.teams.get(id);
    return { type, reviewer: team ? teamBody(state, team) : { id } };
}

export function variableBody(name: string, stored: StoredValue): Schemas["actions-variable"] {
    return {
        name,
        value: stored.value,
        created_at: stored.createdAt,
        updated_at: stored.updatedAt,
    };
}

export function membershipInTeam(
    role: "member" | "maintainer",
    state: "active" | "pending",
): Part<Schemas["team-membership"]> {
    return { role, state };
}

export function policyBody({ id, name, type }: Policy): Schemas["deployment-branch-policy"] {
    return { id, node_id: nodeId("DBP", id), name, type };
}

export function publicKeyBody({ keyId, publicKey }: KeyPair): Schemas["actions-public-key"] {
    return { key_id: keyId, key: publicKey };
}

/** Never with its value. */
export function secretBody(name: string, stored: StoredValue): Schemas["actions-secret"] {
    return { name, created_at: stored.createdAt, updated_at: stored.updatedAt };
}
