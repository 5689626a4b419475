import { deployOf } from "../model/graph";
import type { Environment, Roster, Service } from "../model/roster";
import { expandVariables } from "../model/variables";
import { databasePolicyName } from "./databaseLogins";
import {
    fillStatement,
    mergeStatements,
    mergeVaultRules,
    permissionSetPolicy,
    variablesOf,
    vaultPolicy,
    vaultRules,
} from "./documents";
import type { JwtBinding } from "./jwtRole";
import { jwtBinding } from "./jwtRole";
import { nameLimits, physicalName } from "./names";
import { databasesOf, targetOf, workloadSystems } from "./parts";
import { roleArn, trustPolicy } from "./trustPolicy";
import type { WorkflowRuns } from "./workflowRun";

/** The IAM path of workload roles, so that one pattern in a policy covers them all. */
export const rolePath = "/rollcall/";

/**
 * The name of the boundary of an environment's workload roles. An account has each name once, so environments
 * that share an account have their key in it. All of them have, so that no name passes from one to another
 * if their order changes or one is removed.
 */
export function boundaryNameIn(roster: Roster, { key, aws }: Environment): string {
    const shared = [...roster.environments.values()].some(
        (other) => other.key !== key && other.aws?.accountId === aws?.accountId,
    );
    return shared ? `rollcall-workloads.${key}` : "rollcall-workloads";
}

/** How long a workload's Vault token lasts before it must be renewed, in seconds: a quarter of an hour. */
const tokenTtl = 900;

/**
 * How long a service's AWS session lasts, and at most its Vault token however often it is renewed, in
 * minutes.
 */
export function workloadMinutes({ aws }: Pick<Service, "aws">): number {
    return aws?.sessionMinutes ?? 60;
}

/** A service's identity in one environment. */
export interface WorkloadSpec {
    readonly key: string;
    readonly previously: string[];
    readonly aws?: WorkloadAwsSpec;
    readonly vault?: WorkloadVaultSpec;
}

export interface WorkloadAwsSpec {
    readonly roleName: string;
    readonly path: string;
    readonly description: string;
    readonly sessionMinutes: number;
    readonly trustPolicy: string;
    /** Absent if there is only what `managed` grants. */
    readonly policy?: string;
    /** ARNs of managed policies. */
    readonly managed: string[];
}

export interface WorkloadVaultSpec extends JwtBinding {
    readonly roleName: string;
    /** Absent, like its text, if the service has only what `policies` grant. */
    readonly policyName?: string;
    readonly policy?: string;
    /** Policies created elsewhere: those of its databases. Absent if there are none. */
    readonly policies?: string[];
    readonly ttl: number;
    readonly explicitMaxTtl: number;
}

/** A service in one of its environments. */
export interface Workload {
    readonly service: Service;
    readonly environment: Environment;
    readonly target: string;
}

/** Every service that deploys, once for each of its environments: `checkout` in dev, in staging, ... */
export function workloadsOf(roster: Roster): Workload[] {
    return [...roster.services.values()].flatMap((service) =>
        (service.repository ? service.in : []).flatMap(({ key }) => {
            const environment = roster.environments.get(key);
            if (!environment || !mayDeploy(roster, service, key)) return [];
            return [{ service, environment, target: targetOf(key, service) }];
        }),
    );
}

/** False if no branch and no tag may deploy: a mistake (see `checkLimits`) that grants nobody anything. */
export function mayDeploy(roster: Roster, service: Service, environment: string): boolean {
    const { branches, tags } = deployOf(roster, service, environment);
    return branches.length + tags.length > 0;
}

export function planWorkload(roster: Roster, workload: Workload): WorkloadSpec[] {
    const { service, environment } = workload;
    const systems = workloadSystems(roster, service, environment.key);
    if (systems.length === 0) return [];
    return [
        {
            key: service.key,
            previously: [...service.previously],
            ...(systems.includes("aws") ? { aws: planAws(roster, workload) } : {}),
            ...(systems.includes("vault") ? { vault: planVault(roster, workload) } : {}),
        },
    ];
}

function planAws(roster: Roster, workload: Workload): WorkloadAwsSpec {
    const { service, environment } = workload;
    const account = environment.aws?.accountId ?? "";
    const variables = variablesOf(roster, environment, service);
    const statements = (service.aws?.statements ?? []).map((one) => fillStatement(one, variables));
    return {
        roleName: workloadRoleName(workload),
        path: rolePath,
        description: `${service.key} in ${environment.key}`,
        sessionMinutes: workloadMinutes(service),
        trustPolicy: trustPolicy(account, workflowRunsOf(roster, workload)),
        ...(statements.length > 0
            ? { policy: permissionSetPolicy(mergeStatements(statements), []) }
            : {}),
        managed: (service.aws?.managed ?? []).map((name) => `arn:aws:iam::aws:policy/${name}`),
    };
}

function planVault(roster: Roster, workload: Workload): WorkloadVaultSpec {
    const { service, environment } = workload;
    const variables = variablesOf(roster, environment, service);
    const rules = mergeVaultRules(vaultRules(service.vault, environment, variables));
    const address = roster.organization.vault?.address ?? "";
    const policies = databasesOf(roster, service, environment.key).map((secret) =>
        databasePolicyName(environment.key, secret),
    );
    return {
        roleName: physicalName([nameOf(service)], nameLimits.vault),
        ...(rules.length > 0
            ? {
                  policyName: physicalName([environment.key, nameOf(service)], nameLimits.vault),
                  policy: vaultPolicy(rules),
              }
            : {}),
        ...(policies.length > 0 ? { policies } : {}),
        ...jwtBinding(address, workflowRunsOf(roster, workload)),
        ttl: tokenTtl,
        explicitMaxTtl: workloadMinutes(service) * 60,
    };
}

/** The workflow runs that a workload's identity is for. */
export function workflowRunsOf(roster: Roster, { service, environment }: Workload): WorkflowRuns {
    const { owner, ownerId } = roster.organization.github;
    const { branches, tags } = deployOf(roster, service, environment.key);
    return {
        repository: {
            owner,
            ownerId,
            name: service.repository?.name ?? "",
            id: service.repository?.id ?? 0,
        },
        environment: githubEnvironmentOf(roster, { service, environment }),
        subject: service.subject,
        branches,
        tags,
        ...(service.workflow === undefined ? {} : { workflow: service.workflow }),
    };
}

export function githubEnvironmentOf(
    roster: Roster,
    { service, environment }: Pick<Workload, "service" | "environment">,
): string {
    return expandVariables(service.githubEnvironment, variablesOf(roster, environment, service));
}

export function workloadRoleArn(workload: Workload): string {
    const accountId = workload.environment.aws?.accountId ?? "";
    return roleArn({ accountId, path: rolePath, roleName: workloadRoleName(workload) });
}

/** The path of an environment's JWT backend: each environment has its own. */
export function jwtBackendPath(environment: string): string {
    return `github-actions-${environment}`;
}

export function workloadVaultRole({ service }: Pick<Workload, "service">): string {
    return physicalName([nameOf(service)], nameLimits.vault);
}

function workloadRoleName({ service, environment }: Workload): string {
    return physicalName([environment.key, nameOf(service)], nameLimits.role);
}

/** The oldest key: a role under another name would be a different one. */
function nameOf(service: Service): string {
    return service.previously.at(-1) ?? service.key;
}
