import { vaultSelf } from "../../model/rules/escalations";

/**
 * Whether a policy's path and a place in Vault have something in common. A path ends where it ends,
 * or in `*` for whatever follows; a place is everything that begins so: `kv-prod/` is a mount,
 * `sys/policies/acl/prod.` the policies of an environment. In both `+` is one segment.
 *
 * Source: Vault, "Policies", policy syntax.
 */
export function meetsPlace(path: string, place: string): boolean {
    const segments = path.split("/");
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
        if (isOpen(segment) || part === "+") continue;
        if (last ? !segment.startsWith(part) : segment !== part) return false;
    }
    return true;
}

/** One whole segment, or one that a template fills in with something of the token's. */
function isOpen(segment: string): boolean {
    return segment === "+" || segment.includes("{{");
}

/**
 * Where Vault keeps what holds in every environment. Whoever writes a role or a group names any
 * policy of the server in it, another environment's too; whoever writes a policy, of whatever name,
 * writes any path into it; and a mount that moves is another's.
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

/** Whether writing to a path decides over the whole server. */
export function decidesForAll(path: string): boolean {
    return authorities.some((authority) => meetsPlace(path, authority));
}

/** Whether a path is a token's call on itself, or a login, which nobody needs a token for. */
export function isSelfOrLogin(path: string): boolean {
    return vaultSelf.test(path) || /^auth\/[^/*]+\/login$/.test(path);
}

/** Whether a path is everybody's own affair, or Vault's: what no environment has to itself. */
export function isVaultsOwn(path: string): boolean {
    return /^(?:auth|cubbyhole|identity|sys)\//.test(path);
}
