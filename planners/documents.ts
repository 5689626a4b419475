import type { Instant } from "../model/instant";
import { isoInstant } from "../model/instant";
import { compare } from "../model/problem";
import type { Environment, Roster, Service, Statement, VaultRule } from "../model/roster";
import { expandVariables, type Variable } from "../model/variables";
import type { Json } from "./canonical";
import { canonicalJson } from "./canonical";
import type { RoleHolding, Scope } from "./holdings";

/** An Allow with its variables filled in; after `until` the target itself no longer grants it. */
export interface PlannedStatement {
    readonly actions: string[];
    readonly resources: string[];
    readonly conditions: Conditions;
    /** `2026-12-31T18:00:00Z` */
    readonly until?: string;
}

export type Conditions = Record<string, Record<string, string[]>>;

/** An absolute path in a Vault policy, with what is allowed there. */
export interface PlannedVaultRule {
    readonly path: string;
    readonly capabilities: readonly string[];
}

type Variables = Readonly<Partial<Record<Variable, string>>>;

/** The values of `${...}` variables; `${team}` is the grant's team or else the service's owner. */
export function variablesOf(
    roster: Roster,
    environment: Environment,
    service?: Service,
    team?: string,
): Variables {
    return {
        organization: roster.organization.name,
        environment: environment.key,
        ...(environment.aws
            ? { account: environment.aws.accountId, region: environment.aws.region }
            : {}),
        ...(service ? { service: service.key } : {}),
        ...((team ?? service) ? { team: team ?? service?.owner.key ?? "" } : {}),
    };
}

/** A holding's statements, scope by scope, merged if they differ only in their resources. */
export function holdingStatements(roster: Roster, holding: RoleHolding): PlannedStatement[] {
    const statements = holding.role.aws?.statements ?? [];
    return mergeStatements(
        holding.scopes.flatMap((scope) =>
            statements.map((statement) =>
                fillStatement(statement, scopeVariables(roster, holding, scope), scope.until),
            ),
        ),
    );
}

/** The paths of a holding's Vault policy. */
export function holdingVaultRules(roster: Roster, holding: RoleHolding): PlannedVaultRule[] {
    return mergeVaultRules(
        holding.scopes.flatMap((scope) =>
            vaultRules(
                holding.role.vault,
                holding.environment,
                scopeVariables(roster, holding, scope),
            ),
        ),
    );
}

function scopeVariables(roster: Roster, holding: RoleHolding, scope: Scope): Variables {
    const team = holding.holder.kind === "team" ? holding.holder.key : undefined;
    return variablesOf(roster, holding.environment, scope.service, team);
}

export function fillStatement(
    statement: Statement,
    variables: Variables,
    until?: Instant,
): PlannedStatement {
    return {
        actions: unique(statement.actions),
        resources: unique(statement.resources.map((text) => expandVariables(text, variables))),
        conditions: mapConditions(statement.conditions, (text) => expandVariables(text, variables)),
        ...(until === undefined ? {} : { until: isoInstant(until) }),
    };
}

function mapConditions(
    conditions: Statement["conditions"],
    map: (text: string) => string,
): Conditions {
    return Object.fromEntries(
        Object.entries(conditions).map(([operator, keys]) => [
            operator,
            Object.fromEntries(
                Object.entries(keys).map(([key, values]) => [key, unique(values.map(map))]),
            ),
        ]),
    );
}

export function mergeStatements(statements: readonly PlannedStatement[]): PlannedStatement[] {
    const merged = new Map<string, PlannedStatement>();
    for (const statement of statements) {
        const { actions, conditions, until } = statement;
        const key = canonicalJson([actions, conditions, until ?? null]);
        const resources = unique([...(merged.get(key)?.resources ?? []), ...statement.resources]);
        merged.set(key, { ...statement, resources });
    }
    return [...merged.entries()].sort(([a], [b]) => compare(a, b)).map(([, value]) => value);
}

/**
 * Vault paths for rules written relative to a KV v2 mount: reading and writing use `data/`, listing uses
 * `metadata/` (Vault's KV v2 API). A path with a leading `/` is taken as written.
 */
export function vaultRules(
    rules: readonly VaultRule[],
    environment: Environment,
    variables: Variables,
): PlannedVaultRule[] {
    return rules.flatMap(({ path, capabilities }): PlannedVaultRule[] => {
        const filled = expandVariables(path, variables);
        if (filled.startsWith("/")) return [{ path: filled.slice(1), capabilities }];
        const mount = environment.vault?.mount ?? "";
        const denied = capabilities.includes("deny");
        const data = capabilities.filter((capability) => capability !== "list");
        return [
            ...(data.length > 0 ? [{ path: `${mount}/data/${filled}`, capabilities: data }] : []),
            ...(denied || capabilities.includes("list")
                ? [
                      {
                          path: `${mount}/metadata/${filled}`,
                          capabilities: [denied ? "deny" : "list"],
                      },
                  ]
                : []),
        ];
    });
}

export function mergeVaultRules(rules: readonly PlannedVaultRule[]): PlannedVaultRule[] {
    const merged = new Map<string, readonly string[]>();
    for (const { path, capabilities } of rules) {
        merged.set(path, unique([...(merged.get(path) ?? []), ...capabilities]));
    }
    return [...merged.entries()]
        .sort(([a], [b]) => compare(a, b))
        .map(([path, capabilities]) => ({ path, capabilities }));
}

/** The text of a Vault policy, in HCL because people read it in diffs. */
export function vaultPolicy(rules: readonly PlannedVaultRule[]): string {
    return rules
        .map(({ path, capabilities }) => {
            const list = capabilities.map((capability) => JSON.stringify(capability)).join(", ");
            return `path ${JSON.stringify(path)} {\n  capabilities = [${list}]\n}\n`;
        })
        .join("\n");
}

/** People whose access to a permission set ends at an instant, by Identity Center id. */
export interface Ending {
    /** `2026-12-31T18:00:00Z` */
    readonly until: string;
    /** Undefined means everybody. */
    readonly userIds?: readonly string[];
}

/**
 * The inline policy of a permission set: what it allows, whom it denies everything from some instant on,
 * and whom it denies everything now. The deny is what ends an open session.
 */
export function permissionSetPolicy(
    statements: readonly PlannedStatement[],
    endings: readonly Ending[],
    denied: readonly string[] = [],
): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            ...statements.map(allow),
            ...endings.map(denyAfter),
            ...(denied.length > 0 ? [denyEverything(users(denied))] : []),
        ],
    });
}

function allow({ actions, resources, conditions, until }: PlannedStatement) {
    const all = until === undefined ? conditions : endingConditions(conditions, until);
    return {
        Effect: "Allow",
        Action: oneOrMany(actions),
        Resource: oneOrMany(resources),
        ...(Object.keys(all).length > 0 ? { Condition: all } : {}),
    };
}

/** Time conditions on a request, any of which can end an Allow. */
const timeConditions = [
    ["DateLessThan", "aws:CurrentTime"],
    ["DateLessThanEquals", "aws:CurrentTime"],
    ["DateLessThan", "aws:EpochTime"],
] as const;

/**
 * Values under one operator and key are alternatives, so our end must not be added to an existing
 * condition. If a role already uses every time condition, the statement is made never to apply: nobody
 * needs that many, and otherwise it would outlast its end.
 */
function endingConditions(conditions: Conditions, until: string): Conditions {
    const free = timeConditions.find(
        ([operator, key]) =>
            !Object.keys(conditions[operator] ?? {}).some(
                (taken) => taken.toLowerCase() === key.toLowerCase(),
            ),
    );
    if (!free) return { ...conditions, Null: { "aws:CurrentTime": ["true"] } };
    const [operator, key] = free;
    return {
        ...conditions,
        [operator]: { ...conditions[operator], [key]: [until] },
    };
}

function denyAfter({ until, userIds }: Ending) {
    return denyEverything({
        DateGreaterThanEquals: { "aws:CurrentTime": until },
        ...(userIds ? users(userIds) : {}),
    });
}

function denyEverything(condition: Readonly<Record<string, Json>>) {
    return { Effect: "Deny", Action: "*", Resource: "*", Condition: condition };
}

function users(ids: readonly string[]): Readonly<Record<string, Json>> {
    return { StringEquals: { "identitystore:UserId": oneOrMany(ids) } };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
    return values.length === 1 && values[0] !== undefined ? values[0] : values;
}

function unique(values: readonly string[]): string[] {
    return [...new Set(values)].sort(compare);
}
