import { vaultSelf } from "../../model/rules/escalations";
import { withoutTemplates } from "../../model/vaultTemplate";

/**
 * Whether a policy's path and a place in Vault overlap. A path matches exactly, or ends in `*` for any
 * continuation; a place is everything that begins with it: `kv-prod/` is a mount, `sys/policies/acl/prod.`
 * the policies of an environment. In both `+` is one segment. A template may become anything.
 *
 * Source: Vault, "Policies", policy syntax.
 */
export function meetsPlace(path: string, place: string): boolean {
    const segments = withoutTemplates(path).split("/");
    const parts = place.split("/");
    for (const [index, part] of parts.entries()) {
        const segment = segments[index];
        if (segment === undefined) return false;
        const last = index === parts.length - 1;
        if (index === segments.length - 1 && segment.endsWith("*")) {
            const start = segment.slice(0, -1);
            const rest = parts.slice(index).join("/");
            return part === "+" || rest.startsWith(start) || (last && start.startsWith(rest));
        }
        if (segment === "+" || part === "+") continue;
        if (last ? !segment.startsWith(part) : segment !== part) return false;
    }
    return true;
}

/**
 * Where Vault keeps what applies to every environment. Whoever writes a role or a group can name any
 * policy of the server in it, including another environment's; whoever writes a policy, of whatever name,
 * can write any path into it; and a mount that is moved can become another environment's.
 *
 * Source: Vault HTTP API, https://developer.hashicorp.com/vault/api-docs: auth methods, identity,
 * /sys/auth, /sys/mounts, /sys/policies, /sys/remount, /sys/raw.
 */
const authorities = [
    "auth/+/certs/",
    "auth/+/config",
    "auth/+/group",
    "auth/+/map/",
    "auth/+/role",
    "auth/+/user",
    "identity/",
    "sys/policies/acl/",
    "sys/policy/",
    "sys/raw/",
    "sys/remount",
];

/** Whether writing to a path decides about the whole server. */
export function decidesForAll(path: string): boolean {
    return authorities.some((authority) => meetsPlace(path, authority));
}

/** Whether a path is a token's call on itself, or a login, which needs no token. */
export function isSelfOrLogin(path: string): boolean {
    const open = withoutTemplates(path);
    return vaultSelf.test(open) || /^auth\/[^/*]+\/login$/.test(open);
}

/** Whether a path belongs to every token alike, or to Vault: what no environment has to itself. */
export function isVaultsOwn(path: string): boolean {
    return /^(?:auth|cubbyhole|identity|sys)\//.test(path);
}
