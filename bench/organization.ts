import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";

/** The size of a generated organisation. */
export interface Size {
    readonly people: number;
    readonly teams: number;
    readonly services: number;
}

/** 1,000 people with 20 entitlements each through 50 teams, including those reached through repositories. */
export const large: Size = { people: 1_000, teams: 50, services: 100 };

const environments = ["dev", "staging", "prod"];

/** Generates a roster of the given size as YAML files. Nothing in it is random. */
export function writeOrganization(folder: string, size: Size): void {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(organizationFiles(size))) {
        writeFileSync(path.join(folder, `${name}.yaml`), stringify(content));
    }
}

function organizationFiles(size: Size): Record<string, unknown> {
    return {
        organization: { organization, environments: declareEnvironments() },
        people: { people: range(size.people, declarePerson) },
        teams: { teams: range(size.teams, (index) => declareTeam(index, size)) },
        roles: { roles },
        grants: { grants: declareGrants(size) },
        services: { services: range(size.services, (index) => declareService(index, size)) },
    };
}

const organization = {
    name: "acme",
    github: { owner: "acme", ownerId: 100_200, owners: ["p0", "p1"], basePermission: "none" },
    aws: {
        identityCenter: {
            instanceArn: "arn:aws:sso:::instance/ssoins-7223d1f6a1b2c3d4",
            identityStoreId: "d-9067f0a1b2",
            accountId: "999999999999",
            region: "eu-central-1",
        },
    },
    vault: {
        address: "https://vault.acme.example:8200",
        login: { accessor: "auth_oidc_1a2b3c4d", alias: "email" },
    },
};

function declareEnvironments(): Record<string, unknown> {
    return Object.fromEntries(
        environments.map((key, index) => [
            key,
            {
                production: key === "prod",
                aws: { accountId: String(index + 1).repeat(12), region: "eu-west-1" },
                vault: { mount: `kv-${key}` },
                deploy: {
                    branches: ["main"],
                    ...(key === "prod" ? { reviewers: ["${owner}"] } : {}),
                },
            },
        ]),
    );
}

function declarePerson(index: number): [string, unknown] {
    return [
        `p${index}`,
        {
            name: `Person ${index}`,
            email: `p${index}@acme.example`,
            github: { login: `p${index}-acme`, id: 5_000_000 + index },
        },
    ];
}

/** Everybody is in one team. */
function declareTeam(index: number, { people, teams }: Size): [string, unknown] {
    const each = Math.ceil(people / teams);
    const first = index * each;
    const members = Array.from(
        { length: Math.min(each, people - first) },
        (_, offset) => `p${first + offset}`,
    );
    return [`t${index}`, { description: `Team ${index}`, members }];
}

const roles = {
    developer: {
        description: "Changes a service",
        github: { permission: "push" },
        aws: {
            sessionMinutes: 480,
            statements: [
                {
                    actions: ["logs:GetLogEvents"],
                    resources: ["arn:aws:logs:${region}:${account}:log-group:/acme/${service}/*"],
                },
            ],
        },
        vault: [{ path: "${service}/app/*", capabilities: ["read", "list"] }],
    },
};

/** Each team develops two services in dev and staging. */
function declareGrants({ teams, services }: Size): unknown[] {
    return Array.from({ length: teams }, (_, index) => ({
        team: `t${index}`,
        role: "developer",
        services: [`s${(2 * index) % services}`, `s${(2 * index + 1) % services}`],
        in: ["dev", "staging"],
    }));
}

function declareService(index: number, { teams }: Size): [string, unknown] {
    return [
        `s${index}`,
        {
            description: `Service ${index}`,
            repository: { name: `s${index}`, id: 789_000 + index },
            owner: `t${Math.floor(index / 2) % teams}`,
            in: environments,
            aws: {
                sessionMinutes: 60,
                statements: [
                    {
                        actions: ["ecs:UpdateService"],
                        resources: ["arn:aws:ecs:${region}:${account}:service/${service}/*"],
                    },
                ],
            },
            vault: [{ path: "${service}/app/*", capabilities: ["read"] }],
        },
    ];
}

function range(
    length: number,
    declare: (index: number) => [string, unknown],
): Record<string, unknown> {
    return Object.fromEntries(Array.from({ length }, (_, index) => declare(index)));
}
