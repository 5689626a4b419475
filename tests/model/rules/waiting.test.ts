import type { Draft } from "../builder";
import { person, set, tabulate } from "../builder";

describe("waiting", () => {
    const loginBy = (organization: Draft["organization"], alias: "github" | "person") => {
        if (organization.vault) organization.vault.login.alias = alias;
    };
    const needs = (who: string, system: string, role: string, missing: string) =>
        `${who} gets nothing in ${system}, where ${role} would give something, until ` +
        `people.${who} has \`${missing}\``;
    tabulate("waiting", "warning", {
        nobody: [() => {}, []],
        "no GitHub account in a team that has repositories": [
            ({ people }) => {
                people.alice = person("alice");
            },
            [needs("alice", "GitHub", "developer", "github")],
        ],
        "no GitHub account in a team that has none": [
            ({ people }) => {
                people.olga = person("olga");
            },
            [],
        ],
        "no GitHub account, in a team that had repositories": [
            ({ grants, people }) => {
                people.alice = person("alice");
                for (const grant of grants) {
                    if (grant.team === "payments") grant.until = "2026-11-30";
                }
            },
            [],
        ],
        "no GitHub account, out of the team since yesterday": [
            ({ people, teams }) => {
                people.gus = person("gus");
                teams.payments?.members?.push({ person: "gus", until: "2026-11-30" });
            },
            [],
        ],
        "no id in an Identity Center that SCIM fills": [
            ({ organization, people }) => {
                if (organization.aws) organization.aws.identityCenter.users = "external";
                set(people, "erin", { aws: { userId: "90670c0f-1" } });
                set(people, "olga", { aws: { userId: "90670c0f-2" } });
            },
            [needs("frank", "AWS", "operator", "aws.userId")],
        ],
        "no GitHub account where Vault goes by it": [
            ({ organization, people, roles }) => {
                loginBy(organization, "github");
                set(roles, "auditor", { vault: [{ path: "audit/*", capabilities: ["read"] }] });
                people.frank = person("frank", 14);
            },
            [needs("olga", "Vault", "auditor", "github")],
        ],
        "no alias where Vault goes by it": [
            ({ organization, people }) => {
                loginBy(organization, "person");
                set(people, "alice", { vault: { alias: "aa" } });
            },
            [needs("bob", "Vault", "developer", "vault.alias")],
        ],
        "no alias, in an environment without Vault": [
            ({ environments, organization }) => {
                loginBy(organization, "person");
                delete environments.dev?.vault;
            },
            [],
        ],
    });
});
