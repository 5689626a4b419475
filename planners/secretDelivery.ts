import type { Environment, Roster, Secret } from "../model/roster";
import { expandVariables } from "../model/variables";
import { variablesOf } from "./documents";
import { githubEnvironmentOf } from "./workloads";

/** Where a secret goes in an environment; places that do not exist there are left out. */
export interface Delivery {
    readonly github?: GitHubDelivery;
    readonly vault?: VaultDelivery;
    readonly aws?: AwsDelivery;
}

/** A secret of a GitHub environment. */
export interface GitHubDelivery {
    readonly repository: string;
    readonly environment: string;
    readonly secretName: string;
}

/** A secret of a KV v2 mount. */
export interface VaultDelivery {
    readonly mount: string;
    readonly name: string;
}

/** A secret of Secrets Manager. */
export interface AwsDelivery {
    readonly accountId: string;
    readonly region: string;
    readonly name: string;
}

export function deliveryOf(roster: Roster, secret: Secret, environment: Environment): Delivery {
    const service = roster.services.get(secret.service.key);
    if (!service) return {};
    const { github, vault, aws } = secret.deliver;
    const variables = variablesOf(roster, environment, service);
    return {
        ...(github !== undefined && service.repository
            ? {
                  github: {
                      repository: service.repository.name,
                      environment: githubEnvironmentOf(roster, { service, environment }),
                      secretName: expandVariables(github, variables),
                  },
              }
            : {}),
        ...(vault !== undefined && environment.vault && roster.organization.vault
            ? {
                  vault: {
                      mount: environment.vault.mount,
                      name: expandVariables(vault, variables),
                  },
              }
            : {}),
        ...(aws !== undefined && environment.aws && roster.organization.aws
            ? {
                  aws: {
                      accountId: environment.aws.accountId,
                      region: environment.aws.region,
                      name: expandVariables(aws, variables),
                  },
              }
            : {}),
    };
}
