import { parseGlob } from "../model/iam/glob";
import { matches } from "../model/iam/iamPattern";
import { compare } from "../model/problem";
import type { AwsPermissions, Environment, Roster, Secret, Service } from "../model/roster";
import { readingPolicies } from "../model/rules/managedPolicies";
import { isStatic } from "../model/rules/secrets";
import { databaseLoginOf } from "./databaseLogins";
import { findPipelineHolders } from "./deployers";
import type { PlannedVaultRule } from "./documents";
import {
    fillStatement,
    holdingStatements,
    holdingVaultRules,
    variablesOf,
    vaultRules,
} from "./documents";
import type { Holdings } from "./holdings";
import { globsMeet } from "./isolation/globsMeet";
import { meetsPlace } from "./isolation/vaultPaths";
import { hasAws, hasVault } from "./parts";
import type { AwsDelivery } from "./secretDelivery";
import { deliveryOf } from "./secretDelivery";

/** Who can read a secret in an environment. */
export interface SecretAccess {
    /** Keys of people. */
    readonly readers: readonly string[];
    /** Keys of services whose pipelines can read it: its own service, and any whose permissions cover it. */
    readonly consumers: readonly string[];
}

/**
 * Keys of the people who can read a secret, in any of its environments or only in the given ones. Errs on
 * the side of one person too many:
 *
 * - holders of a role, in its environment or in one that shares its account, that may read the place in
 *   Vault or Secrets Manager to which it is delivered. Conditions are assumed to hold, a `deny` not to cover
 *   it, and a managed policy to allow reading secrets unless it is known not to;
 * - people who can run, without anybody's approval, the pipeline of its own service or of another that may
 *   read it: by pushing where nobody reviews, or anywhere by administering the repository;
 * - for a value that is made elsewhere and delivered nowhere, the team that owns it.
 *
 * Somebody who needs an approval is not a reader: that takes two people. A `vault-database` has no readers,
 * because there is no value to know; `findSecretAccess` says who can get a login of their own.
 */
export function secretReaders(
    holdings: Holdings,
    secret: Secret,
    environments: readonly string[] = secret.in.map(({ key }) => key),
): string[] {
    if (!isStatic(secret)) return [];
    const find = findSecretAccess(holdings);
    return sorted(environments.flatMap((environment) => find(secret, environment).readers));
}

/**
 * {@link secretReaders} for many secrets: what they all need is computed once. For a `vault-database`, the
 * readers are those who may ask Vault for a login.
 */
export function findSecretAccess(
    holdings: Holdings,
): (secret: Secret, environment: string) => SecretAccess {
    const { roster } = holdings.graph;
    const pipelineHolders = findPipelineHolders(holdings);
    return (secret, key) => {
        const environment = roster.environments.get(key);
        const service = roster.services.get(secret.service.key);
        const places = environment && placesOf(roster, secret, environment);
        if (!places || !service) return { readers: [], consumers: [] };
        const near = neighbours(roster, environment);
        const consumers = near.flatMap((where) =>
            [...roster.services.values()]
                .filter(
                    (other) =>
                        (other === service && where === environment) ||
                        reaches(roster, other, where, places),
                )
                .map((consumer) => ({ consumer, where: where.key })),
        );
        return {
            readers: sorted([
                ...roleHolders(holdings, near, places),
                ...consumers.flatMap(({ consumer, where }) => pipelineHolders(consumer, where)),
                ...ownersOf(holdings, secret, service),
            ]).filter((person) => holdings.people.has(person)),
            consumers: sorted(consumers.map(({ consumer }) => consumer.key)),
        };
    };
}

/** Where a secret can be read. */
interface Places {
    /** `kv-prod/data/checkout/key`, `database-prod/creds/prod.ledger` */
    readonly vault?: string;
    readonly aws?: AwsDelivery;
}

/** Undefined if the secret is not declared in the environment, so that nobody can read it there. */
function placesOf(roster: Roster, secret: Secret, environment: Environment): Places | undefined {
    if (secret.kind === "vault-database") {
        const login = databaseLoginOf(roster, secret, environment);
        return login && { vault: `${login.mount}/creds/${login.roleName}` };
    }
    const { vault, aws } = deliveryOf(roster, secret, environment);
    return {
        ...(vault ? { vault: `${vault.mount}/data/${vault.name}` } : {}),
        ...(aws ? { aws } : {}),
    };
}

/** Itself, and those that share its account: what is in an account may be read from all of them. */
function neighbours({ environments }: Roster, environment: Environment): Environment[] {
    const account = environment.aws?.accountId;
    if (account === undefined) return [environment];
    return [...environments.values()].filter(({ aws }) => aws?.accountId === account);
}

function roleHolders(holdings: Holdings, near: readonly Environment[], places: Places): string[] {
    const { roster } = holdings.graph;
    return holdings.roles
        .filter(({ environment }) => near.includes(environment))
        .filter(
            (holding) =>
                (hasVault(roster, holding) &&
                    readsVault(holdingVaultRules(roster, holding), places)) ||
                (hasAws(roster, holding) &&
                    readsAws(holdingStatements(roster, holding), holding.role.aws, places)),
        )
        .flatMap(({ members }) => members.map(({ person }) => person.key));
}

/** Whether a service's own permissions in an environment cover a secret's places. */
function reaches(
    roster: Roster,
    service: Service,
    environment: Environment,
    places: Places,
): boolean {
    if (!service.in.some(({ key }) => key === environment.key)) return false;
    const variables = variablesOf(roster, environment, service);
    const statements = (service.aws?.statements ?? []).map((one) => fillStatement(one, variables));
    return (
        readsVault(vaultRules(service.vault, environment, variables), places) ||
        readsAws(statements, service.aws, places)
    );
}

function readsVault(rules: readonly PlannedVaultRule[], { vault: place }: Places): boolean {
    if (place === undefined) return false;
    return rules.some(
        ({ path, capabilities }) => capabilities.includes("read") && meetsPlace(path, place),
    );
}

/** Source: AWS Secrets Manager API, Actions: those that return a value, or let somebody have it. */
const reading = [
    "secretsmanager:getsecretvalue",
    "secretsmanager:batchgetsecretvalue",
    "secretsmanager:putresourcepolicy",
];

function readsAws(
    statements: readonly { readonly actions: string[]; readonly resources: string[] }[],
    permissions: AwsPermissions | undefined,
    { aws }: Places,
): boolean {
    if (!aws) return false;
    // Secrets Manager appends six random characters to the ARN.
    const arn = parseGlob(
        `arn:aws:secretsmanager:${aws.region}:${aws.accountId}:secret:${aws.name}-??????`,
    );
    return (
        (permissions?.managed ?? []).some((name) => !readingPolicies.has(name)) ||
        statements.some(
            ({ actions, resources }) =>
                actions.some((action) =>
                    reading.some((one) => matches(action.toLowerCase(), one)),
                ) && resources.some((resource) => globsMeet(parseGlob(resource), arn)),
        )
    );
}

/** The owners of a value that is in no known system: they are assumed to have it. */
function ownersOf({ graph, people }: Holdings, { kind, deliver }: Secret, { owner }: Service) {
    if (kind !== "external" || Object.keys(deliver).length > 0) return [];
    return graph
        .members(owner.key)
        .map(({ person }) => person.key)
        .filter((key) => people.has(key));
}

function sorted(keys: readonly string[]): string[] {
    return [...new Set(keys)].sort(compare);
}
