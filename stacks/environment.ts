import * as pulumi from "@pulumi/pulumi";
import { EnvironmentAccess } from "../components/environmentAccess";
import type { Holdings } from "../planners/holdings";
import type { EnvironmentPersonSpec } from "../planners/planEnvironment";
import { planEnvironment } from "../planners/planEnvironment";
import type { Ids } from "./identities";
import { findProvisionable, userIdsOf } from "./identities";
import type { StackOutputs } from "./previous";
import { readOrganizationOutputs } from "./previous";
import { createEnvironmentProviders, listProviders } from "./providers";

/** Provisions AWS and Vault of one environment. */
export async function provisionEnvironment(
    holdings: Holdings,
    environment: string,
    previous: StackOutputs,
): Promise<Record<string, unknown>> {
    const { roster } = holdings.graph;
    const spec = planEnvironment(holdings, environment);
    const made = await readOrganizationOutputs();
    const ids = { userIds: userIdsOf(roster, made.userIds), entityIds: made.entityIds };
    const { people, waiting } = pulumi.runtime.isDryRun()
        ? { people: spec.people, waiting: [] }
        : findProvisionable(spec.people, ids, new Set(previous.people));
    const providers = createEnvironmentProviders(roster);
    new EnvironmentAccess(
        "environment",
        {
            roles: spec.roles,
            people,
            userIds: orUnknown(ids.userIds, people),
            entityIds: orUnknown(ids.entityIds, people),
        },
        { providers: listProviders(providers) },
    );
    if (waiting.length > 0) await reportWaiting(waiting);
    return { people: people.map(({ key }) => key) };
}

/** In a preview an id that `org` has yet to make is one that is not known yet. */
function orUnknown(
    ids: Ids,
    people: readonly EnvironmentPersonSpec[],
): Record<string, pulumi.Input<string>> {
    if (!pulumi.runtime.isDryRun()) return { ...ids };
    const open = people.filter(({ key }) => ids[key] === undefined);
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    return { ...ids, ...Object.fromEntries(open.map(({ key }) => [key, unknown])) };
}

/** The run fails, but what it deletes is deleted all the same: a throw would skip that. */
async function reportWaiting(waiting: readonly string[]): Promise<void> {
    await pulumi.log.error(
        `the org stack has made no identity for ${waiting.join(", ")} yet, so they get nothing ` +
            "here; see what failed in org, then run again",
    );
}
