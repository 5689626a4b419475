import * as pulumi from "@pulumi/pulumi";
import { EnvironmentAccess } from "../components/environmentAccess";
import { EnvironmentSecrets } from "../components/environmentSecrets";
import { EnvironmentWorkloads } from "../components/environmentWorkloads";
import type { Denial } from "../planners/denials";
import { findUses, planDenials } from "../planners/denials";
import type { Holdings } from "../planners/holdings";
import { environmentLeaves } from "../planners/leaves";
import type { EnvironmentSpec } from "../planners/planEnvironment";
import { planEnvironment } from "../planners/planEnvironment";
import type { StackConfig } from "./config";
import type { Identities, Ids, Provisionable } from "./identities";
import { findIdentities, findProvisionable } from "./identities";
import { refusePassphrase } from "./passphrase";
import type { StackOutputs, StackResult } from "./previous";
import { readOrganizationOutputs } from "./previous";
import type { EnvironmentProviders } from "./providers";
import { createEnvironmentProviders, listProviders } from "./providers";
import { isNarrowing } from "./roster";
import type { PlannedRotation } from "./rotations";
import { planRotations } from "./rotations";
import { readPublicKeys } from "./sealing";

/**
 * Provisions AWS and Vault of one environment, and the secrets that go to GitHub from there: plans what it
 * is to have, judges that, and only then makes it. Answers what the stack exports.
 *
 * Throws before anything is registered where it must not be provisioned.
 */
export async function provisionEnvironment(
    holdings: Holdings,
    config: StackConfig,
    previous: StackOutputs,
): Promise<StackResult> {
    const { roster } = holdings.graph;
    const { spec, waiting, identities } = await planOnGround(holdings, config, previous);
    const uses = findUses(spec, identities.userIds);
    const denials = planDenials(spec, uses, previous, config.instant, config.isAbsent);
    if (spec.secrets.length > 0) refusePassphrase(roster, config);
    const providers = await createEnvironmentProviders(roster, config.stack, {
        config,
        secrets: spec.secrets,
    });
    const narrows = isNarrowing(roster, config);
    const rotations = await planRotations(
        holdings,
        config.stack,
        spec.secrets,
        previous.secrets,
        narrows ? new Map() : await readPublicKeys(spec.secrets, providers.github),
    );
    createAccess(spec, identities, denials, providers);
    const { boundaryArn } = createWorkloads(spec, providers);
    const { delivered } = createSecrets(spec, rotations, boundaryArn, providers);
    if (waiting.length > 0) await reportWaiting(waiting);
    return {
        leaves: environmentLeaves(spec),
        uses,
        denials,
        ...(narrows ? givenBefore(previous) : givenNow(spec, rotations, delivered)),
    };
}

interface Planned extends Provisionable {
    readonly identities: Identities;
}

/** The plan for the environment, and in an update only what `org` has made the ground for. */
async function planOnGround(
    holdings: Holdings,
    { stack: environment }: StackConfig,
    previous: StackOutputs,
): Promise<Planned> {
    const spec = planEnvironment(holdings, environment);
    const made = await readOrganizationOutputs();
    const identities = findIdentities(holdings.graph.roster, made);
    if (pulumi.runtime.isDryRun()) return { spec, waiting: [], identities };
    const provisionable = findProvisionable(
        spec,
        { ...identities, protectedServices: protectedIn(environment, made) },
        { ...previous, secrets: Object.keys(previous.secrets) },
    );
    return { ...provisionable, identities };
}

/** What people hold: roles in Identity Center and Vault, and who is in them. */
function createAccess(
    spec: EnvironmentSpec,
    { userIds, entityIds }: Identities,
    denials: readonly Denial[],
    providers: EnvironmentProviders,
): EnvironmentAccess {
    return new EnvironmentAccess(
        "environment",
        {
            roles: spec.roles,
            people: spec.people,
            userIds: orUnknown(userIds, spec),
            entityIds: orUnknown(entityIds, spec),
            denied: byRole(denials),
        },
        { providers: listProviders(providers) },
    );
}

/** What pipelines hold. */
function createWorkloads(
    spec: EnvironmentSpec,
    providers: EnvironmentProviders,
): EnvironmentWorkloads {
    return new EnvironmentWorkloads("workloads", spec, { providers: listInAccount(providers) });
}

/** What both may read. */
function createSecrets(
    spec: EnvironmentSpec,
    rotations: readonly PlannedRotation[],
    boundaryArn: EnvironmentWorkloads["boundaryArn"],
    providers: EnvironmentProviders,
): EnvironmentSecrets {
    return new EnvironmentSecrets(
        "secrets",
        {
            secrets: rotations.map(({ secret }) => secret),
            databases: spec.databases ?? [],
            ...(boundaryArn ? { boundaryArn } : {}),
        },
        { providers: listInAccount(providers) },
    );
}

/** For what is in the environment's own account, and not in Identity Center's. */
function listInAccount({ account, ...providers }: EnvironmentProviders): pulumi.ProviderResource[] {
    return listProviders({ ...providers, aws: account });
}

/** What only narrows gives nothing: what was given before is what there is still. */
function givenBefore({ people, services, secretOutputs }: StackOutputs): Record<string, unknown> {
    return { people, services, secrets: secretOutputs };
}

function givenNow(
    { people, workloads }: EnvironmentSpec,
    rotations: readonly PlannedRotation[],
    delivered: EnvironmentSecrets["delivered"],
): Record<string, unknown> {
    return {
        people: people.map(({ key }) => key),
        services: workloads.map(({ key }) => key),
        secrets: Object.fromEntries(
            rotations.map(({ secret: { key }, rotation }) => [
                key,
                { rotation, delivered: delivered[key] },
            ]),
        ),
    };
}

function byRole(denials: readonly Denial[]): Record<string, string[]> {
    const denied: Record<string, string[]> = {};
    for (const { role, userId } of denials) denied[role] = [...(denied[role] ?? []), userId];
    return denied;
}

/** Services whose environment on GitHub is protected, under the keys that `org` knows. */
function protectedIn(environment: string, { protectedEnvironments }: StackOutputs): Set<string> {
    return new Set(
        Object.keys(protectedEnvironments).flatMap((name) => {
            const [service = "", where] = name.split("/");
            return where === environment ? [service] : [];
        }),
    );
}

/** In a preview an id that `org` has yet to make is one that is not known yet. */
function orUnknown(ids: Ids, { people }: EnvironmentSpec): Record<string, pulumi.Input<string>> {
    if (!pulumi.runtime.isDryRun()) return { ...ids };
    const open = people.filter(({ key }) => ids[key] === undefined);
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    return { ...ids, ...Object.fromEntries(open.map(({ key }) => [key, unknown])) };
}

/** The run fails, but what it deletes is deleted all the same: a throw would skip that. */
async function reportWaiting(waiting: readonly string[]): Promise<void> {
    await pulumi.log.error(
        `the org stack has not made the ground for ${waiting.join(", ")} yet, so they get nothing ` +
            "here; see what failed in org, then run again",
    );
}
