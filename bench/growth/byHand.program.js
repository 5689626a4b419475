// What somebody without Rollcall would write: the same resources from a list, in plain loops. With
// `grouped`, each person and each team is also a component, as in Rollcall's own stacks.
const { readFileSync } = require("node:fs");
const github = require("@pulumi/github");
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();
const access = JSON.parse(readFileSync(config.require("access"), "utf8"));
const provider = new github.Provider("github", {
    owner: config.require("owner"),
    baseUrl: process.env.GITHUB_BASE_URL,
});

function group(type, name, parent) {
    if (!config.getBoolean("grouped")) return { provider };
    return { parent: new pulumi.ComponentResource(`acme:index:${type}`, name, {}, parent) };
}

const organization = group("Organization", "organization", { providers: [provider] });

const teams = {};
for (const { name, description, repositories } of access.teams) {
    const options = group("Team", name, organization);
    teams[name] = new github.Team(
        name,
        { name, description, privacy: "closed", createDefaultMaintainer: false },
        options,
    );
    for (const { id, name: repository, permission } of repositories) {
        new github.TeamRepository(
            `${name}/${id}`,
            { teamId: teams[name].id, repository, permission },
            { ...options, deleteBeforeReplace: true },
        );
    }
}

for (const { key, login: username, role, teams: memberships } of access.people) {
    const options = group("Person", key, organization);
    const membership = new github.Membership(key, { username, role }, options);
    for (const { name, role } of memberships) {
        new github.TeamMembership(
            `${key}/${name}`,
            { teamId: teams[name].id, username, role },
            { ...options, deletedWith: membership },
        );
    }
}
