import type { FunctionType, Provider } from "../resourceType";
import { flag, text } from "../values";
import { type GitHubPlace, nodeId, notFound, organizationOf, sameName } from "./githubApi";
import { repositoryEnvironmentDeploymentPolicy } from "./githubDeploymentPolicies";
import { repositoryEnvironment } from "./githubEnvironments";
import {
    actionsEnvironmentSecret,
    actionsEnvironmentVariable,
    getActionsEnvironmentPublicKey,
} from "./githubEnvironmentValues";
import { membership, teamMembership } from "./githubMembers";
import { repositoryCollaborator, teamRepository } from "./githubRepositories";
import { team } from "./githubTeam";

const getOrganization: FunctionType<GitHubPlace> = {
    source: "terraform-provider-github data_source_github_organization.go",
    invoke({ world, place, inputs }) {
        const name = text(inputs, "name");
        const organization = organizationOf(world, place);
        if (!sameName(organization.login, name)) {
            throw notFound({ place, method: "GET", path: `orgs/${name}` });
        }
        const { id, login, basePermission } = organization;
        const about = {
            id: String(id),
            login,
            name: login,
            orgname: name,
            nodeId: nodeId("O", id),
        };
        if (flag(inputs, "summaryOnly")) return { ...about, description: "", plan: "team" };
        const users = world.list("github/members").flatMap((member) => {
            const account = world.read("github/accounts", member.accountId);
            if (account === undefined || member.state === "pending") return [];
            const role = member.role.toUpperCase();
            return [{ id: nodeId("U", account.id), login: account.login, email: "", role }];
        });
        return {
            ...about,
            description: "",
            plan: "team",
            defaultRepositoryPermission: basePermission,
            repositories: world.list("github/repositories").map((each) => `${login}/${each.name}`),
            members: users.map((user) => user.login),
            users,
        };
    },
};

/**
 * GitHub. The credentials are those of an app installed in the world's one organisation, so any other owner
 * or API URL is refused: terraform-provider-github provider.go.
 */
export const github: Provider<GitHubPlace> = {
    name: "github",
    configure(inputs, world) {
        const owner = text(inputs, "owner") || text(inputs, "organization");
        const baseUrl = (text(inputs, "baseUrl") || "https://api.github.com/").replace(/\/*$/, "/");
        const [organization] = world.list("github/organizations");
        const lookup = `failed to lookup owner "${owner}"`;
        if (organization !== undefined && organization.baseUrl !== baseUrl) {
            const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : baseUrl;
            const reason = `dial tcp: lookup ${host}: no such host`;
            throw new Error(`${lookup}: Get "${baseUrl}users/${owner}": ${reason}`);
        }
        if (organization === undefined || !sameName(organization.login, owner)) {
            const { message } = notFound({
                place: { baseUrl },
                method: "GET",
                path: `users/${owner}`,
            });
            throw new Error(`${lookup}: ${message}`);
        }
        return { organizationId: organization.id, owner: organization.login, baseUrl };
    },
    resources: {
        "github:index/membership:Membership": membership,
        "github:index/team:Team": team,
        "github:index/teamMembership:TeamMembership": teamMembership,
        "github:index/teamRepository:TeamRepository": teamRepository,
        "github:index/repositoryCollaborator:RepositoryCollaborator": repositoryCollaborator,
        "github:index/repositoryEnvironment:RepositoryEnvironment": repositoryEnvironment,
        "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy":
            repositoryEnvironmentDeploymentPolicy,
        "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable":
            actionsEnvironmentVariable,
        "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": actionsEnvironmentSecret,
    },
    functions: {
        "github:index/getOrganization:getOrganization": getOrganization,
        "github:index/getActionsEnvironmentPublicKey:getActionsEnvironmentPublicKey":
            getActionsEnvironmentPublicKey,
    },
};
