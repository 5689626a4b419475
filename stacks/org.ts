import { OrganizationAccess } from "../components/organizationAccess";
import type { Holdings } from "../planners/holdings";
import { organizationLeaves } from "../planners/leaves";
import { planOrganization } from "../planners/planOrganization";
import type { StackConfig } from "./config";
import type { StackOutputs, StackResult } from "./previous";
import { createOrganizationProviders, listProviders } from "./providers";

/** Provisions identities and GitHub; answers the ids that environments need. */
export async function provisionOrganization(
    holdings: Holdings,
    config: StackConfig,
    previous: StackOutputs,
): Promise<StackResult> {
    const spec = planOrganization(holdings, new Set(Object.keys(previous.userIds)));
    const providers = await createOrganizationProviders(holdings.graph.roster, config);
    const access = new OrganizationAccess("organization", spec, {
        providers: listProviders(providers),
    });
    // Records of outputs, not outputs of records: one id that a failed run leaves open must not
    // hide all the others.
    return {
        leaves: organizationLeaves(spec),
        userIds: access.userIds,
        entityIds: access.entityIds,
        protectedEnvironments: access.protectedEnvironments,
    };
}
