import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentSecretArgs } from "../components/environmentSecrets";
import type { SealedValueArgs } from "../components/secretArgs";
import type { Holdings } from "../planners/holdings";
import type { SecretSpec } from "../planners/planSecrets";
import { findDemands, valuesOf } from "../planners/planSecrets";
import type { RecordedRotation, Rotation } from "../planners/rotation";
import { rotate } from "../planners/rotation";
import { recordOf } from "../planners/rotationRecords";
import type { PublicKey } from "./sealing";
import { sealNewValue } from "./sealing";

/** A secret as the component takes it, and what is to be recorded of it. */
export interface PlannedRotation {
    readonly secret: EnvironmentSecretArgs;
    readonly rotation: Rotation;
}

/**
 * Which values each secret is to have, given those that this stack recorded under any of its keys
 * and the public keys of the environments that get a sealed one. Of those that are due, sealed ones
 * are made here; where there is no public key they are left out.
 */
export async function planRotations(
    holdings: Holdings,
    environment: string,
    secrets: readonly SecretSpec[],
    recorded: Readonly<Record<string, RecordedRotation>>,
    publicKeys: ReadonlyMap<string, PublicKey>,
): Promise<PlannedRotation[]> {
    const demands = findDemands(holdings, environment);
    const planned = secrets.map(async (secret) => {
        const demand = demands.get(secret.key);
        // A roster that breaks rules may still be narrowed; what goes nowhere is nothing to narrow.
        if (!demand || !(secret.github ?? secret.vault ?? secret.aws)) return [];
        const publicKey = publicKeys.get(secret.key);
        const asked = publicKey ? { ...demand, keyId: publicKey.keyId } : demand;
        const rotation = rotate(asked, recordOf(secret, recorded), holdings.instant);
        return secret.sealed
            ? planSealed(secret, rotation, publicKey)
            : [{ secret: argsOf(secret, rotation), rotation }];
    });
    return (await Promise.all(planned)).flat();
}

async function planSealed(
    secret: SecretSpec,
    rotation: Rotation,
    publicKey: PublicKey | undefined,
): Promise<PlannedRotation[]> {
    const known = rotation.sealed ?? (await newValue(rotation, publicKey));
    if (known) {
        return [
            { secret: argsOf(secret, rotation, known), rotation: { ...rotation, sealed: known } },
        ];
    }
    if (!pulumi.runtime.isDryRun()) return [];
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    return [{ secret: argsOf(secret, rotation, { keyId: unknown, text: unknown }), rotation }];
}

/** A preview makes none: nobody would ever get it. */
async function newValue({ length }: Rotation, publicKey: PublicKey | undefined) {
    return publicKey && !pulumi.runtime.isDryRun() ? sealNewValue(publicKey, length) : undefined;
}

function argsOf(
    { key, previously, user, github, vault, aws }: SecretSpec,
    rotation: Rotation,
    sealed?: SealedValueArgs,
): EnvironmentSecretArgs {
    return {
        key,
        previously,
        ...valuesOf(rotation),
        ...(user ? { user } : {}),
        ...(sealed ? { sealed } : {}),
        ...(github ? { github } : {}),
        ...(vault ? { vault } : {}),
        ...(aws ? { aws: { name: aws.name } } : {}),
    };
}
