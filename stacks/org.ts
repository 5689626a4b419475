import { OrganizationAccess } from "../components/organizationAccess";
import type { Holdings } from "../planners/holdings";
import { humansOf } from "../planners/humans";
import { organizationLeaves } from "../planners/leaves";
import { planOrganization } from "../planners/planOrganization";
import type { StackConfig } from "./config";
import type { StackOutputs, StackResult } from "./previous";
import { createOrganizationProviders, listProviders } from "./providers";
import { isNarrowing } from "./roster";

/** Provisions identities and GitHub; answers the ids that environments need. */
export async function provisionOrganization(
    holdings: Holdings,
    config: StackConfig,
    previous: StackOutputs,
): Promise<StackResult> {
    const spec = planOrganization(holdings, new Set(Object.keys(previous.userIds)));
    const { roster } = holdings.graph;
    const providers = await createOrganizationProviders(roster, config);
    const access = new OrganizationAccess("organization", spec, {
        providers: listProviders(providers),
    });
    // Records of outputs, not outputs of records: one id that a failed run leaves open must not
    // hide all the others.
    return {
        leaves: organizationLeaves(spec),
        // A run that only narrows gave nobody anything by his key.
        humans: isNarrowing(roster, config) ? previous.humans : humansOf(roster),
        userIds: access.userIds,
        entityIds: access.entityIds,
        protectedEnvironments: access.protectedEnvironments,
    };
}
