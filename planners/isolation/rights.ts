import { deployOf, servicesOf } from "../../model/graph";
import type {
    AwsPermissions,
    Environment,
    Grant,
    Secret,
    Service,
    VaultRule,
} from "../../model/roster";
import { variablesOf } from "../documents";
import { targetOf, workloadSystems } from "../parts";
import { grantReason, reason } from "../reasons";
import type { Workload } from "../workloads";
import type { Declared } from "./declared";
import { pushes } from "./declared";
import type { Path } from "./findings";

/** What somebody may do in an environment, and how they come to it. */
export interface Right {
    readonly environment: Environment;
    /** `dev/checkout`, `dev` */
    readonly target: string;
    /** Begins the step that says what the holder may do: `whose role`, `and developer`. */
    readonly holder: string;
    /** Absent: nothing in AWS. */
    readonly aws?: AwsPermissions;
    readonly vault: readonly VaultRule[];
    readonly variables: ReturnType<typeof variablesOf>;
    /** Computed only where it is needed: most rights lead nowhere else. */
    readonly steps: () => Path;
}

/** Every right in AWS and Vault that the roster gives: to services, people and secrets. */
export function rightsOf(declared: Declared): Right[] {
    return [
        ...declared.workloads.map((workload) => serviceRight(declared, workload)),
        ...declared.grants.flatMap((grant) => grantRights(declared, grant)),
        ...[...declared.roster.secrets.values()].flatMap((secret) =>
            secretRights(declared, secret),
        ),
    ];
}

function serviceRight(declared: Declared, workload: Workload): Right {
    const { roster } = declared;
    const { service, environment, target } = workload;
    const systems = workloadSystems(roster, service, environment.key);
    return {
        environment,
        target,
        holder: "whose role",
        ...(service.aws && systems.includes("aws") ? { aws: service.aws } : {}),
        vault: systems.includes("vault") ? service.vault : [],
        variables: variablesOf(roster, environment, service),
        steps: () => deploymentSteps(declared, workload),
    };
}

/** How somebody comes to a service's role: by a push, or past a reviewer. */
export function deploymentSteps(
    declared: Declared,
    { service, environment }: Pick<Workload, "service" | "environment">,
): Path {
    const { at, reviewers } = deployOf(declared.roster, service, environment.key);
    const where = `${service.key} to ${environment.key}`;
    const [reviewer] = reviewers;
    if (reviewer) {
        return [reason(reviewer.at, `a deployment of ${where} that ${reviewer.key} approves`)];
    }
    return [pushStep(declared, service), reason(at, `deploys ${where} without a reviewer`)];
}

function pushStep(declared: Declared, { at, repository }: Service) {
    const [opening] = repository ? pushes(declared, repository.id) : [];
    return reason(opening?.at ?? at, `whoever may push to ${repository?.name}`);
}

function grantRights({ roster }: Declared, grant: Grant): Right[] {
    const role = roster.roles.get(grant.role.key);
    if (!role) return [];
    return (grant.in ?? []).flatMap(({ key }) => {
        const environment = roster.environments.get(key);
        if (!environment) return [];
        const services = grant.services ? servicesOf(roster, grant, key) : [undefined];
        return services.map(
            (service): Right => ({
                environment,
                target: targetOf(key, service),
                holder: `and ${role.key}`,
                ...(role.aws && environment.aws && roster.organization.aws
                    ? { aws: role.aws }
                    : {}),
                vault: environment.vault && roster.organization.vault ? role.vault : [],
                variables: variablesOf(roster, environment, service, teamOf(grant)),
                steps: () => [grantReason(grant)],
            }),
        );
    });
}

function teamOf({ principal }: Grant): string | undefined {
    return principal.kind === "team" ? principal.key : undefined;
}

/** A secret is written by the pipeline of each of its environments. */
function secretRights({ roster }: Declared, secret: Secret): Right[] {
    const path = secret.deliver.vault;
    const service = roster.services.get(secret.service.key);
    if (path === undefined || !service || !roster.organization.vault) return [];
    return secret.in.flatMap(({ key, at }) => {
        const environment = roster.environments.get(key);
        if (!environment?.vault) return [];
        return [
            {
                environment,
                target: targetOf(key, service),
                holder: "and the pipeline",
                vault: [{ at: secret.at, path, capabilities: ["create", "read", "update"] }],
                variables: variablesOf(roster, environment, service),
                steps: () => [reason(at, `${secret.key} is renewed in ${key}`)],
            },
        ];
    });
}
