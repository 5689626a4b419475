import { deployOf } from "../model/graph";
import type { Roster } from "../model/roster";
import { workloadSystems } from "./parts";
import type { Workload } from "./workloads";
import {
    githubEnvironmentOf,
    jwtBackendPath,
    workloadRoleArn,
    workloadsOf,
    workloadVaultRole,
} from "./workloads";

/** A protected environment on GitHub: its protection rules, and the variables of its deployments. */
export interface DeployEnvironmentSpec {
    /** `checkout/prod` */
    readonly name: string;
    readonly previously: string[];
    readonly repository: { readonly id: number; readonly name: string };
    readonly environment: string;
    readonly branchPatterns: string[];
    readonly tagPatterns: string[];
    /** Keys of the teams, one of which must approve; empty if no approval is needed. */
    readonly reviewers: string[];
    readonly waitMinutes: number;
    readonly variables: Record<string, string>;
}

/** On GitHub `*` does not match a `/`, so "every branch" takes two patterns. */
const everyBranch = ["*", "**/*"];

export function planDeployEnvironments(roster: Roster): DeployEnvironmentSpec[] {
    return workloadsOf(roster).flatMap((workload) => {
        const { service, environment } = workload;
        if (!service.repository) return [];
        const { branches, tags, reviewers, waitMinutes } = deployOf(
            roster,
            service,
            environment.key,
        );
        return [
            {
                name: `${service.key}/${environment.key}`,
                previously: service.previously.map((key) => `${key}/${environment.key}`),
                repository: service.repository,
                environment: githubEnvironmentOf(roster, workload),
                branchPatterns: branches === "all" ? everyBranch : [...branches],
                tagPatterns: [...tags],
                reviewers: reviewers.map(({ key }) => key),
                waitMinutes,
                variables: planVariables(roster, workload),
            },
        ];
    });
}

/** The variables that tell a workflow its identity: plain text that follows from the roster alone. */
function planVariables(roster: Roster, workload: Workload): Record<string, string> {
    const { service, environment } = workload;
    const systems = workloadSystems(roster, service, environment.key);
    const { vault } = roster.organization;
    const own = {
        ...(systems.includes("aws") && environment.aws
            ? { AWS_ROLE_ARN: workloadRoleArn(workload), AWS_REGION: environment.aws.region }
            : {}),
        ...(systems.includes("vault") && vault
            ? {
                  VAULT_ADDR: vault.address,
                  ...(vault.namespace === undefined ? {} : { VAULT_NAMESPACE: vault.namespace }),
                  VAULT_PATH: jwtBackendPath(environment.key),
                  VAULT_ROLE: workloadVaultRole(workload),
              }
            : {}),
    };
    // GitHub's names are case-insensitive: of two that differ only in case, either could win.
    const others = Object.entries(service.variables).filter(
        ([name]) => !Object.hasOwn(own, name.toUpperCase()),
    );
    return { ...Object.fromEntries(others), ...own };
}
