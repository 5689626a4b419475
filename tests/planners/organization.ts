import assert from "node:assert/strict";
import { defineRoster } from "../../model/defineRoster";
import { parseInstant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import type { RosterInput } from "../../model/schema";
import type { Entitlement } from "../../planners/entitlements";
import type { AccessPlan } from "../../planners/planAccess";

export const now = parseInstant("2026-12-01T12:00:00Z", "from") ?? 0;

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

type Sections = Mutable<RosterInput>;
type Filled =
    | "organization"
    | "environments"
    | "people"
    | "teams"
    | "roles"
    | "services"
    | "grants";

/** A roster in the making. */
export type Draft = Omit<Sections, Filled> & { [K in Filled]: NonNullable<Sections[K]> };

/** A small organisation; tests change what they are about. */
export function organization(): Draft {
    return {
        organization: {
            name: "acme",
            github: {
                owner: "acme",
                ownerId: 100200,
                owners: ["erin", "frank"],
                basePermission: "none",
            },
            aws: {
                identityCenter: {
                    instanceArn: "arn:aws:sso:::instance/ssoins-7223d1f6a1b2c3d4",
                    identityStoreId: "d-9067f0a1b2",
                    accountId: "999999999999",
                    region: "eu-central-1",
                    users: "managed",
                },
            },
            vault: {
                address: "https://vault.acme.example:8200",
                login: { accessor: "auth_oidc_1a2b3c4d", alias: "email" },
            },
        },
        environments: {
            dev: {
                aws: { accountId: "111111111111", region: "eu-west-1" },
                vault: { mount: "kv-dev" },
                deploy: { branches: "all" },
            },
            prod: {
                production: true,
                aws: { accountId: "333333333333", region: "eu-west-1" },
                vault: { mount: "kv-prod" },
                deploy: { branches: ["main"], reviewers: ["platform"] },
            },
        },
        people: {
            erin: person("Erin Ek", 1),
            frank: person("Frank Fors", 2),
            alice: person("Alice Andersson", 3),
            kim: { ...person("Kim Castell", 4), until: "2026-12-31" },
            olga: { name: "Olga Orre", email: "olga@acme.example" },
        },
        teams: {
            platform: { description: "Runs the platform", members: ["erin", "frank"] },
            engineering: { description: "Builds", members: [] },
            payments: {
                description: "Takes the money",
                parent: "engineering",
                members: ["alice", { person: "kim", until: "2026-12-15" }],
            },
            audit: { description: "Looks", members: ["olga"] },
        },
        roles: {
            developer: {
                description: "Changes a service",
                github: { permission: "push" },
                aws: {
                    sessionMinutes: 480,
                    statements: [
                        {
                            actions: ["logs:GetLogEvents"],
                            resources: [
                                "arn:aws:logs:${region}:${account}:log-group:/${service}/*",
                            ],
                        },
                    ],
                },
                vault: [{ path: "${service}/app/*", capabilities: ["read", "list"] }],
            },
            auditor: {
                description: "Looks at everything",
                aws: { sessionMinutes: 60, managed: ["SecurityAudit"] },
            },
        },
        services: {
            checkout: {
                description: "The checkout page",
                repository: { name: "checkout", id: 789012 },
                owner: "payments",
                in: ["dev", "prod"],
                aws: {
                    sessionMinutes: 60,
                    statements: [
                        {
                            actions: ["ecs:UpdateService"],
                            resources: ["arn:aws:ecs:${region}:${account}:service/${service}/*"],
                        },
                    ],
                },
            },
        },
        grants: [
            { team: "payments", role: "developer", services: ["checkout"], in: ["dev"] },
            { team: "audit", role: "auditor", in: ["prod"] },
        ],
    };
}

export function person(name: string, number: number) {
    const key = name.split(" ")[0]?.toLowerCase() ?? name;
    return {
        name,
        email: `${key}@acme.example`,
        github: { login: `${key}-acme`, id: 5000000 + number },
    };
}

/** The roster of an input that must be readable. */
export function readable(input: RosterInput): Roster {
    const { roster, problems } = defineRoster(input);
    assert.ok(roster, problems.map(({ rule, message }) => `${rule} ${message}`).join("\n"));
    return roster;
}

/** `stack system target permission [via]` of one principal, without what everybody has. */
export function accessOf(plan: AccessPlan, principal: string): string[] {
    return plan.entitlements
        .filter((entitlement) => entitlement.principal === principal)
        .map(({ stack, system, target, permission, via }) =>
            [stack, system, target, permission, ...(via ? [via] : [])].join(" "),
        );
}

export function entitlement(plan: AccessPlan, principal: string, access: string): Entitlement {
    const found = plan.entitlements.find(
        (one) =>
            one.principal === principal &&
            [one.stack, one.system, one.target, one.permission, ...(one.via ? [one.via] : [])].join(
                " ",
            ) === access,
    );
    assert.ok(found, `${principal} has no ${access}:\n${accessOf(plan, principal).join("\n")}`);
    return found;
}
