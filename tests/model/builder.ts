import assert from "node:assert/strict";
import { stringify } from "yaml";
import { defineRoster } from "../../model/defineRoster";
import { createGraph } from "../../model/graph";
import { parseRoster } from "../../model/parse";
import type { Problem, RuleId } from "../../model/problem";
import type { Roster } from "../../model/roster";
import type { RuleContext } from "../../model/rules";
import { applyRules } from "../../model/rules";
import type { RosterInput } from "../../model/schema";

type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;

/** A roster's plain object that a test may change; every section is there. */
export type Draft = { -readonly [K in keyof RosterInput]-?: Writable<NonNullable<RosterInput[K]>> };

/** Noon of the day on which tests judge, unless they say otherwise. */
export const now = Date.parse("2026-12-01T12:00:00Z");

/**
 * A small organisation that no rule has anything against: two owners, a team that takes money and
 * one that runs things, an auditor, and a service in dev and prod.
 */
export function sound(): Draft {
    return {
        organization: {
            name: "acme",
            github: {
                owner: "acme",
                ownerId: 1,
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
                login: { accessor: "auth_oidc_1", alias: "email" },
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
                deploy: { branches: ["main"], reviewers: ["${owner}"] },
            },
        },
        people: {
            alice: person("alice", 11),
            bob: person("bob", 12),
            erin: person("erin", 13),
            frank: person("frank", 14),
            olga: person("olga"),
        },
        leavers: {},
        teams: {
            audit: { description: "Looks", members: ["olga"] },
            payments: { description: "Takes the money", members: ["alice", "bob"] },
            platform: { description: "Runs things", members: ["erin", "frank"] },
        },
        roles: {
            auditor: { description: "Looks", aws: { managed: ["SecurityAudit"] } },
            developer: {
                description: "Changes a service",
                github: { permission: "push" },
                vault: [{ path: "${service}/app/*", capabilities: ["read"] }],
            },
            operator: {
                description: "Runs a service",
                aws: { statements: [allow("ecs:UpdateService", `${ecs}:service/\${service}/*`)] },
            },
        },
        grants: [
            { team: "payments", role: "developer", services: ["checkout"], in: ["dev"] },
            { team: "audit", role: "auditor", in: ["prod"] },
            { team: "platform", role: "operator", services: ["checkout"], in: ["prod"] },
        ],
        services: {
            checkout: {
                description: "The checkout page",
                repository: { name: "checkout", id: 101 },
                owner: "payments",
                in: ["dev", "prod"],
            },
        },
        secrets: {},
        rules: {},
    };
}

export const ecs = "arn:aws:ecs:${region}:${account}";

export function person(key: string, id?: number): Draft["people"][string] {
    return {
        name: key,
        email: `${key}@acme.example`,
        ...(id === undefined ? {} : { github: { login: `${key}-acme`, id } }),
    };
}

/** Changes some of what an entry says. */
export function set<T extends object>(
    section: Record<string, T>,
    key: string,
    part: Partial<T>,
): void {
    section[key] = { ...section[key], ...part } as T;
}

export function allow(actions: string | string[], resources: string | string[] = "*") {
    return { actions: [actions].flat(), resources: [resources].flat() };
}

/** The sound roster with a change; throws where the change made it unreadable. */
export function roster(change: (draft: Draft) => void = () => {}): Roster {
    const draft = sound();
    change(draft);
    return build(draft);
}

export function build(input: RosterInput): Roster {
    const { roster, problems } = defineRoster(input);
    if (!roster) throw new Error(problems.map(({ message }) => message).join("\n"));
    return roster;
}

/** The same from YAML, where every line has a place of its own. */
export function buildFromYaml(input: RosterInput): Roster {
    const files = [{ file: "roster.yaml", bytes: Buffer.from(stringify(input)) }];
    const { roster, problems } = parseRoster({ directory: "roster", files, problems: [] });
    if (!roster) throw new Error(problems.map(({ message }) => message).join("\n"));
    return roster;
}

export function judged(
    roster: Roster,
    context: Partial<Omit<RuleContext, "graph">> = {},
): Problem[] {
    return applyRules({ graph: createGraph(roster), instant: now, lapsed: "error", ...context });
}

/** `error separation ...`: what all rules say about the sound roster with a change. */
export function complaints(
    change: (draft: Draft) => void,
    context: Partial<Omit<RuleContext, "graph">> = {},
): string[] {
    return judged(roster(change), context).map(describe);
}

/** What one rule says, with everything that a waiver made of it left out. */
export function complaintsOf(
    rule: RuleId,
    change: (draft: Draft) => void,
    context: Partial<Omit<RuleContext, "graph">> = {},
): string[] {
    return judged(roster(change), context)
        .filter((problem) => problem.rule === rule)
        .map(describe);
}

function describe({ severity, rule, message }: Problem): string {
    return `${severity} ${rule} ${message}`;
}

/** What a change of the sound roster makes a rule say. */
export type Cases = Record<string, [change: (draft: Draft) => void, expected: string[]]>;

/** One test a case, of what one rule says with one severity. */
export function tabulate(rule: RuleId, severity: "error" | "warning", cases: Cases): void {
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(
                complaintsOf(rule, change),
                expected.map((message) => `${severity} ${rule} ${message}`),
            );
        });
    }
}
