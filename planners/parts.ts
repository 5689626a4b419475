import type { Roster, Secret, Service } from "../model/roster";
import type { RoleHolding } from "./holdings";

/** Whether a holding has a part in AWS: only if the role, the environment and the organisation all do. */
export function hasAws(roster: Roster, { role, environment }: RoleHolding): boolean {
    return Boolean(role.aws && environment.aws && roster.organization.aws);
}

export function hasVault(roster: Roster, { role, environment }: RoleHolding): boolean {
    return Boolean(role.vault.length > 0 && environment.vault && roster.organization.vault);
}

/** The systems in which a service has its own identity in an environment. */
export function workloadSystems(
    roster: Roster,
    service: Service,
    environment: string,
): ("aws" | "vault")[] {
    const { aws, vault } = roster.environments.get(environment) ?? {};
    return [
        ...(service.aws && aws && roster.organization.aws ? (["aws"] as const) : []),
        ...(vault &&
        roster.organization.vault &&
        (service.vault.length > 0 || databasesOf(roster, service, environment).length > 0)
            ? (["vault"] as const)
            : []),
    ];
}

/** The databases for which a service may ask Vault for a login in an environment. */
export function databasesOf(
    { secrets }: Roster,
    service: Pick<Service, "key">,
    environment: string,
): Secret[] {
    return [...secrets.values()].filter(
        (secret) =>
            secret.kind === "vault-database" &&
            secret.database !== undefined &&
            secret.service.key === service.key &&
            secret.in.some(({ key }) => key === environment),
    );
}

/** `prod/checkout`, or `prod` for the environment itself. */
export function targetOf(environment: string, service?: Pick<Service, "key">): string {
    return service ? `${environment}/${service.key}` : environment;
}
