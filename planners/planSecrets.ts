import type { Environment, Roster, Secret, SecretKind } from "../model/roster";
import type { Holdings } from "./holdings";
import { nameLimits, physicalName } from "./names";
import type { Demand, PreviousValue, Rotation, Slot } from "./rotation";
import { boundariesOf, overlapOf, slotOf } from "./rotation";
import type { Delivery } from "./secretDelivery";
import { deliveryOf } from "./secretDelivery";
import { accessKeyPolicy, isMade } from "./secretLimits";
import { findSecretAccess } from "./secretReaders";
import { rolePath } from "./workloads";

/** A secret whose values Rollcall makes, in one environment. */
export interface SecretSpec extends Delivery {
    readonly key: string;
    readonly previously: string[];
    readonly kind: SecretKind;
    /** The service's key. */
    readonly service: string;
    /** Only for an access key: the IAM user it belongs to. */
    readonly user?: SecretUserSpec;
    /** Only its GitHub environment can open the value. */
    readonly sealed?: true;
}

/** An IAM user who may do what the service's own pipeline may do in AWS, and nothing else. */
export interface SecretUserSpec {
    readonly name: string;
    readonly path: string;
    readonly policy: string;
}

/** Where a value goes and how it is made: if one of these changes, it is a different value. */
export interface SecretValueSpec {
    readonly slot: Slot;
    readonly version: number;
    readonly length: number;
}

export function planSecrets(roster: Roster, environment: string): SecretSpec[] {
    const place = roster.environments.get(environment);
    if (!place) return [];
    return secretsIn(roster, environment)
        .filter((secret) => isMade(secret))
        .map((secret) => {
            const { key, previously, kind, service, sealed } = secret;
            return {
                key,
                previously: [...previously],
                kind,
                service: service.key,
                ...(kind === "aws-access-key" ? { user: planUser(roster, secret, place) } : {}),
                ...(sealed ? { sealed } : {}),
                ...deliveryOf(roster, secret, place),
            };
        });
}

/** Named after the oldest key: a user with another name would be another user. */
function planUser(roster: Roster, secret: Secret, environment: Environment): SecretUserSpec {
    return {
        name: physicalName(
            [environment.key, "secret", secret.previously.at(-1) ?? secret.key],
            nameLimits.role,
        ),
        path: rolePath,
        policy: accessKeyPolicy(roster, secret, environment),
    };
}

/** What the roster requires of each secret in an environment at the holdings' instant, by key. */
export function findDemands(holdings: Holdings, environment: string): Map<string, Demand> {
    const { roster } = holdings.graph;
    const secrets = secretsIn(roster, environment).filter((secret) => isMade(secret));
    if (secrets.length === 0) return new Map();
    const findAccess = findSecretAccess(holdings);
    return new Map(
        secrets.map((secret) => [
            secret.key,
            demandOf(holdings, secret, environment, findAccess(secret, environment).readers),
        ]),
    );
}

function demandOf(
    { people, instant }: Holdings,
    secret: Secret,
    environment: string,
    readers: readonly string[],
): Demand {
    const boundary = boundariesOf(secret, environment, instant)?.last;
    return {
        kind: secret.kind,
        generation: secret.generation,
        length: secret.length,
        ...(boundary === undefined ? {} : { boundary }),
        overlap: overlapOf(secret),
        ...(secret.sealed ? { sealed: true } : {}),
        readers: new Map(
            readers.map((key) => [key, [key, ...(people.get(key)?.previously ?? [])]]),
        ),
    };
}

/** The values that must exist: one, or two while the previous one still works. */
export function valuesOf({ version, length, previous }: Rotation): {
    readonly current: SecretValueSpec;
    readonly previous?: SecretValueSpec & Pick<PreviousValue, "notAfter" | "disabled">;
} {
    const value = (number: number) => ({ slot: slotOf(number), version: number });
    return {
        current: { ...value(version), length },
        ...(previous ? { previous: { ...value(version - 1), ...worksUntil(previous) } } : {}),
    };
}

function worksUntil({ since: _, rotatedAt: __, ...value }: PreviousValue) {
    return value;
}

function secretsIn({ secrets }: Roster, environment: string): Secret[] {
    return [...secrets.values()].filter((secret) =>
        secret.in.some(({ key }) => key === environment),
    );
}
