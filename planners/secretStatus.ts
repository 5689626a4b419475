import type { Instant, Seconds } from "../model/instant";
import { isoInstant } from "../model/instant";
import type { Secret } from "../model/roster";
import type { Holdings } from "./holdings";
import { findDemands } from "./planSecrets";
import type { Demand, RecordedRotation } from "./rotation";
import { boundariesOf, lostReaders, reasonsToRotate, withOverlap } from "./rotation";
import { recordOf } from "./rotationRecords";
import { findSecretAccess } from "./secretReaders";

/** The status of a secret in an environment. */
export interface SecretStatus {
    readonly secret: string;
    readonly environment: string;
    /** The team responsible for it. */
    readonly owner: string;
    readonly kind: Secret["kind"];
    /** Only its GitHub environment can open the value. */
    readonly sealed?: true;
    /** Null, like everything that follows from it, if no run has made a value yet or Rollcall makes none. */
    readonly version: number | null;
    readonly rotatedAt: string | null;
    readonly nextRotation: string | null;
    /** Something is due or a step failed, and the next run will take care of it. */
    readonly overdue: boolean;
    /** Keys of those who could read the value and no longer can: they know it until it is replaced. */
    readonly knownBy?: readonly string[];
    /** Something is due that waits until this instant, because the previous value still works. */
    readonly overlapUntil?: string;
    /** How long each login of a `vault-database` lasts, in seconds: one is created per request. */
    readonly ttl?: Seconds;
    /** Services whose pipelines can read it. */
    readonly consumers: readonly string[];
    /** People who can read it, or can get a login. */
    readonly readers: readonly string[];
}

/** Every secret in each of its environments, given what their stacks recorded. */
export function secretStatuses(
    holdings: Holdings,
    recordsOf: (environment: string) => Readonly<Record<string, RecordedRotation>>,
): SecretStatus[] {
    const { roster } = holdings.graph;
    const findAccess = findSecretAccess(holdings);
    return [...roster.environments.keys()].flatMap((environment) => {
        const demands = findDemands(holdings, environment);
        const records = recordsOf(environment);
        return [...roster.secrets.values()]
            .filter((secret) => secret.in.some(({ key }) => key === environment))
            .map((secret) => {
                const demand = demands.get(secret.key);
                return {
                    secret: secret.key,
                    environment,
                    owner: roster.services.get(secret.service.key)?.owner.key ?? "",
                    kind: secret.kind,
                    ...(secret.sealed ? { sealed: true } : {}),
                    ...(demand
                        ? progress(demand, recordOf(secret, records), holdings.instant, () =>
                              nextBoundary(secret, environment, holdings.instant),
                          )
                        : { version: null, rotatedAt: null, nextRotation: null, overdue: false }),
                    ...(secret.database ? { ttl: secret.database.ttl } : {}),
                    ...findAccess(secret, environment),
                };
            });
    });
}

function progress(
    demand: Demand,
    recorded: RecordedRotation | undefined,
    instant: Instant,
    next: () => string | null,
): Pick<
    SecretStatus,
    "version" | "rotatedAt" | "nextRotation" | "overdue" | "knownBy" | "overlapUntil"
> {
    if (!recorded) return { version: null, rotatedAt: null, nextRotation: null, overdue: true };
    const { rotation, done } = recorded;
    const { version, rotatedAt, previous } = withOverlap(rotation, demand);
    const due = reasonsToRotate(demand, rotation).length > 0;
    const waits = previous !== undefined && instant < Date.parse(previous.notAfter);
    const knownBy = lostReaders(demand, rotation);
    return {
        version,
        rotatedAt,
        nextRotation: due ? (waits ? previous.notAfter : isoInstant(instant)) : next(),
        overdue: !done || (due && !waits),
        ...(knownBy.length > 0 ? { knownBy } : {}),
        ...(due && waits ? { overlapUntil: previous.notAfter } : {}),
    };
}

function nextBoundary(secret: Secret, environment: string, instant: Instant): string | null {
    const boundaries = boundariesOf(secret, environment, instant);
    return boundaries ? isoInstant(boundaries.next) : null;
}
