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
import type { Ids } from "./identities";
import { findIdentities, findProvisionable } from "./identities";
import { refusePassphrase } from "./passphrase";
import type { StackOutputs, StackResult } from "./previous";
import { readOrganizationOutputs } from "./previous";
import { createEnvironmentProviders, listProviders } from "./providers";
import { isNarrowing } from "./roster";
import { planRotations } from "./rotations";
import { readPublicKeys } from "./sealing";

/** Provisions AWS and Vault of one environment, and the secrets that go to GitHub from there. */
export async function provisionEnvironment(
    holdings: Holdings,
    config: StackConfig,
    previous: StackOutputs,
): Promise<StackResult> {
    const { roster } = holdings.graph;
    const environment = config.stack;
    const planned = planEnvironment(holdings, environment);
    const made = await readOrganizationOutputs();
    const identities = findIdentities(roster, made);
    const { spec, waiting } = pulumi.runtime.isDryRun()
        ? { spec: planned, waiting: [] }
        : findProvisionable(
              planned,
              { ...identities, protectedServices: protectedIn(environment, made) },
              { ...previous, secrets: Object.keys(previous.secrets) },
          );
    const uses = findUses(spec, identities.userIds);
    const denials = planDenials(spec, uses, previous, config.instant, config.isAbsent);
    if (spec.secrets.length > 0) refusePassphrase(roster, config);
    const { account, ...providers } = await createEnvironmentProviders(roster, environment, {
        config,
        secrets: spec.secrets,
    });
    const narrows = isNarrowing(roster, config);
    const rotations = await planRotations(
        holdings,
        environment,
        spec.secrets,
        previous.secrets,
        narrows ? new Map() : await readPublicKeys(spec.secrets, providers.github),
    );
    new EnvironmentAccess(
        "environment",
        {
            roles: spec.roles,
            people: spec.people,
            userIds: orUnknown(identities.userIds, spec),
            entityIds: orUnknown(identities.entityIds, spec),
            denied: byRole(denials),
        },
        { providers: listProviders(providers) },
    );
    const { boundaryArn } = new EnvironmentWorkloads("workloads", spec, {
        providers: listProviders({ ...providers, aws: account }),
    });
    const { delivered } = new EnvironmentSecrets(
        "secrets",
        {
            secrets: rotations.map(({ secret }) => secret),
            databases: spec.databases ?? [],
            ...(boundaryArn ? { boundaryArn } : {}),
        },
        { providers: listProviders({ ...providers, aws: account }) },
    );
    if (waiting.length > 0) await reportWaiting(waiting);
    const leaves = environmentLeaves(spec);
    // What only narrows gives nothing: what was given before is what there is still.
    if (narrows) {
        const { people, services, secretOutputs } = previous;
        return { leaves, people, services, uses, denials, secrets: secretOutputs };
    }
    return {
        leaves,
        people: spec.people.map(({ key }) => key),
        services: spec.workloads.map(({ key }) => key),
        uses,
        denials,
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
