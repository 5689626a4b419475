import { withoutTemplates } from "../vaultTemplate";
import { vaultAuthorities, vaultSelf } from "./escalations";

/** A path of a Vault policy, and what may be done there. */
export interface VaultReach {
    readonly path: string;
    readonly capabilities: readonly string[];
}

/**
 * How a path of a Vault policy lets its holder raise their own rights; undefined when it does not. A
 * path without a leading `/` is below a mount and reaches no authority.
 */
export function vaultEscalation({ path, capabilities }: VaultReach): string | undefined {
    if (capabilities.includes("deny")) return undefined; // in Vault a deny wins over the others
    if (capabilities.includes("sudo"))
        return "with sudo, which allows what otherwise only root may do";
    const absolute = path.startsWith("/");
    if (absolute && /^\/[^/]*\{\{/.test(path)) {
        return "whose first part is a template, which may become any place: name it";
    }
    const reached = absolute ? withoutTemplates(path.slice(1)) : path;
    if (reached.split("/").every((segment) => segment === "*" || segment === "+")) {
        return "which is every path: name the first part at least";
    }
    const writes = capabilities.some((each) => ["create", "update", "patch"].includes(each));
    if (writes && absolute && reachesAuthority(reached)) {
        return "which decides who gets which policy: leave that to whoever runs Vault";
    }
    return undefined;
}

function reachesAuthority(path: string): boolean {
    if (vaultSelf.test(path)) return false;
    const start = /^[^*+]*/.exec(path)?.[0] ?? "";
    const open = start.length < path.length;
    return vaultAuthorities.some(
        (authority) => start.startsWith(authority) || (open && authority.startsWith(start)),
    );
}
