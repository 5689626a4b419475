import { anyLetter, matchesGlob, parseGlob } from "../model/iam/glob";
import { compare } from "../model/problem";
import type { AwsPermissions, Environment, Roster, Secret, Service } from "../model/roster";
import { readingPolicies } from "../model/rules/managedPolicies";
import { expandVariables } from "../model/variables";
import { createDeployers } from "./deployers";
import type { PlannedStatement, PlannedVaultRule } from "./documents";
import {
    fillStatement,
    holdingStatements,
    holdingVaultRules,
    variablesOf,
    vaultRules,
} from "./documents";
import type { Holdings } from "./holdings";
import type { Pattern } from "./isolation/globsMeet";
import { anyPart, globsMeet } from "./isolation/globsMeet";
import { hasAws, hasVault, workloadSystems } from "./parts";

/** Somebody who can read a secret's value, and how. */
export interface SecretReader {
    readonly person: string;
    readonly environment: string;
    /** `developer in Vault`, `deploys checkout by repository:ci` */
    readonly through: string;
}

/** What somebody may read in an environment. */
interface Reading {
    readonly people: readonly string[];
    readonly environment: Environment;
    readonly through: string;
    readonly services: readonly (string | undefined)[];
    readonly statements: readonly PlannedStatement[];
    readonly managed: AwsPermissions["managed"];
    readonly vault: readonly PlannedVaultRule[];
}

/**
 * The readers of every secret at the instant of the holdings, by the secret's key. Rather one too
 * many than one too few: conditions are taken to hold, a `deny` is not looked at, and a managed
 * policy that is not known to only look counts as reading. A secret is read
 * - in GitHub by whoever may deploy its service with nobody's approval: his workflow prints it;
 * - in Vault and AWS by whoever holds a role that reads its path or name there, and by whoever may
 *   deploy, with nobody's approval, any service that does;
 * - where it is delivered nowhere, by everybody who holds anything on its service there.
 */
export function secretReaders(holdings: Holdings): ReadonlyMap<string, readonly SecretReader[]> {
    const { roster } = holdings.graph;
    const deployersOf = createDeployers(holdings);
    const readings = [...roleReadings(holdings), ...serviceReadings(roster, deployersOf)];
    return new Map(
        [...roster.secrets.values()].map((secret) => [
            secret.key,
            distinct([
                ...readings
                    .filter((reading) => canRead(roster, secret, reading))
                    .flatMap(readersOf),
                ...pipelineReaders(roster, secret, deployersOf),
            ]),
        ]),
    );
}

type DeployersOf = ReturnType<typeof createDeployers>;

function roleReadings({ graph: { roster }, roles }: Holdings): Reading[] {
    return roles.map((holding) => {
        const inAws = hasAws(roster, holding);
        return {
            people: holding.members.map(({ person }) => person.key),
            environment: holding.environment,
            through: holding.role.key,
            services: holding.scopes.map(({ service }) => service?.key),
            statements: inAws ? holdingStatements(roster, holding) : [],
            managed: inAws ? (holding.role.aws?.managed ?? []) : [],
            vault: hasVault(roster, holding) ? holdingVaultRules(roster, holding) : [],
        };
    });
}

function serviceReadings(roster: Roster, deployersOf: DeployersOf): Reading[] {
    return [...roster.services.values()].flatMap((service) =>
        service.in.flatMap(({ key }) => {
            const environment = roster.environments.get(key);
            if (!environment) return [];
            const own = serviceRights(roster, service, environment);
            return deployersOf(service, key).map(({ person, via }) => ({
                ...own,
                people: [person.key],
                through: `deploys ${service.key} by ${via}`,
            }));
        }),
    );
}

function serviceRights(roster: Roster, service: Service, environment: Environment) {
    const systems = workloadSystems(roster, service, environment.key);
    const variables = variablesOf(roster, environment, service);
    const { statements = [], managed = [] } =
        (systems.includes("aws") ? service.aws : undefined) ?? {};
    return {
        environment,
        services: [service.key],
        statements: statements.map((statement) => fillStatement(statement, variables)),
        managed,
        vault: systems.includes("vault") ? vaultRules(service.vault, environment, variables) : [],
    };
}

function pipelineReaders(roster: Roster, secret: Secret, deployersOf: DeployersOf): SecretReader[] {
    const service = roster.services.get(secret.service.key);
    if (!service || secret.deliver.github === undefined) return [];
    return secret.in.flatMap(({ key: environment }) =>
        deployersOf(service, environment).map(({ person, via }) => ({
            person: person.key,
            environment,
            through: `deploys ${service.key} by ${via}`,
        })),
    );
}

function readersOf({ people, environment, through }: Reading): SecretReader[] {
    return people.map((person) => ({ person, environment: environment.key, through }));
}

function canRead(roster: Roster, secret: Secret, reading: Reading): boolean {
    const { environment, services } = reading;
    const service = roster.services.get(secret.service.key);
    if (!service || !secret.in.some(({ key }) => key === environment.key)) return false;
    const { github, vault, aws } = secret.deliver;
    if (github === undefined && vault === undefined && aws === undefined) {
        return services.includes(undefined) || services.includes(service.key);
    }
    const variables = variablesOf(roster, environment, service);
    const place = (path: string) => ({ at: secret.at, path, capabilities: ["read"] as const });
    const [path] = vault === undefined ? [] : vaultRules([place(vault)], environment, variables);
    return (
        (path !== undefined && readsPath(reading, path.path)) ||
        (aws !== undefined && readsName(reading, expandVariables(aws, variables)))
    );
}

function readsPath({ vault }: Reading, path: string): boolean {
    return vault.some((rule) => rule.capabilities.includes("read") && coversPath(rule.path, path));
}

/** Source: Vault, "Policies", policy syntax; a template is filled in with whatever fits. */
function coversPath(pattern: string, path: string): boolean {
    const source = pattern
        .split(/(\{\{.*?\}\}|(?<=^|\/)\+(?=\/|$)|\*$)/)
        .map((part, index) => {
            if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
            return part === "*" ? ".*" : "[^/]+";
        })
        .join("");
    return new RegExp(`^${source}$`).test(path);
}

const readActions = ["secretsmanager:getsecretvalue", "secretsmanager:batchgetsecretvalue"];

/** A secret's ARN ends in six letters that AWS chooses. */
const suffix: Pattern = Array.from({ length: 6 }, (): typeof anyLetter => anyLetter);

function readsName({ statements, managed, environment }: Reading, name: string): boolean {
    const { accountId = "", region = "" } = environment.aws ?? {};
    const place = `:secretsmanager:${region}:${accountId}:secret:${name}-`;
    const arn: Pattern = [..."arn:", anyPart, ...place, ...suffix];
    return (
        managed.some((policy) => !readingPolicies.has(policy)) ||
        statements.some(
            ({ actions, resources }) =>
                actions.some((action) =>
                    readActions.some((read) => matchesGlob(parseGlob(action.toLowerCase()), read)),
                ) && resources.some((resource) => globsMeet(parseGlob(resource), arn)),
        )
    );
}

function distinct(readers: readonly SecretReader[]): SecretReader[] {
    const known = new Map(
        readers.map((reader) => [
            `${reader.person} ${reader.environment} ${reader.through}`,
            reader,
        ]),
    );
    return [...known].sort(([a], [b]) => compare(a, b)).map(([, reader]) => reader);
}
