import type { Roster, Service } from "../model/roster";
import type { RoleHolding } from "./holdings";

/** Whether a holding has a part in AWS: its role, its environment and its organisation all have. */
export function hasAws(roster: Roster, { role, environment }: RoleHolding): boolean {
    return Boolean(role.aws && environment.aws && roster.organization.aws);
}

export function hasVault(roster: Roster, { role, environment }: RoleHolding): boolean {
    return Boolean(role.vault.length > 0 && environment.vault && roster.organization.vault);
}

/** The systems in which a service has an identity of its own in an environment. */
export function workloadSystems(
    roster: Roster,
    service: Service,
    environment: string,
): ("aws" | "vault")[] {
    const { aws, vault } = roster.environments.get(environment) ?? {};
    return [
        ...(service.aws && aws && roster.organization.aws ? (["aws"] as const) : []),
        ...(service.vault.length > 0 && vault && roster.organization.vault
            ? (["vault"] as const)
            : []),
    ];
}

/** `prod/checkout`, or `prod` for the environment itself. */
export function targetOf(environment: string, service?: Pick<Service, "key">): string {
    return service ? `${environment}/${service.key}` : environment;
}
