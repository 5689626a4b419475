import { isHclObject } from "../../model/hcl";
import type { VaultReach } from "../../model/rules/vaultEscalation";
import { parseVaultPolicy, vaultBlocks, vaultCapabilities } from "../../model/vaultPolicy";

/**
 * The paths of a Vault policy, in HCL or JSON, with what is allowed there.
 *
 * @throws if it is neither.
 */
export function vaultPaths(source: string): VaultReach[] {
    return vaultBlocks(parseVaultPolicy(source)).map(([path, rules]) => ({
        path,
        capabilities: isHclObject(rules) ? vaultCapabilities(rules) : [],
    }));
}
