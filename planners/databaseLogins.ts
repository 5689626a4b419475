import type { Seconds } from "../model/instant";
import type { Environment, Roster, Secret } from "../model/roster";
import { expandVariables } from "../model/variables";
import { variablesOf, vaultPolicy } from "./documents";
import { nameLimits, physicalName } from "./names";
import { databasesOf, workloadSystems } from "./parts";

/**
 * Database logins that Vault creates on request and removes again, and the policy for those who may ask for
 * one. No value is stored anywhere.
 */
export interface DatabaseLoginSpec {
    /** The secret's key. */
    readonly key: string;
    readonly previously: string[];
    /** The path of the database secrets engine. */
    readonly mount: string;
    readonly connection: string;
    readonly roleName: string;
    readonly creationStatements: string[];
    readonly revocationStatements: string[];
    readonly ttl: Seconds;
    readonly maxTtl: Seconds;
    readonly policyName: string;
    /** In HCL. */
    readonly policy: string;
}

/** The logins in an environment, for services that have a Vault role with which to ask. */
export function planDatabaseLogins(roster: Roster, key: string): DatabaseLoginSpec[] {
    const environment = roster.environments.get(key);
    if (!environment) return [];
    return [...roster.services.values()]
        .filter((service) => workloadSystems(roster, service, key).includes("vault"))
        .flatMap((service) => databasesOf(roster, service, key))
        .flatMap((secret) => databaseLoginOf(roster, secret, environment) ?? []);
}

export function databaseLoginOf(
    roster: Roster,
    secret: Secret,
    environment: Environment,
): DatabaseLoginSpec | undefined {
    const { key, previously, database } = secret;
    if (secret.kind !== "vault-database" || !database) return undefined;
    const variables = variablesOf(roster, environment, roster.services.get(secret.service.key));
    const fill = (text: string) => expandVariables(text, variables);
    const mount = fill(database.mount);
    // The oldest key: a role or policy under another name would be a different one.
    const name = previously.at(-1) ?? key;
    const roleName = physicalName([environment.key, name], nameLimits.vault);
    return {
        key,
        previously: [...previously],
        mount,
        connection: fill(database.connection),
        roleName,
        creationStatements: database.creationStatements.map(fill),
        revocationStatements: database.revocationStatements.map(fill),
        ttl: database.ttl,
        maxTtl: database.maxTtl,
        policyName: databasePolicyName(environment.key, secret),
        policy: vaultPolicy([{ path: `${mount}/creds/${roleName}`, capabilities: ["read"] }]),
    };
}

/** The last part tells it apart from the policy of a team whose key is `secret`. */
export function databasePolicyName(
    environment: string,
    { key, previously }: Pick<Secret, "key" | "previously">,
): string {
    return physicalName(
        [environment, "secret", previously.at(-1) ?? key, "creds"],
        nameLimits.vault,
    );
}
