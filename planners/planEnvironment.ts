import type { Instant } from "../model/instant";
import { isoInstant } from "../model/instant";
import { compare } from "../model/problem";
import type { Roster } from "../model/roster";
import { boundaryPolicy } from "./boundary";
import type { DatabaseLoginSpec } from "./databaseLogins";
import { planDatabaseLogins } from "./databaseLogins";
import type { PlannedStatement } from "./documents";
import { holdingStatements, holdingVaultRules, vaultPolicy } from "./documents";
import type { HolderMember } from "./holders";
import type { Holdings, RoleHolding } from "./holdings";
import { isInAws, vaultAlias } from "./identities";
import { nameLimits, physicalName } from "./names";
import { hasAws, hasVault } from "./parts";
import type { SecretSpec } from "./planSecrets";
import { planSecrets } from "./planSecrets";
import type { WorkloadSpec } from "./workloads";
import { boundaryNameIn, jwtBackendPath, planWorkload, rolePath, workloadsOf } from "./workloads";

/** An environment's stack: roles, who has them, services' identities, and secrets. */
export interface EnvironmentSpec {
    readonly roles: RoleAccessSpec[];
    readonly people: EnvironmentPersonSpec[];
    readonly anchor: TrustAnchorSpec;
    readonly workloads: WorkloadSpec[];
    /** Where they go; which values exist depends on the previous ones: see `rotate`. */
    readonly secrets: SecretSpec[];
    /** Logins that Vault creates for services; absent if there are none. */
    readonly databases?: DatabaseLoginSpec[];
}

/** What is needed to verify GitHub's tokens; a system that no workload uses is left out. */
export interface TrustAnchorSpec {
    readonly aws?: {
        readonly oidcProvider: "managed" | "external";
        readonly boundaryName: string;
        readonly boundaryPath: string;
        readonly boundaryPolicy: string;
    };
    readonly vault?: { readonly path: string };
}

/** A role that a team or a person has in an environment. */
export interface RoleAccessSpec {
    /** `payments/developer`, `person:alice/operator` */
    readonly name: string;
    readonly previously: string[];
    readonly description: string;
    readonly aws?: AwsRoleSpec;
    readonly vault?: VaultRoleSpec;
}

export interface AwsRoleSpec {
    readonly identityStoreId: string;
    readonly instanceArn: string;
    readonly accountId: string;
    readonly groupName: string;
    readonly permissionSetName: string;
    readonly sessionMinutes: number;
    readonly statements: PlannedStatement[];
    /** ARNs by name. */
    readonly managed: Record<string, string>;
    /** Whom everything is denied to, and from when: keys of people, or everybody. */
    readonly endings: EndingSpec[];
}

export interface EndingSpec {
    /** `2026-12-31T18:00:00Z` */
    readonly until: string;
    readonly people?: string[];
}

export interface VaultRoleSpec {
    readonly groupName: string;
    readonly policyName: string;
    /** In HCL. */
    readonly policy: string;
}

/** The roles that one person has in an environment. */
export interface EnvironmentPersonSpec {
    readonly key: string;
    readonly previously: string[];
    readonly aws: RoleMembershipSpec[];
    readonly vault: RoleMembershipSpec[];
}

/** The role's name, with its former names. */
export interface RoleMembershipSpec {
    readonly role: string;
    readonly previously: string[];
}

/** An environment's stack at the holdings' instant. */
export function planEnvironment(holdings: Holdings, environment: string): EnvironmentSpec {
    const { roster } = holdings.graph;
    const found = holdings.roles.filter((role) => role.environment.key === environment);
    const roles = found.map((holding) => planRole(roster, holding));
    const secrets = planSecrets(roster, environment);
    return {
        roles: roles.filter((role) => role.aws ?? role.vault),
        people: planPeople(roster, found),
        ...planWorkloads(roster, environment, secrets),
        secrets,
        databases: planDatabaseLogins(roster, environment),
    };
}

function planWorkloads(
    roster: Roster,
    key: string,
    secrets: readonly SecretSpec[],
): Pick<EnvironmentSpec, "anchor" | "workloads"> {
    const workloads = workloadsOf(roster)
        .filter(({ environment }) => environment.key === key)
        .flatMap((workload) => planWorkload(roster, workload));
    const environment = roster.environments.get(key);
    const account = environment?.aws;
    return {
        workloads,
        anchor: {
            ...(environment &&
            account &&
            (workloads.some(({ aws }) => aws) || secrets.some(({ user }) => user))
                ? {
                      aws: {
                          oidcProvider: account.oidcProvider,
                          boundaryName: boundaryNameIn(roster, environment),
                          boundaryPath: rolePath,
                          boundaryPolicy: boundaryPolicy(account.accountId),
                      },
                  }
                : {}),
            ...(workloads.some(({ vault }) => vault)
                ? { vault: { path: jwtBackendPath(key) } }
                : {}),
        },
    };
}

function planRole(roster: Roster, holding: RoleHolding): RoleAccessSpec {
    const { name, previously, role } = holding;
    const aws = planAwsRole(roster, holding);
    const vault = planVaultRole(roster, holding);
    return {
        name,
        previously,
        description: describe(role.description),
        ...(aws ? { aws } : {}),
        ...(vault ? { vault } : {}),
    };
}

/**
 * A description that IAM Identity Center accepts: at most 700 characters of Latin-1 (API reference,
 * CreatePermissionSet). It is only for people, so characters that do not fit are replaced.
 */
function describe(text: string): string {
    return text.replace(/[^\t\n\r\x20-\x7E\xA1-\xFF]/gu, "?").slice(0, 700);
}

function planAwsRole(roster: Roster, holding: RoleHolding): AwsRoleSpec | undefined {
    const center = roster.organization.aws?.identityCenter;
    const { role, environment } = holding;
    if (!center || !environment.aws || !role.aws || !hasAws(roster, holding)) return undefined;
    return {
        identityStoreId: center.identityStoreId,
        instanceArn: center.instanceArn,
        accountId: environment.aws.accountId,
        groupName: physicalName(nameParts(holding), nameLimits.group),
        permissionSetName: physicalName(nameParts(holding), nameLimits.permissionSet),
        sessionMinutes: role.aws.sessionMinutes,
        statements: holdingStatements(roster, holding),
        managed: Object.fromEntries(
            role.aws.managed.map((name) => [name, `arn:aws:iam::aws:policy/${name}`]),
        ),
        endings: planEndings(roster, holding),
    };
}

/** Whether a permission set has an inline policy, for what it allows or for whom it denies. */
export function hasInlinePolicy(roster: Roster, holding: RoleHolding): boolean {
    return (
        (holding.role.aws?.statements.length ?? 0) > 0 || planEndings(roster, holding).length > 0
    );
}

/** People whose own time in the role ends, and the role itself if every grant of it ends. */
function planEndings(roster: Roster, holding: RoleHolding): EndingSpec[] {
    const byInstant = new Map<Instant, string[]>();
    for (const { person, until } of holding.members) {
        if (until === undefined || !isInAws(roster, person)) continue;
        byInstant.set(until, [...(byInstant.get(until) ?? []), person.key]);
    }
    const last = Math.max(...holding.scopes.map(({ until }) => until ?? Infinity));
    return [
        ...[...byInstant]
            .sort(([a], [b]) => a - b)
            .map(([until, people]) => ({ until: isoInstant(until), people })),
        ...(last < Infinity ? [{ until: isoInstant(last) }] : []),
    ];
}

function planVaultRole(roster: Roster, holding: RoleHolding): VaultRoleSpec | undefined {
    if (!hasVault(roster, holding)) return undefined;
    const name = physicalName(nameParts(holding), nameLimits.vault);
    return {
        groupName: name,
        policyName: name,
        policy: vaultPolicy(holdingVaultRules(roster, holding)),
    };
}

/**
 * Built from the oldest keys, so that a rename in the roster replaces nothing: a permission set or policy
 * under another name would be a different one.
 */
function nameParts({ holder, role, environment }: RoleHolding): string[] {
    const previously = holder.kind === "team" ? holder.team.previously : holder.person.previously;
    return [
        environment.key,
        ...(holder.kind === "person" ? ["person"] : []),
        previously.at(-1) ?? holder.key,
        role.previously.at(-1) ?? role.key,
    ];
}

function planPeople(roster: Roster, roles: readonly RoleHolding[]): EnvironmentPersonSpec[] {
    const people = new Map<string, HolderMember["person"]>();
    const aws = new Map<string, RoleMembershipSpec[]>();
    const vault = new Map<string, RoleMembershipSpec[]>();
    for (const holding of roles) {
        const membership = { role: holding.name, previously: holding.previously };
        for (const { person } of holding.members) {
            people.set(person.key, person);
            if (hasAws(roster, holding) && isInAws(roster, person)) {
                append(aws, person.key, membership);
            }
            if (hasVault(roster, holding) && vaultAlias(roster, person) !== undefined) {
                append(vault, person.key, membership);
            }
        }
    }
    return [...people.values()]
        .filter(({ key }) => aws.has(key) || vault.has(key))
        .sort((a, b) => compare(a.key, b.key))
        .map(({ key, previously }) => ({
            key,
            previously: [...previously],
            aws: aws.get(key) ?? [],
            vault: vault.get(key) ?? [],
        }));
}

function append<V>(lists: Map<string, V[]>, key: string, value: V): void {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
}
