import type { EnvironmentSecretArgs } from "../components/environmentSecrets";
import type { Holdings } from "../planners/holdings";
import type { SecretSpec } from "../planners/planSecrets";
import { findDemands, valuesOf } from "../planners/planSecrets";
import type { RecordedRotation, Rotation } from "../planners/rotation";
import { rotate } from "../planners/rotation";
import { recordOf } from "../planners/rotationRecords";

/** A secret as the component takes it, and what is to be recorded of it. */
export interface PlannedRotation {
    readonly secret: EnvironmentSecretArgs;
    readonly rotation: Rotation;
}

/** Which values each secret is to have, given those that this stack recorded under any of its keys. */
export function planRotations(
    holdings: Holdings,
    environment: string,
    secrets: readonly SecretSpec[],
    recorded: Readonly<Record<string, RecordedRotation>>,
): PlannedRotation[] {
    const demands = findDemands(holdings, environment);
    return secrets.flatMap(({ key, previously, user, github, vault, aws }) => {
        const demand = demands.get(key);
        if (!demand) return [];
        const known = recordOf({ key, previously }, recorded);
        const rotation = rotate(demand, known, holdings.instant);
        return [
            {
                secret: {
                    key,
                    previously,
                    ...valuesOf(rotation),
                    ...(user ? { user } : {}),
                    ...(github ? { github } : {}),
                    ...(vault ? { vault } : {}),
                    ...(aws ? { aws: { name: aws.name } } : {}),
                },
                rotation,
            },
        ];
    });
}
