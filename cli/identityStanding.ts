import { canonicalJson, type Json } from "../planners/canonical";
import type { WorkloadSpec } from "../planners/workloads";
import type { VaultJwtRole } from "../sandbox/collections";
import { iamKey } from "../sandbox/providers/iamApi";
import { roleAt } from "../sandbox/providers/vaultJwtRole";
import type { TriedRun } from "../sandbox/tryWorkflowRun";
import type { WorldReader } from "../sandbox/world";

/** How an identity in the sandbox compares with what the roster says. */
export interface IdentityStanding {
    /** Roles that do not exist. */
    readonly missing: readonly string[];
    /** The runs that may take the identity are not those that the roster now says. */
    readonly outdated: boolean;
}

export function identityStanding(
    world: WorldReader,
    { roleArn, vault }: Pick<TriedRun, "roleArn" | "vault">,
    spec: WorkloadSpec | undefined,
): IdentityStanding {
    const [, account = "", name = ""] = /::(\d+):role\/.*?([^/]+)$/.exec(roleArn ?? "") ?? [];
    const role = world.read("aws/iamRoles", iamKey(account, name));
    const jwtRole = vault && roleAt(world, vault.backend, vault.role);
    return {
        missing: [
            ...(roleArn !== undefined && !role ? [`role ${roleArn}`] : []),
            ...(vault && !jwtRole ? [`role auth/${vault.backend}/role/${vault.role}`] : []),
        ],
        outdated:
            (role !== undefined &&
                canonicalJson(role.assumeRolePolicy as Json) !== spec?.aws?.trustPolicy) ||
            (jwtRole !== undefined && boundOf(jwtRole) !== boundOf(spec?.vault)),
    };
}

/** What a JWT role requires of a token: the plan joins a claim's values by commas, Vault has a list. */
function boundOf(role: VaultJwtRole | WorkloadSpec["vault"]): string {
    if (role === undefined) return "";
    const claims = Object.entries(role.boundClaims);
    return canonicalJson({
        audiences: [...role.boundAudiences],
        claims: Object.fromEntries(claims.map(([claim, values]) => [claim, String(values)])),
    });
}
