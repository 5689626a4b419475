import { parseGlob } from "../model/iam/glob";
import { matches } from "../model/iam/iamPattern";
import { compare } from "../model/problem";
import type { AwsPermissions, Environment, Roster, Secret, Service } from "../model/roster";
import { readingPolicies } from "../model/rules/managedPolicies";
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
import type { Delivery } from "./secretDelivery";
import { deliveryOf } from "./secretDelivery";

/** Who can read a secret in an environment. */
export interface SecretAccess {
    /** Keys of people. */
    readonly readers: readonly string[];
    /** Keys of services whose pipelines can: its own, and those whose rights reach it. */
    readonly consumers: readonly string[];
}

/**
 * Keys of the people who can read a secret, in any of its environments or in those that are given.
 * Rather one too many than one too few:
 *
 * - who holds a role that may read the place in Vault or in Secrets Manager to which it is
 *   delivered; conditions are taken to hold, a `deny` to spare it, and a managed policy that is not
 *   known to read only, to read secrets too;
 * - who can run, without anybody's approval, the pipeline of its own service or of another that may
 *   read it: whoever may push where nobody reviews, and everywhere who administers the repository;
 * - of a value that is made elsewhere and delivered nowhere, the team that owns it.
 *
 * Who has to be approved is no reader: that takes two. Nobody is one of a `vault-database`, because
 * there is no value to know.
 */
export function secretReaders(
    holdings: Holdings,
    secret: Secret,
    environments: readonly string[] = secret.in.map(({ key }) => key),
): string[] {
    const find = findSecretAccess(holdings);
    return sorted(environments.flatMap((environment) => find(secret, environment).readers));
}

/** {@link secretReaders} for many secrets: what all of them need is worked out once. */
export function findSecretAccess(
    holdings: Holdings,
): (secret: Secret, environment: string) => SecretAccess {
    const { roster } = holdings.graph;
    const pipelineHolders = findPipelineHolders(holdings);
    return (secret, key) => {
        const environment = roster.environments.get(key);
        const service = roster.services.get(secret.service.key);
        if (!environment || !service || secret.kind === "vault-database") {
            return { readers: [], consumers: [] };
        }
        const delivery = deliveryOf(roster, secret, environment);
        const consumers = [...roster.services.values()].filter(
            (other) => other === service || reaches(roster, other, environment, delivery),
        );
        return {
            readers: sorted([
                ...roleHolders(holdings, environment, delivery),
                ...consumers.flatMap((consumer) => pipelineHolders(consumer, key)),
                ...ownersOf(holdings, secret, service),
            ]).filter((person) => holdings.people.has(person)),
            consumers: sorted(consumers.map(({ key }) => key)),
        };
    };
}

function roleHolders(holdings: Holdings, { key }: Environment, delivery: Delivery): string[] {
    const { roster } = holdings.graph;
    return holdings.roles
        .filter(({ environment }) => environment.key === key)
        .filter(
            (holding) =>
                (hasVault(roster, holding) &&
                    readsVault(holdingVaultRules(roster, holding), delivery)) ||
                (hasAws(roster, holding) &&
                    readsAws(holdingStatements(roster, holding), holding.role.aws, delivery)),
        )
        .flatMap(({ members }) => members.map(({ person }) => person.key));
}

/** Whether a service's own rights in an environment reach the places of a secret. */
function reaches(
    roster: Roster,
    service: Service,
    environment: Environment,
    delivery: Delivery,
): boolean {
    if (!service.in.some(({ key }) => key === environment.key)) return false;
    const variables = variablesOf(roster, environment, service);
    const statements = (service.aws?.statements ?? []).map((one) => fillStatement(one, variables));
    return (
        readsVault(vaultRules(service.vault, environment, variables), delivery) ||
        readsAws(statements, service.aws, delivery)
    );
}

function readsVault(rules: readonly PlannedVaultRule[], { vault }: Delivery): boolean {
    if (!vault) return false;
    const place = `${vault.mount}/data/${vault.name}`;
    return rules.some(
        ({ path, capabilities }) => capabilities.includes("read") && meetsPlace(path, place),
    );
}

/** Source: AWS Secrets Manager API, Actions: those that answer a value. */
const reading = ["secretsmanager:getsecretvalue", "secretsmanager:batchgetsecretvalue"];

function readsAws(
    statements: readonly { readonly actions: string[]; readonly resources: string[] }[],
    permissions: AwsPermissions | undefined,
    { aws }: Delivery,
): boolean {
    if (!aws) return false;
    // Secrets Manager ends an ARN in six letters of its own.
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

/** Where it is known to nobody's system, somebody carries it about. */
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
